package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that nobody meant: never an exception, and what is accepted is what it says. */
class AdvertCodecFuzzTest {
  private static final int PACKETS = 1_000_000;
  private static final int LONGEST = 80;

  private final Advert advert = new Advert();
  private final byte[] bytes = new byte[LONGEST];
  private final ByteBuffer packet = ByteBuffer.wrap(bytes);

  @ParameterizedTest
  @EnumSource
  void everyByteOfAMessageChangedInEveryWayIsNoticed(ChecksumForm form) { // RFC 9568 5.2.8
    ByteBuffer valid =
        Datagram.of(
            new AdvertForm(
                3,
                240,
                Duration.ofSeconds(1),
                List.of(IpAddress.parse("192.168.0.230")),
                form,
                null),
            100,
            IpAddress.parse("192.168.0.220"),
            AdvertCodec.IPV4_GROUP);
    int noticed = 0;
    for (int at = 0; at < 32; at++) {
      for (int flip = 1; flip < 256; flip++) {
        ByteBuffer changed = ByteBuffer.allocate(32).put(0, valid, 0, 32);
        changed.put(at, (byte) (valid.get(at) ^ flip));
        if (AdvertCodec.decode(changed, 32, advert).accepted()) {
          assertTrue(at < 20, "byte " + at + " changed by " + flip);
          assertWritesBack(changed);
        } else {
          noticed += at < 20 ? 0 : 1;
        }
      }
    }
    assertEquals(12 * 255, noticed);
  }

  @Test
  void aChangedAddressOfTheIpHeaderBreaksThePseudoHeaderForm() { // RFC 9568 5.2.8
    ByteBuffer changed =
        Datagram.ofHex("45c00020 00004000 ff70d916 c0a800dd e0000012 31f06401 00640608 c0a800e6");
    assertEquals(Verdict.CHECKSUM, AdvertCodec.decode(changed, 32, advert));
  }

  @Test
  void aMillionPacketsOfNoiseNeverThrow() {
    SplittableRandom random = new SplittableRandom(1);
    int accepted = 0;
    for (int i = 0; i < PACKETS; i++) {
      random.nextBytes(bytes);
      accepted +=
          AdvertCodec.decode(packet, random.nextInt(LONGEST + 1), advert).accepted() ? 1 : 0;
    }
    assertEquals(0, accepted);
  }

  @Test
  void aMillionAlmostRightPacketsNeverThrowAndTheRightOnesWriteBackAsTheyCame() {
    SplittableRandom random = new SplittableRandom(2);
    int accepted = 0;
    for (int i = 0; i < PACKETS; i++) {
      int length = almostRight(random);
      if (AdvertCodec.decode(packet, length, advert).accepted()) {
        accepted++;
        assertWritesBack(packet);
      }
    }
    assertTrue(accepted > PACKETS / 4, accepted + " were right");
    assertTrue(accepted < PACKETS * 3 / 4, accepted + " were right");
  }

  /** A datagram with a right checksum in either form, then often one byte of it spoilt. */
  private int almostRight(SplittableRandom random) {
    random.nextBytes(bytes);
    int count = random.nextInt(1, 6);
    int total = 28 + 4 * count;
    packet.putInt(0, 0x45000000 | total);
    packet.putShort(8, (short) 0xff70);
    packet.put(20, (byte) 0x31).put(23, (byte) count);
    packet.putShort(24, (short) random.nextInt(1, 4096)).putShort(26, (short) 0);
    int covered = total - 20;
    if (random.nextBoolean()) {
      packet.putInt(28 + 4 * count, packet.getInt(12));
      packet.putInt(32 + 4 * count, packet.getInt(16));
      packet.putInt(36 + 4 * count, 112 << 16 | total - 20);
      covered += 12;
    }
    packet.putShort(26, (short) naiveChecksum(covered));
    if (random.nextBoolean()) {
      bytes[random.nextInt(total)] = (byte) random.nextInt();
    }
    return total + random.nextInt(-1, 5);
  }

  private int naiveChecksum(int covered) {
    int sum = 0;
    for (int at = 20; at < 20 + covered; at += 2) {
      sum += packet.getShort(at) & 0xffff;
      sum = sum > 0xffff ? sum - 0xffff : sum;
    }
    return 0xffff - sum;
  }

  private void assertWritesBack(ByteBuffer datagram) {
    int headerBytes = (datagram.get(0) & 0x0f) * 4;
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    AdvertForm form =
        new AdvertForm(
            3,
            Math.max(1, advert.vrid()),
            new Centiseconds(advert.intervalCentiseconds()).toDuration(),
            IntStream.range(0, advert.addressCount())
                .mapToObj(i -> IpAddress.ofIpv4((int) advert.addressLow(i)))
                .toList(),
            advert.checksumForm(),
            null);
    int written = form.write(message, advert.priority());
    message.put(1, (byte) advert.vrid()); // 0 is read, but no router may be called so
    form.checksum(message,
        written,
        written,
        advert.source(),
        IpAddress.ofIpv4((int) advert.destinationLow));
    HexFormat hex = HexFormat.of();
    assertEquals(
        hex.formatHex(datagram.array(), headerBytes, headerBytes + written),
        hex.formatHex(message.array(), 0, written));
  }
}
