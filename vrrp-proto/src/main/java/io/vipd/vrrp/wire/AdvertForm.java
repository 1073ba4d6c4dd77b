package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * What is the same in every advert of one virtual router, and how to write one (RFC 9568 5.2, RFC
 * 3768 5.3). Writing creates no object.
 *
 * <p>In two steps, because an authentication trailer comes between them: {@link #write}, and {@link
 * #checksum} over what is there then.
 */
public final class AdvertForm {
  private static final int PLAIN_TEXT_PASSWORD = 1; // RFC 2338 5.3.6

  private final int version;
  private final int vrid;
  private final Family family;
  private final int intervalField;
  private final long[] highs;
  private final long[] lows;
  private final ChecksumForm checksum;
  private final Password password;

  /**
   * A form.
   *
   * @param version 2 (IPv4 only) or 3
   * @param vrid 1 to 255
   * @param interval version 3: 1 to 4095 whole centiseconds; version 2: 1 to 255 whole seconds
   * @param addresses 1 to 255 virtual addresses of one family
   * @param checksum what the checksum covers; counts for version 3 over IPv4 only, for version 2
   *     never has a pseudo-header and IPv6 always has one
   * @param password version 2: what to send in plain text; null for none
   * @throws IllegalArgumentException if the wire cannot carry it
   */
  public AdvertForm(
      int version,
      int vrid,
      Duration interval,
      List<IpAddress> addresses,
      ChecksumForm checksum,
      Password password) {
    if (addresses.isEmpty() || addresses.size() > Advert.MAX_ADDRESSES) {
      throw new IllegalArgumentException(addresses.size() + " addresses, but 1..255 fit an advert");
    }
    this.family = addresses.getFirst().family();
    if (addresses.stream().anyMatch(address -> address.family() != family)) {
      throw new IllegalArgumentException("addresses of both families in one advert");
    }
    if (version != 3 && (version != 2 || family != Family.IPV4)) {
      throw new IllegalArgumentException("there is no VRRP version " + version + " over " + family);
    }
    if (vrid < 1 || vrid > 255) {
      throw new IllegalArgumentException("VRID " + vrid + " is outside 1..255");
    }
    this.version = version;
    this.vrid = vrid;
    this.intervalField = version == 2 ? wholeSeconds(interval) : Centiseconds.of(interval).value();
    this.highs = addresses.stream().mapToLong(IpAddress::high).toArray();
    this.lows = addresses.stream().mapToLong(IpAddress::low).toArray();
    this.checksum = checksum;
    this.password = password;
  }

  private static int wholeSeconds(Duration interval) {
    long seconds = interval.toSeconds();
    if (interval.getNano() != 0 || seconds < 1 || seconds > 255) {
      throw new IllegalArgumentException(
          interval + " is not a whole number of seconds from 1 to 255 (RFC 3768 5.3.7)");
    }
    return (int) seconds;
  }

  /** Its version: 2 or 3. */
  public int version() {
    return version;
  }

  /** The family of its addresses. */
  public Family family() {
    return family;
  }

  /** Whether an advert lists the same addresses in the same order. */
  public boolean lists(Advert advert) {
    if (advert.family() != family || advert.addressCount() != lows.length) {
      return false;
    }
    for (int i = 0; i < lows.length; i++) {
      if (advert.addressLow(i) != lows[i] || advert.addressHigh(i) != highs[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether an advert lists at least one of the addresses. */
  public boolean listsAny(Advert advert) {
    for (int i = 0; i < lows.length && advert.family() == family; i++) {
      for (int j = 0; j < advert.addressCount(); j++) {
        if (advert.addressLow(j) == lows[i] && advert.addressHigh(j) == highs[i]) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Writes one message, without an IP header, from index 0 of the buffer; its checksum is 0.
   *
   * @param message room up to its limit for {@link AdvertCodec#MAX_MESSAGE_BYTES}, big-endian;
   *     neither position nor limit is changed
   * @param priority 0 (leaving) to 255 (owner)
   * @return number of bytes written
   */
  public int write(ByteBuffer message, int priority) {
    message.put(0, (byte) (version << 4 | 1));
    message.put(1, (byte) vrid);
    message.put(2, (byte) priority);
    message.put(3, (byte) lows.length);
    message.putShort(4, (short) intervalField);
    message.putShort(6, (short) 0);
    int at = MessageReader.HEADER_BYTES;
    for (int i = 0; i < lows.length; i++) {
      if (family == Family.IPV6) {
        message.putLong(at, highs[i]).putLong(at + 8, lows[i]);
      } else {
        message.putInt(at, (int) lows[i]);
      }
      at += family.addressBytes();
    }
    if (version == 2) {
      message.put(4, (byte) (password == null ? 0 : PLAIN_TEXT_PASSWORD));
      message.putLong(at, password == null ? 0 : password.bits());
      at += MessageReader.PASSWORD_BYTES;
    }
    return at;
  }

  /**
   * Puts the checksum into a message that {@link #write} wrote.
   *
   * @param messageBytes what {@code write} answered
   * @param totalBytes the same, or more where a trailer follows
   * @param source the address it will be sent from
   * @param destination the address it will be sent to: group or unicast peer
   */
  public void checksum(
      ByteBuffer message,
      int messageBytes,
      int totalBytes,
      IpAddress source,
      IpAddress destination) {
    int covered = family == Family.IPV6 ? totalBytes : messageBytes;
    message.putShort(6, (short) 0);
    long sum = InternetChecksum.add(0, message, 0, covered);
    if (family == Family.IPV6 || version == 3 && checksum == ChecksumForm.PSEUDO_HEADER) {
      sum += InternetChecksum.halves(source.high(), source.low());
      sum += InternetChecksum.halves(destination.high(), destination.low());
      sum += AdvertCodec.PROTOCOL + covered;
    }
    message.putShort(6, (short) ~InternetChecksum.fold(sum));
  }
}
