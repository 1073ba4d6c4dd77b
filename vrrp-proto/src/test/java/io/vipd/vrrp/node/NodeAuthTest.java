package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.RouterConfig.Admission;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adverts to a group that asks for the trailer of draft-cassen-vrrp-auth-hmac: what becomes of the
 * role. Our key has the id 1 and the window is five seconds.
 */
class NodeAuthTest {
  private static final long NOON = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final HmacKey OURS = key(1, 7);
  private static final String PEER = "192.0.2.3";

  private final Bench bench = new Bench();
  private final Advert advert = new Advert();

  private static HmacKey key(int id, int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return new HmacKey(id, secret);
  }

  private static AuthConfig auth(AuthMode mode, HmacKey key) {
    return new AuthConfig(mode, List.of(key), key.id(), Freshness.TIME, 5 * SECOND);
  }

  private void demand(AuthMode mode) {
    bench.admission = new Admission(255, false, null, auth(mode, OURS));
  }

  private Signer signer(HmacKey key) {
    return new Signer(
        auth(AuthMode.ENFORCE, key), AdvertCodec.IPV4_GROUP.family(), bench.version, bench.vrid);
  }

  /** What a router like ours sends to the group, signed at this time; unsigned for no signer. */
  private ByteBuffer packet(Signer signer, int priority, long epochNanos) {
    return packet(signer, priority, epochNanos, PEER, "224.0.0.18");
  }

  private ByteBuffer packet(Signer signer, int priority, long epochNanos, String from, String to) {
    IpAddress source = IpAddress.parse(from);
    IpAddress destination = IpAddress.parse(to);
    AdvertForm form =
        new AdvertForm(
            bench.version,
            bench.vrid,
            Duration.ofSeconds(1),
            List.of(IpAddress.parse(bench.virtual)),
            ChecksumForm.PSEUDO_HEADER,
            null);
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = form.write(message, priority);
    int total = bytes;
    if (signer != null) {
      total += signer.sign(message, 0, bytes, source.high(), source.low(), epochNanos);
    }
    form.checksum(message, bytes, total, source, destination);
    return Datagram.of(message, total, source, destination);
  }

