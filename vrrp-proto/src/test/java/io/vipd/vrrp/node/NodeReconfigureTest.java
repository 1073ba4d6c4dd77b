package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Routers that are entered, changed and removed while the node goes on. */
class NodeReconfigureTest {
  private static final String THEIRS = "192.0.2.1";

  private final Bench bench = new Bench();

  @Test
  void anActiveRouterKeepsItsRoleAndItsAdvertTimerWhenItsPriorityChanges() {
    bench.active();
    double due = bench.deadline();

    bench.priority = 90;
    bench.reconfigure();

    assertEquals(List.of(), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(due, bench.deadline());
    bench.runUntil(due);
    assertEquals(List.of("advert 90"), bench.take());
  }

  @Test
  void aBackupReckonsWithItsNewPriorityFromTheLastAdvertOn() {
    bench.up();
    bench.at(1000);
    bench.hear(THEIRS, 200);
    bench.at(1500);

    bench.priority = 64; // RFC 9568 6.1: Skew_Time = (256 - 64) / 256 of 1 s
    bench.reconfigure();

    assertEquals(4750, bench.deadline());
  }

  @Test
  void aBackupThatMayNotPreemptAnyMoreHeedsTheAdvertsThatItLetPass() {
    bench.up();
    bench.runUntil(1000);
    bench.hear(THEIRS, 100); // lower than our 120, so the timer of the start runs on
    assertEquals(3531.25, bench.deadline());

    bench.preempt = false;
    bench.reconfigure();

    assertEquals(4531.25, bench.deadline());
  }

  @Test
  void aBackupThatRanksLowerNowHeedsTheAdvertsThatItLetPass() {
    bench.up();
    bench.runUntil(1000);
    bench.hear(THEIRS, 100);

    bench.priority = 64;
    bench.reconfigure();

    assertEquals(4750, bench.deadline());
  }

  @Test
  void anActiveRouterSaysItsNewIntervalAtOnceSoThatNobodyMissesAnAdvert() {
    bench.active();
    double now = bench.millis();

    bench.centiseconds = 300;
    bench.reconfigure();

    assertEquals(List.of("advert 120"), bench.take());
    assertEquals(now + 3000, bench.deadline());
    assertEquals(0, bench.router.worstLatenessNanos());
  }

  @Test
  void aShorterIntervalOfAnActiveRouterIsNoLateness() {
    bench.active();
    bench.at(bench.millis() + 900);

    bench.centiseconds = 10;
    bench.reconfigure();
    bench.runUntil(bench.millis() + 250);

    assertEquals(List.of("advert 120", "advert 120", "advert 120"), bench.take());
    assertEquals(0, bench.router.worstLatenessNanos());
  }

  @Test
  void aBackupThatWentByItsOwnIntervalBeginsToListenAnew() {
    bench.up();
    bench.at(2000);

    bench.centiseconds = 10;
    bench.reconfigure();

    assertEquals(2353.125, bench.deadline()); // 3 x 100 ms + 136 / 256 x 100 ms
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aBackupThatLearnedTheActivesIntervalStaysWithIt() {
    bench.up();
    bench.hear(THEIRS, 200, 100);

    bench.centiseconds = 10;
    bench.reconfigure();

    assertEquals(3531.25, bench.deadline());
  }

  @Test
  void aVersion2RouterGoesByItsOwnIntervalWhateverItHeard() {
    bench.version = 2;
    bench.centiseconds = 200;
    bench.up();
    bench.at(500);

    bench.centiseconds = 100;
    bench.reconfigure();

    assertEquals(4031.25, bench.deadline()); // RFC 3768 6.1: 3 x 1 s + 136 / 256
  }

  @Test
  void anActiveRouterAsksForItsNewAddressesAndListsThem() {
    bench.active();
    long claim = bench.router.claim();

    bench.virtual = "192.0.2.101";
    bench.reconfigure();

    assertEquals(List.of("install"), bench.take());
    assertNotEquals(claim, bench.router.claim());
    assertTrue(
        bench.router.form().lists(Bench.advert(THEIRS, "224.0.0.18", 51, 100, 100, "192.0.2.101")));
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
  }

  @Test
  void aBackupAsksForNothing() {
    bench.up();
    bench.take();

    bench.virtual = "192.0.2.101";
    bench.reconfigure();

    assertEquals(List.of(), bench.take());
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void otherAddressesAreTriedAtOnceWhereTheKernelRefusedTheOldOnes() {
    bench.active();
    bench.refuse();
    assertEquals(Role.INITIALIZE, bench.router.role());

    bench.virtual = "192.0.2.101";
    bench.reconfigure();

    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aNewCheckThatIsUpDoesNotInterrupt() {
    bench.active();

    bench.checkWeights = List.of(0, 20);
    bench.reconfigure(CheckVerdict.UP, CheckVerdict.UP);

    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(140, bench.router.priority());
  }

  @Test
  void aCheckThatIsDownCountsByItsNewWeight() {
    bench.checkWeights = List.of(-20);
    bench.active();
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.runUntil(6000);
    bench.take();

    bench.checkWeights = List.of(0);
    bench.reconfigure(CheckVerdict.DOWN);

    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void whoeverLosesItsOnlyDownCheckTakesPartAgain() {
    bench.checkWeights = List.of(0);
    bench.up();
    assertEquals(Role.INITIALIZE, bench.router.role());

    bench.checkWeights = List.of();
    bench.reconfigure();

    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aConfigurationOfAnotherRouterIsRefused() {
    bench.up();
    bench.vrid = 52;

    assertThrows(IllegalArgumentException.class, () -> bench.reconfigure());
    bench.vrid = 51;
    bench.virtual = "2001:db8::1";
    assertThrows(IllegalArgumentException.class, () -> bench.reconfigure());
    bench.virtual = "192.0.2.100";
    bench.checkWeights = List.of(0);
    assertThrows(IllegalArgumentException.class, () -> bench.reconfigure());
    assertEquals(List.of(), bench.router.config().checkWeights());
  }

  @Test
  void anActiveRouterThatIsRemovedHandsOver() {
    bench.active();

    bench.node.remove(bench.router, bench.nowNanos());

    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    assertEquals(-1, bench.deadline());
    assertEquals(List.of(), bench.node.routers());
    assertEquals(Verdict.UNKNOWN_VRID, bench.hear(THEIRS, 100));
  }

  @Test
  void theNumberOfARemovedRouterIsGivenOutAgain() {
    bench.up();
    Router first = bench.router;
    bench.vrid = 52;
    bench.up();
    bench.node.remove(first, bench.nowNanos());
    bench.vrid = 51;

    bench.up();

    assertEquals(0, bench.router.id());
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aRouterWhoseKernelHadRefusedLeavesNoTimerBehind() {
    bench.active();
    bench.refuse();

    bench.node.remove(bench.router, bench.nowNanos());

    assertEquals(-1, bench.deadline());
  }

  @Test
  void whoeverLosesItsSiblingGoesOnAlone() {
    bench.active();
    Router ipv4 = bench.router;
    bench.virtual = "fe80::100";
    bench.ours = "fe80::2";
    bench.up();
    Router ipv6 = bench.router;
    bench.node.tie(List.of(ipv4, ipv6), bench.nowNanos());
    bench.take();

    bench.node.remove(ipv6, bench.nowNanos());

    assertEquals(Role.ACTIVE, ipv4.role());
    assertEquals(List.of(ipv4), ipv4.bond());
    assertEquals(List.of("BACKUP to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void whoeverIsUntiedFromAHeldUpSiblingTakesPart() {
    bench.up();
    Router ipv4 = bench.router;
    bench.virtual = "fe80::100";
    bench.add();
    bench.node.tie(List.of(ipv4, bench.router), bench.nowNanos());
    assertEquals(Role.INITIALIZE, ipv4.role());

    bench.node.tie(List.of(bench.router), bench.nowNanos());

    assertEquals(Role.BACKUP, ipv4.role());
  }

  @Test
  void whatWasRecordedBeforeAKeyRotationIsNoNewAdvertAfterwards() {
    bench.admission = signed(1);
    bench.up();
    Signer peer = new Signer(bench.admission.auth(), Family.IPV4, 3, 51);
    Advert recorded = signedAdvert(peer);
    assertEquals(Verdict.ACCEPTED, bench.node.receive(0, recorded, bench.nowNanos(), 0));

    bench.admission = signed(2);
    bench.reconfigure();

    assertEquals(Verdict.AUTH_REPLAY, bench.node.receive(0, recorded, bench.nowNanos(), 0));
    assertEquals(Verdict.ACCEPTED, bench.node.receive(0, signedAdvert(peer), bench.nowNanos(), 0));
  }

  @Test
  void aSignerWithANewKeyGoesOnCountingWhereTheOldOneWas() {
    bench.admission = signed(1);
    bench.up();
    ByteBuffer before = sign(bench.router.signer());

    bench.admission = signed(2);
    bench.reconfigure();
    ByteBuffer after = sign(bench.router.signer());

    assertEquals(before.getLong(SEQUENCE) + 1, after.getLong(SEQUENCE));
    assertSame(Role.BACKUP, bench.router.role());
  }

  private static final int MESSAGE_BYTES = 12;
  private static final int SEQUENCE = MESSAGE_BYTES + 4;

  private ByteBuffer sign(Signer signer) {
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    IpAddress source = IpAddress.parse(Bench.OURS);
    signer.sign(message, 0, MESSAGE_BYTES, source.high(), source.low(), 0);
    return message;
  }

  /** Both keys verify; this one signs. */
  private static RouterConfig.Admission signed(int signWith) {
    byte[] secret = new byte[HmacKey.MIN_BYTES];
    byte[] other = new byte[HmacKey.MIN_BYTES];
    other[0] = 1;
    List<HmacKey> keys = List.of(new HmacKey(1, secret), new HmacKey(2, other));
    return new RouterConfig.Admission(
        255,
        false,
        null,
        new AuthConfig(AuthMode.ENFORCE, keys, signWith, Freshness.MONOTONIC, 5_000_000_000L));
  }

  private Advert signedAdvert(Signer signer) {
    AdvertForm form = bench.router.form();
    IpAddress source = IpAddress.parse(THEIRS);
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = form.write(message, 200);
    int total = bytes + signer.sign(message, 0, bytes, source.high(), source.low(), 0);
    form.checksum(message, bytes, total, source, AdvertCodec.group(Family.IPV4));
    ByteBuffer packet = Datagram.of(message, total, source, AdvertCodec.group(Family.IPV4));
    Advert advert = new Advert();
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, packet.capacity(), advert));
    return advert;
  }
}
