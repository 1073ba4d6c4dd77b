package io.vipd.vrrp.wire;

/**
 * What the VRRPv3 checksum over IPv4 covers. RFC 9568 5.2.8 sums the VRRP message alone; RFC 5798
 * was read by most implementations as summing an IPv4 pseudo-header too, and those are the
 * installed base. Both are accepted; this is which one to send.
 */
public enum ChecksumForm {
  /** Pseudo-header and message: keepalived, older FRR. The default. */
  PSEUDO_HEADER,
  /** The message alone, as RFC 9568 has it. */
  RFC9568
}
