package io.vipd.daemon.kernel;

/**
 * The kernel's {@code IFA_F_} flags of an address, for whoever chooses one to send from. IPv4
 * addresses have none of those of duplicate address detection (RFC 4862 5.4), so they may always
 * send and are always preferred.
 */
public final class AddressFlags {
  /** Optimistic (RFC 4429): not known to be unique yet, but in use meanwhile. */
  public static final int OPTIMISTIC = 0x04;

  /** Another host has it. */
  public static final int DUPLICATE = 0x08;

  /** To be used by connections that have it already (RFC 4862 5.5.4); vipd's own IPv6 are so. */
  public static final int DEPRECATED = 0x20;

  /** Not known to be unique yet. */
  public static final int TENTATIVE = 0x40;

  private AddressFlags() {}

  /** Whether the kernel lets anybody send from an address with these flags. */
  public static boolean maySend(int flags) {
    return (flags & DUPLICATE) == 0 && ((flags & TENTATIVE) == 0 || (flags & OPTIMISTIC) != 0);
  }

  /** Whether it may send and is not on its way out. */
  public static boolean isPreferred(int flags) {
    return maySend(flags) && (flags & DEPRECATED) == 0;
  }
}
