package io.vipd.vrrp.node;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Password;
import java.time.Duration;
import java.util.List;

/**
 * What is configured for one virtual router.
 *
 * @param name how people call it
 * @param version VRRP version: 3, or 2 over IPv4
 * @param vrid 1 to 255 (RFC 9568 5.2.3)
 * @param priority 1 to 254, 255 for the address owner (5.2.4)
 * @param interval Advertisement_Interval: whole centiseconds, for version 2 whole seconds
 * @param addresses the virtual addresses, 1 to 255 of one family, in the order they are advertised
 * @param peers unicast peers; empty for multicast
 * @param preempt Preempt_Mode; the owner always preempts
 * @param pair whether there are two nodes only: nobody else has to be waited for when the Active
 *     one leaves, so that Skew_Time after its priority 0 is none. As soon as a second one is heard
 *     it is as long as ever
 * @param patience how long to wait for what
 * @param checksum which form to send
 * @param admission what is demanded of received adverts beyond the rules that are the same for all
 * @param checkWeights for each check its weight: 0 inhibits while down, below 0 is added to the
 *     priority while down, above 0 while up
 */
public record RouterConfig(
    String name,
    int version,
    int vrid,
    int priority,
    Duration interval,
    List<IpAddress> addresses,
    List<IpAddress> peers,
    boolean preempt,
    boolean pair,
    Patience patience,
    ChecksumForm checksum,
    Admission admission,
    List<Integer> checkWeights) {

  /** The priority of a router that owns its addresses (RFC 9568 5.2.4). */
  public static final int OWNER_PRIORITY = 255;

  /**
   * What is demanded of received adverts.
   *
   * @param minimumHopLimit the lowest TTL or hop limit of a unicast advert, 1 to 255; by multicast
   *     it must be 255 (5.1.1.3, 5.1.2.3)
   * @param linkLocalFirst whether an IPv6 advert's first address must be link-local (5.2.9, erratum
   *     8300); most senders do not keep to it
   * @param password of version 2, sent as well; null for none
   * @param auth how adverts are signed and verified; null for not at all
   */
  public record Admission(
      int minimumHopLimit, boolean linkLocalFirst, Password password, AuthConfig auth) {
    /** The usual: nothing beyond the rules. */
    public static final Admission USUAL = new Admission(255, false, null, null);
  }

  /**
   * How long a router waits for what; none is negative.
   *
   * @param preemptDelay how long to listen after every start before preempting
   * @param recoverHold the same after a start that follows a fault
   * @param bootHold how long silence means nothing after the router was entered; the first advert
   *     that is heard ends it, and an owner does not wait for it
   * @param settle the same after the link came up
   * @param verdictLimit how long a router that was adopted goes on before its checks have said
   *     anything
   * @param promoteLimit how long it waits for {@link Node#promoted} at most before it claims the
   *     addresses; zero where it asks nobody. An owner asks nobody; of routers that move together
   *     the leader asks for all, for the longest of their limits
   */
  public record Patience(
      Duration preemptDelay,
      Duration recoverHold,
      Duration bootHold,
      Duration settle,
      Duration verdictLimit,
      Duration promoteLimit) {
    /** No waiting at all. */
    public static final Patience NONE =
        new Patience(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);
  }

  /** Copies the lists and refuses what the wire cannot carry. */
  public RouterConfig {
    if (priority < 1 || priority > OWNER_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is outside 1..255");
    }
    addresses = List.copyOf(addresses);
    peers = List.copyOf(peers);
    checkWeights = List.copyOf(checkWeights);
  }

  /** The family of its addresses. */
  public Family family() {
    return addresses.getFirst().family();
  }

  /** Whether adverts go to the group address. */
  public boolean multicast() {
    return peers.isEmpty();
  }

  /**
   * The form of its adverts.
   *
   * @throws IllegalArgumentException if the wire cannot carry them
   */
  AdvertForm form() {
    return new AdvertForm(version, vrid, interval, addresses, checksum, admission.password());
  }
}
