package io.vipd.daemon.config;

import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What one file under {@code groups/} says: one VRID on one interface with its virtual addresses,
 * checks and hooks. Addresses of both families make it two virtual routers that move together.
 *
 * @param name the file's name without {@code .yaml}
 * @param vrid 1 to 255, unique per interface and family (RFC 9568 5.2.3)
 * @param interfaceName the network interface adverts use and addresses are bound to; it need not
 *     exist yet
 * @param version 3, or 2 for IPv4 alone (RFC 3768)
 * @param priority 1 to 254, or 255 for the address owner (RFC 9568 5.2.4)
 * @param interval time between adverts while Active: 10ms to 40.95s in whole centiseconds for
 *     version 3, 1s to 255s in whole seconds for version 2
 * @param addresses the virtual addresses, as the file lists them; empty where somebody else moves
 *     an address
 * @param advertise what adverts list in their place, at least one; empty unless {@code addresses}
 *     is
 * @param peers the other nodes' addresses for unicast adverts; a family without any uses multicast
 * @param source the IPv4 address adverts are sent from; null for the interface's primary address
 * @param sourceIpv6 the same for IPv6; link-local unless there are IPv6 peers; null for the
 *     interface's link-local address
 * @param preempt whether a higher priority takes over from a healthy lower one
 * @param pair whether there are two nodes only, so that nobody waits for a third to go first
 * @param holds how long to wait for what
 * @param accept Accept_Mode: whether an Active router that is not the owner accepts packets to the
 *     virtual addresses (RFC 9568 6.1)
 * @param minimumTtl lowest TTL or hop limit an advert may have, 1 to 255; 255 unless there are
 *     peers
 * @param strict whether an IPv6 advert whose first address is not link-local is refused (RFC 9568
 *     5.2.9)
 * @param checksum which form IPv4 adverts of version 3 are sent with; both are accepted
 * @param auth how adverts are authenticated; null for not at all
 * @param lease lifetime the kernel is given for each address, renewed while the daemon lives; whole
 *     seconds, null for {@code auto}, zero for {@code off}
 * @param announce how the addresses are announced after a takeover
 * @param checks in file order
 * @param hooks who is told of what happens to it
 * @param file where it was read from
 */
public record GroupConfig(
    String name,
    int vrid,
    String interfaceName,
    int version,
    int priority,
    Duration interval,
    List<VirtualAddress> addresses,
    List<IpAddress> advertise,
    List<IpAddress> peers,
    IpAddress source,
    IpAddress sourceIpv6,
    boolean preempt,
    boolean pair,
    Holds holds,
    boolean accept,
    int minimumTtl,
    boolean strict,
    ChecksumForm checksum,
    AuthSettings auth,
    Duration lease,
    AnnounceConfig announce,
    List<CheckConfig> checks,
    HooksConfig hooks,
    Path file) {

  /**
   * How long a group waits for what; none is negative.
   *
   * @param preemptDelay how long to listen after every start before preempting; never delays a
   *     takeover on silence
   * @param recoverHold the same after a fault is over
   * @param bootHold how long silence means nothing after the start of vipd; ends with the first
   *     advert heard
   * @param settle the same after the link came up
   */
  public record Holds(
      Duration preemptDelay, Duration recoverHold, Duration bootHold, Duration settle) {
    /** No waiting at all. */
    public static final Holds NONE =
        new Holds(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** VRRP as RFC 9568 has it. */
  public static final int VERSION_3 = 3;

  /** VRRP as RFC 3768 has it. */
  public static final int VERSION_2 = 2;

  /** The TTL and hop limit of a packet that no router has forwarded. */
  public static final int LINK_TTL = 255;

  private static final int OWNER_PRIORITY = 255;

  /** Whether this node owns the addresses: they are its own ones (RFC 9568 1.7, 5.2.4). */
  public boolean owner() {
    return priority == OWNER_PRIORITY;
  }

  /** The families that it advertises addresses of, IPv4 first. */
  public List<Family> families() {
    return Arrays.stream(Family.values()).filter(family -> !advertised(family).isEmpty()).toList();
  }

  /** What adverts of one family list, in their order: the virtual addresses if there are any. */
  public List<VirtualAddress> advertised(Family family) {
    return addresses.isEmpty()
        ? advertise.stream()
            .filter(address -> address.family() == family)
            .map(address -> new VirtualAddress(address, Byte.SIZE * family.addressBytes()))
            .toList()
        : addresses(family);
  }

  /**
   * The virtual addresses of one family in the order they are advertised: as the file lists them,
   * but link-local ones first (RFC 9568 5.2.9).
   */
  public List<VirtualAddress> addresses(Family family) {
    return addresses.stream()
        .filter(virtual -> virtual.address().family() == family)
        .sorted(Comparator.comparing(virtual -> !virtual.address().isLinkLocal()))
        .toList();
  }

  /** The peers of one family; empty for multicast. */
  public List<IpAddress> peers(Family family) {
    return peers.stream().filter(peer -> peer.family() == family).toList();
  }

  /** The address that adverts of one family are sent from; null for the interface's own choice. */
  public IpAddress source(Family family) {
    return switch (family) {
      case IPV4 -> source;
      case IPV6 -> sourceIpv6;
    };
  }

  /**
   * A virtual address and the length of its network's prefix.
   *
   * @param address the address
   * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6; as long as the address itself where
   *     the file does not say
   */
  public record VirtualAddress(IpAddress address, int prefixLength) {
    @Override
    public String toString() {
      return address + "/" + prefixLength;
    }
  }

  /**
   * How often the addresses are announced by gratuitous ARP and unsolicited neighbour
   * advertisements.
   *
   * @param repeat how many times after a takeover, 1 to 100
   * @param spacing time between those
   * @param refresh time between announcements while Active; zero for none
   * @param inquiry what is asked about them
   */
  public record AnnounceConfig(
      int repeat, Duration spacing, Duration refresh, InquiryConfig inquiry) {}

  /**
   * What is asked about the addresses while Active.
   *
   * @param probe how often to ask whether somebody else has one; zero for never
   * @param verify whether to ask a host of the network whether it points here
   * @param witnesses that host, at most one of each family; the default gateway of a family without
   */
  public record InquiryConfig(Duration probe, boolean verify, List<IpAddress> witnesses) {

    /** The host to ask about addresses of this family; null for the default gateway. */
    public IpAddress witness(Family family) {
      return witnesses.stream()
          .filter(witness -> witness.family() == family)
          .findFirst()
          .orElse(null);
    }
  }
}
