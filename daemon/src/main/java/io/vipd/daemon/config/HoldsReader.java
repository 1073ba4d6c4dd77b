package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.Holds;
import java.time.Duration;
import java.util.List;

/** Reads how long a group waits for what. */
final class HoldsReader {
  private static final int OWNER = 255;
  private static final Form<Duration> PREEMPT_DELAY =
      Forms.duration("0s", "1h", "", "write how long to listen before preempting, such as 30s");
  private static final Form<Duration> RECOVER_HOLD =
      Forms.duration("0s", "1h", "", "write how long to be well again before preempting");
  private static final Form<Duration> SILENCE =
      Forms.duration(
          "0s", "5m", "", "write how long a switch may take until it forwards, such as 30s");

  private HoldsReader() {}

  static Holds read(Mapping group, int priority, boolean preempt) {
    Holds holds =
        new Holds(
            group.read("preempt-delay", PREEMPT_DELAY),
            group.read("recover-hold", RECOVER_HOLD),
            group.read("boot-hold", SILENCE),
            group.read("settle", SILENCE));
    if (!preempt) {
      refuse(group, "preempt-delay", holds.preemptDelay());
      refuse(group, "recover-hold", holds.recoverHold());
    }
    for (String key : List.of("boot-hold", "settle")) {
      if (priority == OWNER && group.has(key)) {
        group.warn(
            key,
            group.shown(key)
                + " has no effect with priority 255, for the address owner is Active as soon as it"
                + " starts (RFC 9568 6.4.1); choose a priority up to 254");
      }
    }
    return holds;
  }

  private static void refuse(Mapping group, String key, Duration length) {
    if (!length.isZero()) {
      group.error(
          key, group.shown(key) + " has no meaning with preempt: false; remove one of the two");
    }
  }
}
