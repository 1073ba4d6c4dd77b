package io.vipd.daemon.http;

import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeCounters.CheckCounters;
import io.vipd.daemon.control.NodeCounters.Histogram;
import io.vipd.daemon.control.NodeCounters.HookCounters;
import io.vipd.daemon.control.NodeCounters.LinkCounters;
import io.vipd.daemon.control.NodeCounters.RouterCounters;
import io.vipd.daemon.control.Pictures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters that go with the groups of {@link Pictures}, for tests of whatever shows them. */
public final class Nodes {
  /** When the pictures were taken. */
  public static final Instant NOW = Instant.parse("2026-01-01T00:03:12Z");

  private Nodes() {}

  /** Counters of web, which was late now and then, and of mail. */
  public static NodeCounters counters() {
    return new NodeCounters(
        List.of(
            router(
                "web",
                51,
                "eth0",
                Map.of("active_down_timer", 1L, "startup", 1L),
                new Histogram(List.of(100_000L, 1_000_000L), List.of(170L, 5L, 1L), 9_500_000)),
            router(
                "mail",
                52,
                "eth1",
                Map.of("active_down_timer", 0L, "startup", 0L),
                new Histogram(List.of(100_000L, 1_000_000L), List.of(0L, 0L, 0L), 0))),
        List.of(
            new LinkCounters("eth0", "ipv4", new TreeMap<>(Map.of("checksum", 3L, "version", 0L)))),
        List.of(
            new CheckCounters("web", "nginx", 190, 2, 0, 1_500_000_000),
            new CheckCounters("web", "disk", 60, 60, 1, 0),
            new CheckCounters("mail", "smtp", 0, 0, 0, 0)),
        List.of(
            new HookCounters(
                "web",
                "active",
                "group",
                new TreeMap<>(Map.of("succeeded", 3L, "failed", 2L, "timed_out", 0L)))),
        7);
  }

  private static RouterCounters router(
      String group, int vrid, String link, Map<String, Long> transitions, Histogram lateness) {
    return new RouterCounters(
        group, "ipv4", vrid, link, new TreeMap<>(transitions), 0, lateness, 2_500_000);
  }

  static Picture picture() {
    return new Picture(
        NOW, Pictures.node(Pictures.web(), Pictures.mail()), counters(), List.of(), 4);
  }
}
