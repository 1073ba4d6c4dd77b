package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.LeaseStatus;
import io.vipd.daemon.control.NodeStatus.OwnershipStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import io.vipd.daemon.control.NodeStatus.StallStatus;
import io.vipd.health.CheckSpec;
import io.vipd.health.NginxLimits;
import io.vipd.health.RiseFall;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusPictureTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();

  @AfterEach
  void close() {
    bench.close();
  }

  private GroupStatus picture(Group group) {
    return StatusPicture.of(group, List.of(), List.of(), bench.nowNanos, NOON);
  }

  @Test
  void aBackupShowsWhoIsActiveAndWhatItWaitsFor() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(1));
    bench.hear(group, "192.0.2.2", 120);
    bench.pass(Duration.ofMillis(250));
    assertEquals(
        new GroupStatus(
            "web",
            "ipv4",
            3,
            51,
            "vtk-l",
            null,
            "BACKUP",
            "ready, listening for the Active router",
            Instant.parse("2026-01-01T11:59:58.750Z"),
            100,
            100,
            1000,
            List.of("192.0.2.10/24"),
            List.of(),
            "192.0.2.2",
            250L,
            "Active_Down_Timer",
            3359L,
            null,
            null,
            null,
            List.of(new PeerStatus("192.0.2.2", 120, 250L, "pseudo-header", null)),
            List.of(),
            List.of(),
            List.of(),
            new OwnershipStatus(0, List.of(new AddressStatus("192.0.2.10", null, null)), List.of()),
            0,
            1,
            0,
            1,
            0,
            new StallStatus(0, 0),
            new LeaseStatus(null, 3_000L, 0)),
        picture(group));
  }

  @Test
  void aStallIsCountedAndExplained() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.nowNanos += 13_000_000_000L;
    bench.node.stalled(12_300_000_000L, bench.nowNanos);
    GroupStatus picture = picture(group);
    assertEquals(new StallStatus(1, 12_300), picture.stalls());
    assertEquals("vipd did not run for 12.3 s, and listens before it goes on", picture.why());
    assertEquals("Active_Down_Timer", picture.nextEvent());
    assertEquals(1609L, picture.nextEventMillis());
  }

  @Test
  void aHoldOnSilenceIsShownWithTheTimeLeft() {
    config.holds =
        new GroupConfig.Holds(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO);
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.pass(Duration.ofSeconds(20));
    GroupStatus picture = picture(group);
    assertEquals("BACKUP", picture.role());
    assertEquals(10_000L, picture.silenceHoldMillis());
    assertEquals(10_000L, picture.nextEventMillis());
    bench.hear(group, "192.0.2.2", 120);
    assertEquals(null, picture(group).silenceHoldMillis());
    assertEquals(3609L, picture(group).nextEventMillis());
  }

  @Test
  void anActiveRouterNamesItself() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    GroupStatus picture = picture(group);
    assertEquals("ACTIVE", picture.role());
    assertEquals("192.0.2.1", picture.active());
    assertEquals("Adver_Timer", picture.nextEvent());
    assertEquals("no other router was heard", picture.why());
    assertNull(picture.lastAdvertAgeMillis());
  }

  @Test
  void aFaultHasNoNextEvent() {
    GroupStatus picture = picture(bench.add());
    assertEquals("FAULT", picture.role());
    assertNull(picture.nextEvent());
    assertNull(picture.nextEventMillis());
    assertNull(picture.active());
  }

  @Test
  void aPeerThatFellSilentDuringAFaultIsNotNamedActive() {
    Group group = bench.add();
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 120);
    bench.node.inhibit(group.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    bench.pass(Duration.ofSeconds(4));
    assertEquals("192.0.2.2", picture(group).active());
    bench.pass(Duration.ofMillis(1));
    assertNull(picture(group).active());
    assertEquals(4001, picture(group).lastAdvertAgeMillis());
  }

  @Test
  void aPeerThatGaveUpIsNotActive() {
    Group group = bench.add();
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 0);
    assertNull(picture(group).active());
  }

  @Test
  void aTimerThatIsOverdueIsDueNow() {
    Group group = bench.add();
    bench.ready(group);
    bench.nowNanos += Duration.ofSeconds(60).toNanos();
    assertEquals(0L, picture(group).nextEventMillis());
  }

  @Test
  void aHoldIsShownAsLongAsItRuns() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.node.relinquish(group.router(), Duration.ofSeconds(30).toNanos(), bench.nowNanos);
    bench.nowNanos += 1_000_000;
    assertEquals(29_999L, picture(group).holdMillis());
    bench.nowNanos += Duration.ofSeconds(30).toNanos();
    assertNull(picture(group).holdMillis());
  }

  @Test
  void configuredPeersThatWereNeverHeardAreNamed() {
    config.peers = List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("192.0.2.3"));
    Group group = bench.add(config.build());
    assertEquals(
        List.of(
            new PeerStatus("192.0.2.2", null, null, null, "never heard"),
            new PeerStatus("192.0.2.3", null, null, null, "never heard")),
        picture(group).peers());
  }

  @Test
  void aPeerWithAnotherIntervalIsWarnedOf() {
    config.interval = Duration.ofMillis(500);
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.hear(group, Duration.ofSeconds(1), "192.0.2.2", 120);
    assertEquals(
        "its advertisement interval is 1000 ms, ours 500 ms",
        picture(group).peers().getFirst().warning());
  }

  /** What the status says of the last peer, behind its address. */
  private String lastPeer(Group group) {
    PeerStatus peer = picture(group).peers().getLast();
    return peer.address() + " " + peer.warning();
  }

  @Test
  void aPeerThatIsRefusedForItsIntervalIsShownWithBoth() {
    config.version = 2;
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.hear(group, Duration.ofSeconds(2), "192.0.2.2", 120);
    assertEquals(
        List.of(
            new PeerStatus(
                "192.0.2.2",
                null,
                null,
                null,
                "its adverts are refused: version 2 demands the group's own interval; its is"
                    + " 2000 ms, ours 1000 ms")),
        picture(group).peers());
    assertEquals("BACKUP", picture(group).role());
    assertEquals(2, picture(group).version());
  }

  @Test
  void aPeerThatIsRefusedForItsSignatureIsShown() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.auth = GroupConfigs.key(1, "0123456789abcdef0123456789abcdef");
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.hear(group, "fe80::2", 120);
    assertEquals(
        List.of(new PeerStatus("fe80::2", 120, 0L, "pseudo-header", null)), picture(group).peers());
    bench.hearSigned(group, null, "fe80::3", 120);
    assertEquals(
        "fe80::3 its adverts are refused: it carries no authentication trailer", lastPeer(group));
    bench.hearSigned(group, signer(1, "another secret that is long enough"), "fe80::4", 120);
    assertEquals(
        "fe80::4 its adverts are refused: its HMAC is wrong: another secret, or changed on its way",
        lastPeer(group));
    bench.hearSigned(group, signer(2, "0123456789abcdef0123456789abcdef"), "fe80::5", 120);
    assertEquals(
        "fe80::5 its adverts are refused: it is signed with a key that the group does not have",
        lastPeer(group));
    bench.hearSigned(group, signer(1, "0123456789abcdef0123456789abcdef"), "fe80::2", 120);
    assertEquals("fe80::2 its adverts are refused: it was heard before", lastPeer(group));
  }

  private static Signer signer(int id, String secret) {
    GroupConfigs other = new GroupConfigs();
    other.auth = GroupConfigs.key(id, secret);
    RouterConfig config = RouterConfigs.of(other.build(), Family.IPV4);
    return new Signer(config.admission().auth(), Family.IPV6, 3, 51);
  }

  @Test
  void aPeerThatIsRefusedIsForgottenAfterFiveMinutes() {
    config.version = 2;
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.hear(group, Duration.ofSeconds(2), "192.0.2.2", 120);
    bench.nowNanos += Duration.ofMinutes(5).toNanos() - 1;
    assertEquals(1, picture(group).peers().size());
    bench.nowNanos += 1;
    assertEquals(List.of(), picture(group).peers());
  }

  @Test
  void eachFamilyOfAGroupHasAPictureOfItsOwn() {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    GroupStatus ipv4 = picture(bench.add(config.build()));
    GroupStatus ipv6 = picture(bench.groups.getLast());
    assertEquals("web", ipv4.name());
    assertEquals("ipv4", ipv4.family());
    assertEquals(List.of("192.0.2.10/24"), ipv4.addresses());
    assertEquals("web", ipv6.name());
    assertEquals("ipv6", ipv6.family());
    assertEquals(List.of("2001:db8::10/64"), ipv6.addresses());
  }

  @Test
  void everyKindOfCheckHasItsNameInTheConfiguration() {
    assertEquals("script", kind(new CheckSpec.Script(List.of("/bin/true"))));
    assertEquals("http", kind(new CheckSpec.Http(URI.create("http://127.0.0.1/"))));
    var page = new CheckSpec.Http(URI.create("http://127.0.0.1/nginx_status"));
    assertEquals(
        "nginx-status", kind(new CheckSpec.NginxStatus(page, new NginxLimits(900, -1, -1))));
    assertEquals("tcp", kind(new CheckSpec.Tcp("127.0.0.1", 80)));
    assertEquals("interface", kind(new CheckSpec.Interface("eth1", true)));
    assertEquals("file", kind(new CheckSpec.File(Path.of("/run/load"), false)));
    assertEquals("route", kind(new CheckSpec.Route("default", "1.0.0.0", 0)));
    assertEquals("ping", kind(new CheckSpec.Ping("192.0.2.254")));
  }

  private static String kind(CheckSpec spec) {
    Duration second = Duration.ofSeconds(1);
    return StatusPicture.kind(
        new CheckConfig(
            "check",
            spec,
            second,
            second,
            1,
            1,
            0,
            second,
            RiseFall.Verdict.WAITING,
            Duration.ZERO,
            Duration.ZERO));
  }
}