  private Verdict hear(ByteBuffer packet) {
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, packet.capacity(), advert));
    return bench.node.receive(0, advert, bench.nowNanos(), NOON);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anAuthenticAdvertIsActedUpon(int version) {
    bench.version = version;
    demand(AuthMode.ENFORCE);
    bench.active();
    assertEquals(Verdict.ACCEPTED, hear(packet(signer(OURS), 200, NOON)));
    assertEquals(
        List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_PRIORITY"), bench.take());
    assertNull(bench.router.lastRefusal());
  }

  @Test
  void anAuthenticAdvertOverIpv6IsActedUpon() {
    bench.ours = "fe80::2";
    bench.virtual = "2001:db8::100";
    demand(AuthMode.ENFORCE);
    bench.active();
    Signer signer =
        new Signer(auth(AuthMode.ENFORCE, OURS), AdvertCodec.IPV6_GROUP.family(), 3, bench.vrid);
    ByteBuffer packet = packet(signer, 200, NOON, "fe80::3", "ff02::12");
    assertEquals(Verdict.ACCEPTED, hear(packet));
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(Verdict.AUTH_REPLAY, hear(packet));
  }

  @Test
  void anUnsignedAdvertIsRefused() {
    demand(AuthMode.ENFORCE);
    assertRefused(Verdict.AUTH_MISSING, packet(null, 200, NOON));
    assertRefused(Verdict.AUTH_MISSING, packet(null, 0, NOON));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENFORCE")
  void whereTheModeAllowsItAnUnsignedAdvertIsActedUpon(AuthMode mode) {
    demand(mode);
    bench.active();
    assertEquals(Verdict.ACCEPTED, hear(packet(null, 200, NOON)));
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @ParameterizedTest
  @EnumSource
  void anAdvertThatIsSignedWronglyIsRefusedInEveryMode(AuthMode mode) {
    demand(mode);
    ByteBuffer malformed = packet(signer(OURS), 200, NOON);
    malformed.put(20 + 12, (byte) 2);
    assertRefused(Verdict.AUTH_MALFORMED, malformed);
    assertRefused(Verdict.AUTH_UNKNOWN_KEY, packet(signer(key(2, 7)), 200, NOON));
    assertRefused(Verdict.AUTH_BAD_HMAC, packet(signer(key(1, 8)), 200, NOON));
    assertRefused(Verdict.AUTH_BAD_HMAC, packet(signer(key(1, 8)), 0, NOON));
  }

  @ParameterizedTest
  @EnumSource
  void anAdvertOfAnotherTimeIsRefusedInEveryMode(AuthMode mode) {
    demand(mode);
    assertRefused(Verdict.AUTH_STALE, packet(signer(OURS), 200, NOON - 6 * SECOND));
    assertRefused(Verdict.AUTH_STALE, packet(signer(OURS), 200, NOON + 6 * SECOND));
  }

  /** An Active router hears it, and remembers nothing of it but why it was refused. */
  private void assertRefused(Verdict verdict, ByteBuffer packet) {
    if (bench.router == null) {
      bench.active();
    }
    double deadline = bench.deadline();
    assertEquals(verdict, hear(packet));
    assertEquals(List.of(), bench.take());
    assertEquals(deadline, bench.deadline());
    assertEquals(0, bench.router.advertsReceived());
    assertEquals(0, bench.router.peerCount());
    assertEquals(verdict, bench.router.lastRefusal().verdict());
    assertEquals(PEER, bench.router.lastRefusal().source().toString());
  }

  @Test
  void aRecordedFarewellIsRefusedWhenItIsPlayedAgain() {
    demand(AuthMode.ENFORCE);
    bench.up();
    Signer signer = signer(OURS);
    ByteBuffer farewell = packet(signer, 0, NOON);
    assertEquals(Verdict.ACCEPTED, hear(farewell));
    assertEquals(531.25, bench.deadline());
    bench.at(200);
    assertEquals(Verdict.ACCEPTED, hear(packet(signer, 200, NOON)));
    assertEquals(3731.25, bench.deadline());
    assertEquals(Verdict.AUTH_REPLAY, hear(farewell));
    assertEquals(3731.25, bench.deadline());
    assertEquals(Verdict.AUTH_REPLAY, bench.router.lastRefusal().verdict());
  }

  @Test
  void whatAnotherRuleRefusesIsNotRememberedAsHeard() {
    bench.peers = List.of(PEER);
    demand(AuthMode.ENFORCE);
    bench.up();
    ByteBuffer packet = packet(signer(OURS), 200, NOON, PEER, Bench.OURS);
    packet.put(8, (byte) 254);
    assertEquals(Verdict.HOP_LIMIT, hear(packet));
    packet.put(8, (byte) 255);
    assertEquals(Verdict.ACCEPTED, hear(packet));
    assertEquals(Verdict.AUTH_REPLAY, hear(packet));
  }

  @Test
  void ourOwnAdvertIsOurOwnWhateverItsTrailerSays() {
    demand(AuthMode.ENFORCE);
    bench.active();
    ByteBuffer packet = packet(null, 120, NOON, Bench.OURS, "224.0.0.18");
    assertEquals(Verdict.LOOPED_BACK, hear(packet));
    assertNull(bench.router.lastRefusal());
  }

  @Test
  void aGroupWithoutKeysDoesNotLookAtATrailer() {
    bench.active();
    assertEquals(Verdict.ACCEPTED, hear(packet(signer(key(9, 9)), 200, 0)));
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void whatARouterSignsItsPeersAccept() {
    demand(AuthMode.ENFORCE);
    bench.active();
    Signer signer = peer().router.signer();
    assertEquals(Verdict.ACCEPTED, hear(packet(signer, 200, NOON)));
  }

  private Bench peer() {
    Bench peer = new Bench();
    peer.admission = bench.admission;
    peer.ours = PEER;
    return peer.up();
  }
}
