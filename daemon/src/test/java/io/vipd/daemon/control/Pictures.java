package io.vipd.daemon.control;

import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.AnnouncementStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.ForeignRouterStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.control.NodeStatus.LeaseStatus;
import io.vipd.daemon.control.NodeStatus.MaintenanceStatus;
import io.vipd.daemon.control.NodeStatus.OwnershipStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import io.vipd.daemon.control.NodeStatus.RivalStatus;
import io.vipd.daemon.control.NodeStatus.StallStatus;
import io.vipd.daemon.control.NodeStatus.SyncStatus;
import io.vipd.daemon.control.NodeStatus.VerificationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Nodes to take pictures of, for tests of whatever shows them. */
public final class Pictures {
  public static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");

  private Pictures() {}

  /** Active, with a check that fails without being decisive, and a peer that is not quite right. */
  public static GroupStatus web() {
    return new GroupStatus(
        "web",
        "ipv4",
        3,
        51,
        "eth0",
        null,
        "ACTIVE",
        "no advert for 3531 ms (Active_Down_Timer)",
        Instant.parse("2026-01-01T00:00:03.600Z"),
        130,
        150,
        1000,
        List.of("192.0.2.10/24", "192.0.2.11/24"),
        List.of(),
        "192.0.2.2",
        410L,
        "Adver_Timer",
        430L,
        null,
        null,
        null,
        List.of(
            new PeerStatus("192.0.2.3", 100, 410L, "pseudo-header", "it lists other addresses"),
            new PeerStatus("192.0.2.4", null, null, null, null)),
        List.of(
            new CheckStatus(
                "nginx",
                "http",
                "up",
                0,
                200L,
                1.25,
                true,
                "status 200",
                null,
                0.5,
                List.of("mail")),
            new CheckStatus(
                "disk",
                "script",
                "down",
                -20,
                1500L,
                12.5,
                false,
                "full\nvery full",
                null,
                250.0,
                List.of())),
        List.of(
            new HookStatus(
                "active",
                "group",
                "ACTIVE",
                null,
                "failed",
                "exit code 3",
                2,
                187_000L,
                1234.5,
                "no such address"),
            new HookStatus("webhook", "node", "ACTIVE", 900L, null, null, null, null, null, null)),
        List.of(
            new AnnouncementStatus("192.0.2.10", 6, 0, 40L),
            new AnnouncementStatus("192.0.2.11", 4, 1, null)),
        new OwnershipStatus(
            3,
            List.of(
                new AddressStatus(
                    "192.0.2.10",
                    new RivalStatus("02:00:5e:10:00:99", "192.0.2.3", true, 12_000, 300, 5),
                    new VerificationStatus("confirmed", "192.0.2.254", 0.75)),
                new AddressStatus(
                    "192.0.2.11", null, new VerificationStatus("unanswered", "192.0.2.254", null))),
            List.of(
                new ForeignRouterStatus(
                    "192.0.2.9",
                    "02:00:5e:10:00:97",
                    2,
                    200,
                    1_000,
                    List.of("192.0.2.77"),
                    "password",
                    "its adverts are refused: VRRP version is not the group's",
                    "Give one of the two another VRID.",
                    20_000,
                    800,
                    20))),
        2,
        1,
        178,
        3,
        10,
        new StallStatus(2, 12_300),
        new LeaseStatus(1_600L, 120L, 2));
  }

  /** The same as the second member of a sync group. */
  public static GroupStatus inSync(GroupStatus group) {
    return new GroupStatus(
        group.name(),
        group.family(),
        group.version(),
        group.vrid(),
        group.interfaceName(),
        new SyncStatus("site", List.of("inside", group.name())),
        group.role(),
        group.why(),
        group.since(),
        group.priority(),
        group.basePriority(),
        group.intervalMillis(),
        group.addresses(),
        group.advertised(),
        group.active(),
        group.lastAdvertAgeMillis(),
        group.nextEvent(),
        group.nextEventMillis(),
        group.holdMillis(),
        group.silenceHoldMillis(),
        group.maintenance(),
        group.peers(),
        group.checks(),
        group.hooks(),
        group.announcements(),
        group.ownership(),
        group.addressesRestored(),
        group.transitions(),
        group.advertsSent(),
        group.advertsReceived(),
        group.announcementsSent(),
        group.stalls(),
        group.lease());
  }

