package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;

/**
 * Reads VRRP messages of version 3 (RFC 9568 5.2) and version 2 (RFC 3768 5.3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |Version| Type  | Virtual Rtr ID|   Priority    | Address Count |
 * |Reserve| Max Advertise Interval|          Checksum             |   version 3
 * |   Auth Type   |   Adver Int   |          Checksum             |   version 2
 * |                         Address(es)                           |
 * |            Authentication Data, 8 bytes, version 2            |
 * </pre>
 *
 * <p>An authentication trailer may follow either; see {@code io.vipd.vrrp.auth}.
 */
final class MessageReader {
  static final int HEADER_BYTES = 8;

  /** Authentication data of version 2, which is there whatever the type (RFC 3768 5.3.10). */
  static final int PASSWORD_BYTES = 8;

  private static final int ADVERTISEMENT = 1;
  private static final int CHECKSUM_RIGHT = 0xffff;

  // CARP has VRRP's protocol number and begins like version 2; its messages have one length, and
  // in the place of the address count always the same number of words.
  private static final int CARP_BYTES = 36;
  private static final int CARP_WORDS = 7;

  private MessageReader() {}

  /** Reads the message at {@code at}; the advert's IP fields are filled already. */
  static Verdict read(ByteBuffer packet, int at, int bytes, Advert advert) {
    if (bytes < HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    int version = Byte.toUnsignedInt(packet.get(at)) >>> 4;
    if (version != 3 && (version != 2 || advert.family != Family.IPV4)) {
      return Verdict.VERSION;
    }
    if ((packet.get(at) & 0x0f) != ADVERTISEMENT) {
      return Verdict.TYPE;
    }
    int count = Byte.toUnsignedInt(packet.get(at + 3));
    if (version == 2 && bytes == CARP_BYTES && count == CARP_WORDS) {
      return Verdict.CARP;
    }
    if (count == 0) {
      return Verdict.NO_ADDRESSES;
    }
    int listed = HEADER_BYTES + advert.family.addressBytes() * count;
    int messageBytes = version == 2 ? listed + PASSWORD_BYTES : listed;
    boolean trailer = bytes == messageBytes + AdvertCodec.TRAILER_BYTES;
    if (bytes != messageBytes && !trailer) {
      return bytes < messageBytes ? Verdict.TRUNCATED : Verdict.LENGTH;
    }
    advert.version = version;
    advert.addressCount = count;
    advert.packet = packet;
    advert.messageOffset = at;
    advert.messageBytes = messageBytes;
    advert.trailer = trailer;
    advert.checksumForm = checksumForm(advert, bytes);
    if (advert.checksumForm == null) {
      return Verdict.CHECKSUM;
    }
    return version == 2 ? readVersion2(advert, at + listed) : readVersion3(advert);
  }

  /** The form that is right; null when none is. */
  private static ChecksumForm checksumForm(Advert advert, int bytes) {
    // Of what follows the message, IPv6's checksum covers all and IPv4's nothing.
    int covered = advert.family == Family.IPV6 ? bytes : advert.messageBytes;
    long sum = InternetChecksum.add(0, advert.packet, advert.messageOffset, covered);
    if (advert.family == Family.IPV4 && InternetChecksum.fold(sum) == CHECKSUM_RIGHT) {
      return ChecksumForm.RFC9568;
    }
    if (advert.version == 2) {
      return null;
    }
    sum += InternetChecksum.halves(advert.sourceHigh, advert.sourceLow);
    sum += InternetChecksum.halves(advert.destinationHigh, advert.destinationLow);
    sum += AdvertCodec.PROTOCOL + covered;
    return InternetChecksum.fold(sum) == CHECKSUM_RIGHT ? ChecksumForm.PSEUDO_HEADER : null;
  }

  private static Verdict readVersion2(Advert advert, int passwordAt) {
    int seconds = Byte.toUnsignedInt(advert.packet.get(advert.messageOffset + 5));
    advert.intervalCentiseconds = 100 * seconds;
    advert.authenticationType = Byte.toUnsignedInt(advert.packet.get(advert.messageOffset + 4));
    advert.password = advert.packet.getLong(passwordAt);
    return readRest(advert);
  }

  private static Verdict readVersion3(Advert advert) {
    advert.intervalCentiseconds = advert.packet.getShort(advert.messageOffset + 4) & 0x0fff;
    advert.authenticationType = 0;
    advert.password = 0;
    return readRest(advert);
  }

  private static Verdict readRest(Advert advert) {
    if (advert.intervalCentiseconds == 0) {
      return Verdict.INTERVAL;
    }
    ByteBuffer packet = advert.packet;
    advert.vrid = Byte.toUnsignedInt(packet.get(advert.messageOffset + 1));
    advert.priority = Byte.toUnsignedInt(packet.get(advert.messageOffset + 2));
    int at = advert.messageOffset + HEADER_BYTES;
    for (int i = 0; i < advert.addressCount; i++) {
      if (advert.family == Family.IPV6) {
        advert.addressHighs[i] = packet.getLong(at + 16 * i);
        advert.addressLows[i] = packet.getLong(at + 16 * i + 8);
      } else {
        advert.addressHighs[i] = 0;
        advert.addressLows[i] = Integer.toUnsignedLong(packet.getInt(at + 4 * i));
      }
    }
    return Verdict.ACCEPTED;
  }
}
