package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that nobody meant: never an exception, nothing read beyond what was received, and what is
 * accepted is what it says. Each test runs with seed 1 and with a fresh one; {@code
 * -Dvipd.fuzz.seed=N} plays one again.
 */
class AdvertCodecFuzzTest {
  private static final int PACKETS = 500_000;
  private static final int MOST_PACKETS = 20 * PACKETS;
  private static final int FIRST_KEPT = 64;
  private static final int MOST_KEPT = 1000;

  /** Too special to be met by chance. */
  private static final String CARP =
      "45c00038 00004000 ff700000 c000020a e0000012"
          + "21336407 000129a8 00000000 00000001 96fdff65 c5b9cc9c 4dc30301 7fb37390 6a527a06";

  private final Advert advert = new Advert();
  private final ByteBuffer written = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);

  static LongStream seeds() {
    Long replayed = Long.getLong("vipd.fuzz.seed");
    return replayed == null ? LongStream.of(1, System.nanoTime()) : LongStream.of(replayed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noiseIsRefused(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FuzzPacket packet = new FuzzPacket();
    for (int i = 0; i < PACKETS; i++) {
      packet.noise(random, 120);
      assertTrue(!decode(packet, seed).accepted(), () -> "seed " + seed + ": " + packet);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRightPacketIsAcceptedAndWritesBackAsItCame(long seed) { // RFC 9568 7.1, RFC 3768 7.1
    SplittableRandom random = new SplittableRandom(seed);
    FuzzPacket packet = new FuzzPacket();
    for (int i = 0; i < PACKETS; i++) {
      packet.makeRight(random);
      Verdict verdict = decode(packet, seed);
      assertEquals(Verdict.ACCEPTED, verdict, () -> "seed " + seed + ": " + packet);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatSpoiltPacketsAreAcceptedForIsWhatTheySay(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FuzzPacket packet = new FuzzPacket();
    FuzzPacket other = new FuzzPacket();
    other.makeRight(random);
    int accepted = 0;
    for (int i = 0; i < PACKETS; i++) {
      packet.makeRight(random);
      packet.spoil(random, other);
      accepted += decode(packet, seed).accepted() ? 1 : 0;
      if (i % 16 == 0) {
        other.copy(packet);
      }
    }
    assertTrue(accepted > PACKETS / 20, "seed " + seed + ": " + accepted + " accepted");
    assertTrue(accepted < PACKETS / 2, "seed " + seed + ": " + accepted + " accepted");
  }

  /** Inputs that reached something new are kept and changed further. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inputsThatReachedSomethingNewLeadToEveryVerdictOfTheCodec(long seed) { // RFC 9568 7.1
    SplittableRandom random = new SplittableRandom(seed);
    List<FuzzPacket> kept = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    kept.add(new FuzzPacket(CARP));
    while (kept.size() < FIRST_KEPT) {
      kept.add(new FuzzPacket());
      kept.getLast().makeRight(random);
    }
    FuzzPacket packet = new FuzzPacket();
    Set<Verdict> possible = EnumSet.range(Verdict.ACCEPTED, Verdict.INTERVAL);
    for (int i = 0; i < PACKETS || i < MOST_PACKETS && !verdicts.equals(possible); i++) {
      packet.copy(kept.get(random.nextInt(kept.size())));
      packet.spoil(random, kept.get(random.nextInt(kept.size())));
      Verdict verdict = decode(packet, seed);
      verdicts.add(verdict);
      if (kept.size() < MOST_KEPT && reached.add(path(verdict, packet))) {
        kept.add(new FuzzPacket(packet));
      }
    }
    assertEquals(possible, verdicts, "seed " + seed);
    assertTrue(reached.size() > 50, "seed " + seed + ": " + reached.size() + " reached");
  }

  /** Where in the codec an input came out, roughly. */
  private String path(Verdict verdict, FuzzPacket packet) {
    String family = packet.length() == 0 ? "" : Integer.toString(packet.packet().get(0) >> 4 & 15);
    return !verdict.accepted()
        ? verdict + family + packet.length() / 64
        : family
            + advert.version
            + advert.trailer
            + advert.multicast
            + advert.checksumForm
            + Math.min(advert.addressCount, 10)
            + Math.min(advert.authenticationType, 3);
  }

  /** Decodes, and if it was accepted, writes it back. */
  private Verdict decode(FuzzPacket packet, long seed) {
    try {
      ByteBuffer received = packet.packet();
      Verdict verdict = AdvertCodec.decode(received, packet.length(), advert);
      if (verdict.accepted()) {
        assertWritesBack(received);
      }
      return verdict;
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("seed " + seed + ": " + packet, failure);
    }
  }

  private void assertWritesBack(ByteBuffer received) {
    int at = advert.messageOffset;
    int bytes = form().write(written, advert.priority);
    assertEquals(advert.messageBytes, bytes);
    // What is read and never sent: VRID 0, reserved bits, foreign types of authentication.
    written.put(1, (byte) advert.vrid);
    if (advert.version == 3) {
      written.put(4, (byte) (written.get(4) | received.get(at + 4) & 0xf0));
    } else {
      written.put(4, (byte) advert.authenticationType).putLong(bytes - 8, advert.password);
    }
    int totalBytes = bytes + (advert.trailer ? AdvertCodec.TRAILER_BYTES : 0);
    written.put(bytes, received, at + bytes, totalBytes - bytes);
    form()
        .checksum(
            written,
            bytes,
            totalBytes,
            advert.source(),
            new IpAddress(advert.family, advert.destinationHigh, advert.destinationLow));
    if (written.getShort(6) == 0 && received.getShort(at + 6) == -1) {
      written.putShort(6, (short) -1); // the other zero of the one's complement
    }
    assertEquals(
        -1, written.slice(0, totalBytes).mismatch(received.slice(at, totalBytes)), "differs at");
  }

  private AdvertForm form() {
    return new AdvertForm(
        advert.version,
        Math.max(1, advert.vrid),
        Duration.ofMillis(10L * advert.intervalCentiseconds),
        IntStream.range(0, advert.addressCount)
            .mapToObj(
                i -> new IpAddress(advert.family, advert.addressHighs[i], advert.addressLows[i]))
            .toList(),
        advert.checksumForm,
        null);
  }

  @ParameterizedTest(name = "version {0}, {1}, {3}")
  @CsvSource({
    "3, 192.168.0.230, 192.168.0.220, PSEUDO_HEADER",
    "3, 192.168.0.230, 192.168.0.220, RFC9568",
    "2, 192.168.0.230, 192.168.0.220, RFC9568",
    "3, 2001:db8::230, fe80::220,     PSEUDO_HEADER"
  })
  void everyByteOfAMessageChangedInEveryWayIsNoticed(
      int version, String address, String source, ChecksumForm checksum) {
    // RFC 9568 5.2.8, RFC 3768 5.3.8
    AdvertForm form =
        new AdvertForm(
            version, 240, Duration.ofSeconds(1), List.of(IpAddress.parse(address)), checksum, null);
    ByteBuffer valid =
        Datagram.of(form, 100, IpAddress.parse(source), AdvertCodec.group(form.family()));
    int headerBytes = Datagram.headerBytes(form.family());
    for (int at = 0; at < valid.capacity(); at++) {
      byte right = valid.get(at);
      for (int flip = 1; flip < 256; flip++) {
        valid.put(at, (byte) (right ^ flip));
        if (AdvertCodec.decode(valid, valid.capacity(), advert).accepted()) {
          assertTrue(at < headerBytes, "byte " + at + " changed by " + flip);
          assertWritesBack(valid);
        }
      }
      valid.put(at, right);
    }
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(valid, valid.capacity(), advert));
  }

  @Test
  void aChangedAddressOfTheIpHeaderBreaksThePseudoHeaderForm() { // RFC 9568 5.2.8
    ByteBuffer ipv4 =
        Datagram.ofHex("45c00020 00004000 ff70d916 c0a800dd e0000012 31f06401 00640608 c0a800e6");
    assertEquals(Verdict.CHECKSUM, AdvertCodec.decode(ipv4, 32, advert));
    ByteBuffer ipv6 =
        Datagram.ofHex(
            "6c000000 0018 70 ff fe800000 00000000 a8bbccff fe000002"
                + "ff020000 00000000 00000000 00000012"
                + "3133c801 006465d2 20010db8 00000000 00000000 00000100");
    assertEquals(Verdict.CHECKSUM, AdvertCodec.decode(ipv6, 64, advert));
  }
}
