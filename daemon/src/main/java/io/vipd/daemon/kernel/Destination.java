package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What packets are addressed to that an {@link AcceptFilter} does not let in.
 *
 * @param address a virtual address
 * @param interfaceName whose it is. An address that the world knows is refused wherever packets for
 *     it come in; a link-local IPv6 address only here, because every interface may have the same
 */
public record Destination(IpAddress address, String interfaceName) {
  private static final int IPV6_BYTES = 16;
  private static final int INTERFACE_NAME_BYTES = 16; // IFNAMSIZ, with its final zero

  // Types of a set's key as nft(8) numbers them; the kernel only keeps them for it.
  private static final int TYPE_IPV4 = 7;
  private static final int TYPE_IPV6 = 8;
  private static final int TYPE_INTERFACE = 41;
  private static final int BITS_PER_TYPE = 6;

  /** How a destination is told from others; each kind has a set of its own. */
  enum Kind {
    IPV4("ipv4-addresses", TYPE_IPV4, Integer.BYTES),
    IPV6("ipv6-addresses", TYPE_IPV6, IPV6_BYTES),
    LINK_LOCAL(
        "link-local-addresses",
        TYPE_IPV6 << BITS_PER_TYPE | TYPE_INTERFACE,
        IPV6_BYTES + INTERFACE_NAME_BYTES);

    final String set;
    final int keyType;
    final int keyLength;

    Kind(String set, int keyType, int keyLength) {
      this.set = set;
      this.keyType = keyType;
      this.keyLength = keyLength;
    }
  }

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException unless it has 1 to 15 bytes
   */
  public Destination {
    int length = interfaceName.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length >= INTERFACE_NAME_BYTES) {
      throw new IllegalArgumentException("'" + interfaceName + "' is no interface's name");
    }
  }

  Kind kind() {
    if (address.family() == Family.IPV4) {
      return Kind.IPV4;
    }
    return address.high() >>> 54 == 0xFE80 >>> 6 ? Kind.LINK_LOCAL : Kind.IPV6; // fe80::/10
  }

  /** What stands in the set: the address, and behind a link-local one the interface's name. */
  byte[] key() {
    byte[] key = Arrays.copyOf(address.toBytes(), kind().keyLength);
    if (kind() == Kind.LINK_LOCAL) {
      byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(name, 0, key, IPV6_BYTES, name.length);
    }
    return key;
  }
}
