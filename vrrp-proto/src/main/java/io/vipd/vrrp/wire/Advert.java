package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One received advert. A single instance is filled by {@link AdvertCodec#decode} again and again,
 * so nobody may keep a reference to it beyond the call it was passed to. Addresses are the two
 * halves of an {@link IpAddress}; the high half of an IPv4 address is 0.
 */
public final class Advert {
  /** The most addresses that the count field can announce (RFC 9568 5.2.5). */
  public static final int MAX_ADDRESSES = 255;

  Family family = Family.IPV4;
  int version;
  int hopLimit;
  boolean multicast;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int vrid;
  int priority;
  int intervalCentiseconds;
  int authenticationType;
  long password;
  ChecksumForm checksumForm;
  int addressCount;
  final long[] addressHighs = new long[MAX_ADDRESSES];
  final long[] addressLows = new long[MAX_ADDRESSES];
  ByteBuffer packet;
  int messageOffset;
  int messageBytes;
  boolean trailer;

  /**
   * An advert to a group, as if it had been received; only a replay wants one.
   *
   * @param intervalCentiseconds see {@link #intervalCentiseconds()}
   */
  public static Advert of(
      IpAddress source,
      int version,
      int vrid,
      int priority,
      int intervalCentiseconds,
      ChecksumForm checksumForm,
      List<IpAddress> addresses) {
    Advert advert = new Advert();
    advert.family = source.family();
    advert.version = version;
    advert.multicast = true;
    advert.sourceHigh = source.high();
    advert.sourceLow = source.low();
    advert.vrid = vrid;
    advert.priority = priority;
    advert.intervalCentiseconds = intervalCentiseconds;
    advert.checksumForm = checksumForm;
    advert.addressCount = addresses.size();
    for (int i = 0; i < addresses.size(); i++) {
      advert.addressHighs[i] = addresses.get(i).high();
      advert.addressLows[i] = addresses.get(i).low();
    }
    return advert;
  }

  /** The family of the datagram that it came in, and of the addresses it lists. */
  public Family family() {
    return family;
  }

  /** VRRP version: 2 or 3. */
  public int version() {
    return version;
  }

  /** TTL or hop limit that the datagram arrived with, 0 to 255. */
  public int hopLimit() {
    return hopLimit;
  }

  /** Whether it was sent to VRRP's group, not to an address of ours. */
  public boolean multicast() {
    return multicast;
  }

  /** The first half of the sender's address. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** The second half of the sender's address. */
  public long sourceLow() {
    return sourceLow;
  }

  /** The sender's address as an object of its own. */
  public IpAddress source() {
    return new IpAddress(family, sourceHigh, sourceLow);
  }

  /** Whether this is the sender's address; creates no object. */
  public boolean isFrom(IpAddress address) {
    return address.low() == sourceLow && address.high() == sourceHigh && address.family() == family;
  }

  /** Virtual Router Identifier, 0 to 255 as it stands in the packet. */
  public int vrid() {
    return vrid;
  }

  /** Priority, 0 (the sender leaves) to 255 (the sender owns the addresses). */
  public int priority() {
    return priority;
  }

  /**
   * The advertisement interval in centiseconds: 1 to 4095 of version 3, whole seconds up to 25500
   * of version 2.
   */
  public int intervalCentiseconds() {
    return intervalCentiseconds;
  }

  /** Version 2: the authentication type, 0 for none (RFC 2338 5.3.6). Version 3: 0. */
  public int authenticationType() {
    return authenticationType;
  }

  /** Version 2: the eight bytes of authentication data, in network order. Version 3: 0. */
  public long password() {
    return password;
  }

  /** What its checksum covers. */
  public ChecksumForm checksumForm() {
    return checksumForm;
  }

  /** Number of virtual addresses it lists, 1 to 255. */
  public int addressCount() {
    return addressCount;
  }

  /** The first half of a virtual address. */
  public long addressHigh(int index) {
    return addressHighs[index];
  }

  /** The second half of a virtual address. */
  public long addressLow(int index) {
    return addressLows[index];
  }

  /** The datagram that was read; its content is the advert's as long as the advert may be used. */
  public ByteBuffer packet() {
    return packet;
  }

  /** Where in the datagram the VRRP message begins. */
  public int messageOffset() {
    return messageOffset;
  }

  /** Length of the VRRP message in bytes, without the trailer. */
  public int messageBytes() {
    return messageBytes;
  }

  /** Whether an authentication trailer follows the message. */
  public boolean hasTrailer() {
    return trailer;
  }
}
