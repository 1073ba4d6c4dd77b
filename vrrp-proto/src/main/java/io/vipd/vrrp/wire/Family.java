package io.vipd.vrrp.wire;

/**
 * Address family of a virtual router; one VRID names two different routers in the two families (RFC
 * 9568 5.2.3).
 */
public enum Family {
  IPV4(4),
  IPV6(16);

  private final int addressBytes;

  Family(int addressBytes) {
    this.addressBytes = addressBytes;
  }

  /** Length of one address of this family on the wire, in bytes: 4 or 16. */
  public int addressBytes() {
    return addressBytes;
  }
}
