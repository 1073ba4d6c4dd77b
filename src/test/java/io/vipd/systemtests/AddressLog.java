package io.vipd.systemtests;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When one address came to a host's eth0 and when it went, as the kernel tells it. */
final class AddressLog {
  private static final Pattern LINE =
      Pattern.compile("\\[(\\S+)\\] (Deleted )?\\d+: eth0 +inet6? (\\S+?)(/\\d+)? .*");

  private final Program monitor;
  private final String address;

  private AddressLog(Program monitor, String address) {
    this.monitor = monitor;
    this.address = address;
  }

  /** Follows an address that is not there yet. */
  static AddressLog start(Host host, String address) {
    Program monitor =
        host.start("addresses-" + address, "ip", "-ts", "-o", "monitor", "address", "dev", "eth0");
    AddressLog log = new AddressLog(monitor, address);
    // The monitor does not say when it has begun to listen.
    String probe = "192.0.2.250";
    Await.until(
        "addresses of " + host.name() + " are followed",
        () -> {
          host.ip("addr", "add", probe, "dev", "eth0");
          host.ip("addr", "del", probe, "dev", "eth0");
          return monitor.log().contains(probe);
        });
    return log;
  }

  /**
   * A time during which the host had the address.
   *
   * @param from when it came
   * @param to when it went; null when it is still there
   */
  record Tenure(LocalDateTime from, LocalDateTime to) {}

  /** All tenures, in order; a renewed lease is none of its own. */
  List<Tenure> tenures() {
    List<Tenure> tenures = new ArrayList<>();
    LocalDateTime from = null;
    for (String line : monitor.log().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || !matcher.group(3).equals(address)) {
        continue;
      }
      LocalDateTime at = LocalDateTime.parse(matcher.group(1));
      if (matcher.group(2) != null) {
        tenures.add(new Tenure(from, at));
        from = null;
      } else if (from == null) {
        from = at;
      }
    }
    if (from != null) {
      tenures.add(new Tenure(from, null));
    }
    return tenures;
  }
}
