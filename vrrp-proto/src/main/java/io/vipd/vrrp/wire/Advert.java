package io.vipd.vrrp.wire;

/**
 * One received advert. A single instance is filled by {@link AdvertCodec#decode} again and again,
 * so nobody may keep a reference to it beyond the call it was passed to.
 */
public final class Advert {
  /** The most addresses that the count field can announce (RFC 9568 5.2.5). */
  public static final int MAX_ADDRESSES = 255;

  int vrid;
  int priority;
  int intervalCentiseconds;
  int addressCount;
  long source;
  long destination;
  ChecksumForm checksumForm;
  final long[] addresses = new long[MAX_ADDRESSES];

  /** Virtual Router Identifier, 0 to 255 as it stands in the packet. */
  public int vrid() {
    return vrid;
  }

  /** Priority, 0 (the sender leaves) to 255 (the sender owns the addresses). */
  public int priority() {
    return priority;
  }

  /** Max Advertise Interval in centiseconds, 1 to 4095. */
  public int intervalCentiseconds() {
    return intervalCentiseconds;
  }

  /** Number of virtual addresses it lists, 1 to 255. */
  public int addressCount() {
    return addressCount;
  }

  /** A virtual address as the low bits of an {@link IpAddress}. */
  public long address(int index) {
    return addresses[index];
  }

  /** The sender's address as the low bits of an {@link IpAddress}. */
  public long source() {
    return source;
  }

  /** Where it was sent to, as the low bits of an {@link IpAddress}. */
  public long destination() {
    return destination;
  }

  /** Which form its checksum has. */
  public ChecksumForm checksumForm() {
    return checksumForm;
  }
}
