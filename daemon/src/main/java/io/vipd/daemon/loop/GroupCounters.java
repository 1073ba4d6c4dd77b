package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Cause;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a group went through, beside what its router counts itself. Core thread only. */
final class GroupCounters {
  private static final Cause[] CAUSES = Cause.values();

  /** How long after their time adverts left. */
  final Lateness advertLateness = new Lateness();

  /** Adverts that could not be sent. */
  long advertsNotSent;

  private final long[] transitions = new long[CAUSES.length];

  /** The group's role has changed. */
  void changed(Cause cause) {
    transitions[cause.ordinal()]++;
  }

  /** Changes of role by their cause, in lower case. */
  Map<String, Long> transitions() {
    Map<String, Long> byCause = new LinkedHashMap<>();
    for (Cause cause : CAUSES) {
      byCause.put(cause.name().toLowerCase(Locale.ROOT), transitions[cause.ordinal()]);
    }
    return byCause;
  }
}