  /** In Initialize, and nothing is known yet. */
  public static GroupStatus mail() {
    return new GroupStatus(
        "mail",
        "ipv4",
        3,
        52,
        "eth1",
        null,
        "FAULT",
        "waiting for check smtp",
        STARTED,
        100,
        100,
        250,
        List.of("198.51.100.7/32"),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(
            new CheckStatus(
                "smtp", "tcp", "waiting", 0, null, null, null, "", null, null, List.of())),
        List.of(new HookStatus("fault", "group", null, null, null, null, null, null, null, null)),
        List.of(),
        new OwnershipStatus(
            0,
            List.of(
                new AddressStatus(
                    "198.51.100.7",
                    new RivalStatus("02:00:5e:10:00:98", null, false, 9_000, 9_000, 1),
                    null)),
            List.of()),
        0,
        0,
        0,
        0,
        0,
        new StallStatus(0, 0),
        new LeaseStatus(null, 2_000L, 0));
  }

  /** Kept out by an operator for another two hours. */
  public static GroupStatus inMaintenance() {
    return new GroupStatus(
        "web",
        "ipv4",
        3,
        51,
        "eth0",
        null,
        "FAULT",
        "in maintenance until 2026-01-01T02:03:12Z (alice: new kernel)",
        Instant.parse("2026-01-01T00:02:12Z"),
        150,
        150,
        1000,
        List.of("192.0.2.10/24"),
        List.of(),
        "192.0.2.3",
        300L,
        "end of maintenance",
        7_200_000L,
        null,
        null,
        new MaintenanceStatus(
            Instant.parse("2026-01-01T00:02:12Z"),
            Instant.parse("2026-01-01T02:03:12Z"),
            "alice",
            "new kernel"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new OwnershipStatus(0, List.of(), List.of()),
        0,
        2,
        100,
        90,
        6,
        new StallStatus(0, 0),
        new LeaseStatus(null, 2_000L, 0));
  }

  /** Without an address of its own; its hooks move one. */
  public static GroupStatus moving(String role) {
    return new GroupStatus(
        "web",
        "ipv4",
        3,
        51,
        "eth0",
        null,
        role,
        "why",
        STARTED,
        150,
        150,
        1000,
        List.of(),
        List.of("203.0.113.10"),
        "192.0.2.3",
        300L,
        "Adver_Timer",
        430L,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new OwnershipStatus(0, List.of(), List.of()),
        0,
        2,
        100,
        90,
        0,
        new StallStatus(0, 0),
        new LeaseStatus(null, null, 0));
  }

  public static NodeStatus node(GroupStatus... groups) {
    return node(started(), groups);
  }

  /** With another configuration, and the warning that goes with it. */
  public static NodeStatus node(ConfigStatus configuration, GroupStatus... groups) {
    return new NodeStatus(
        "node-a",
        "0.1.0",
        4711,
        STARTED,
        "info",
        configuration,
        configuration.warning() == null ? List.of() : List.of(configuration.warning()),
        List.of(groups));
  }

  /** Nothing was reloaded. */
  public static ConfigStatus started() {
    return new ConfigStatus(
        STARTED,
        Map.of("applied", 0L, "unchanged", 0L, "invalid", 0L, "refused", 0L),
        null,
        null,
        null);
  }

  /** Reloaded twice, and then came a file with an error. */
  public static ConfigStatus failed() {
    return new ConfigStatus(
        Instant.parse("2026-01-01T00:01:00Z"),
        Map.of("applied", 2L, "unchanged", 0L, "invalid", 1L, "refused", 0L),
        Instant.parse("2026-01-01T00:02:00Z"),
        "/etc/vipd/groups/web.yaml:3:11 priority: 300 is outside 1..254",
        Instant.parse("2026-01-01T00:01:55Z"));
  }
}
