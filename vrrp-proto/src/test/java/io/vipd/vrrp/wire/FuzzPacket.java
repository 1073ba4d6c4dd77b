package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A datagram that is right, or nearly so; made without the code that reads it. */
final class FuzzPacket {
  /** IPv4 or IPv6 header, 255 IPv6 addresses, trailer, padding. */
  private static final int ROOM = 4224;

  private static final int[] TELLING = {0, 1, 7, 8, 0x11, 0x21, 0x31, 0x45, 0x60, 0x70, 0xfe, 0xff};

  private final byte[] bytes = new byte[ROOM];
  private final ByteBuffer packet = ByteBuffer.wrap(bytes);
  private int length;

  FuzzPacket() {}

  FuzzPacket(String hex) {
    ByteBuffer literal = Datagram.ofHex(hex);
    length = literal.capacity();
    packet.put(0, literal, 0, length);
  }

  FuzzPacket(FuzzPacket other) {
    copy(other);
  }

  void copy(FuzzPacket other) {
    System.arraycopy(other.bytes, 0, bytes, 0, other.length);
    length = other.length;
  }

  /** How many bytes were received. */
  int length() {
    return length;
  }

  /** Those and not one more, so that reading beyond them throws. */
  ByteBuffer packet() {
    return packet.limit(length);
  }

  /** Fills it with noise. */
  void noise(SplittableRandom random, int most) {
    fill(random, random.nextInt(most + 1));
  }

  private void fill(SplittableRandom random, int count) {
    length = count;
    packet.limit(ROOM);
    for (int at = 0; at < count && at + 8 <= ROOM; at += 8) {
      packet.putLong(at, random.nextLong());
    }
  }

  /** Makes a datagram that must be accepted, of any kind. */
  void makeRight(SplittableRandom random) {
    boolean ipv6 = random.nextBoolean();
    int version = ipv6 || random.nextBoolean() ? 3 : 2;
    int count = random.nextInt(random.nextInt(50) == 0 ? 255 : 6) + 1;
    int headerBytes = ipv6 ? 40 : 4 * random.nextInt(5, random.nextInt(8) == 0 ? 16 : 6);
    int messageBytes = 8 + count * (ipv6 ? 16 : 4) + (version == 2 ? 8 : 0);
    int payloadBytes = messageBytes + (random.nextInt(4) == 0 ? 28 : 0);
    fill(random, headerBytes + payloadBytes);
    if (ipv6) {
      makeIpv6Header(random, payloadBytes);
    } else {
      makeIpv4Header(random, headerBytes);
    }
    packet.put(headerBytes, (byte) (version << 4 | 1)).put(headerBytes + 3, (byte) count);
    if (version == 2) {
      packet.put(headerBytes + 4, (byte) random.nextInt(3));
      packet.put(headerBytes + 5, (byte) random.nextInt(1, 256));
    } else {
      int reserved = random.nextInt(4) == 0 ? random.nextInt(16) << 12 : 0;
      packet.putShort(headerBytes + 4, (short) (reserved | random.nextInt(1, 4096)));
    }
    mendChecksum(random.nextBoolean());
    length += random.nextInt(4) == 0 ? random.nextInt(20) : 0;
  }

  private void makeIpv4Header(SplittableRandom random, int headerBytes) {
    boolean multicast = random.nextInt(4) != 0;
    packet.put(0, (byte) (0x40 | headerBytes / 4)).putShort(2, (short) length);
    packet.put(8, (byte) (multicast ? 255 : random.nextInt(256))).put(9, (byte) 112);
    packet.putInt(16, multicast ? 0xe0000012 : 0xc0000200 | random.nextInt(256));
  }

  private void makeIpv6Header(SplittableRandom random, int payloadBytes) {
    boolean multicast = random.nextInt(4) != 0;
    packet.put(0, (byte) (0x60 | random.nextInt(16))).putShort(4, (short) payloadBytes);
    packet.put(6, (byte) 112).put(7, (byte) (multicast ? 255 : random.nextInt(256)));
    packet.putLong(24, multicast ? 0xff02_0000_0000_0000L : 0x2001_0db8_0000_0000L);
    packet.putLong(32, multicast ? 0x12 : random.nextLong());
  }

  /** Spoils it here and there; often its checksum is right again afterwards. */
  void spoil(SplittableRandom random, FuzzPacket other) {
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      spoilOnce(random, other);
    }
    if (random.nextBoolean()) {
      mendChecksum(random.nextBoolean());
    }
  }

  private void spoilOnce(SplittableRandom random, FuzzPacket other) {
    int near = random.nextInt(random.nextBoolean() ? 64 : Math.max(1, length));
    switch (random.nextInt(7)) {
      case 0 -> bytes[near] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[near] = (byte) random.nextInt();
      case 2 -> bytes[near] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 3 -> bytes[near] += (byte) random.nextInt(-4, 5);
      case 4 -> length = random.nextInt(length + 1);
      case 5 -> length = Math.min(ROOM, length + random.nextInt(1, 40));
      case 6 -> splice(random, other);
      default -> throw new IllegalStateException();
    }
  }

  private void splice(SplittableRandom random, FuzzPacket other) {
    int from = random.nextInt(Math.min(length, other.length) + 1);
    System.arraycopy(other.bytes, from, bytes, from, other.length - from);
    length = random.nextBoolean() ? other.length : Math.max(length, other.length);
  }

  /** Puts the right checksum where it belongs, if its headers make sense enough to say where. */
  void mendChecksum(boolean pseudoHeader) {
    packet.limit(ROOM);
    boolean ipv6 = (bytes[0] & 0xf0) == 0x60;
    int at = ipv6 ? 40 : (bytes[0] & 0x0f) * 4;
    int payloadBytes = ipv6 ? packet.getShort(4) & 0xffff : (packet.getShort(2) & 0xffff) - at;
    if (payloadBytes < 8 || at + payloadBytes > length) {
      return;
    }
    boolean version2 = (bytes[at] & 0xf0) == 0x20;
    int messageBytes = 8 + 4 * (bytes[at + 3] & 0xff) + (version2 ? 8 : 0);
    int covered = ipv6 ? payloadBytes : Math.min(messageBytes, payloadBytes);
    packet.putShort(at + 6, (short) 0);
    long sum = sum(at, covered);
    if (ipv6) {
      sum += sum(8, 32) + covered + 112;
    } else if (pseudoHeader && !version2) {
      sum += sum(12, 8) + covered + 112;
    }
    packet.putShort(at + 6, (short) (0xffff - (sum == 0 ? 0 : (sum - 1) % 0xffff + 1)));
  }

  /** The sum of 16-bit words; folding is a remainder. */
  private long sum(int from, int count) {
    long sum = 0;
    for (int at = from; at < from + count; at++) {
      sum += (long) (bytes[at] & 0xff) << ((at - from) % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }
}
