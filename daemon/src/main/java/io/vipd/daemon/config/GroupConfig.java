package io.vipd.daemon.config;

import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one file under {@code groups/} says: one VRID on one interface with its virtual addresses,
 * checks and hooks.
 *
 * @param name the file's name without {@code .yaml}
 * @param vrid 1 to 255, unique per interface (RFC 9568 5.2.3)
 * @param interfaceName the network interface adverts use and addresses are bound to; it need not
 *     exist yet
 * @param priority 1 to 254, or 255 for the address owner (RFC 9568 5.2.4)
 * @param interval time between adverts while Active
 * @param addresses the virtual addresses, at least one, in the order they are advertised
 * @param peers the other nodes' addresses for unicast adverts; empty for multicast
 * @param source the address adverts are sent from; null for the interface's primary address
 * @param preempt whether a higher priority takes over from a healthy lower one
 * @param preemptDelay how long to listen before preempting; never delays a takeover on silence
 * @param checksum which form adverts are sent with; both are accepted
 * @param lease lifetime the kernel is given for each address, renewed while the daemon lives; whole
 *     seconds, null for {@code auto}, zero for {@code off}
 * @param announce how the addresses are announced after a takeover
 * @param checks in file order
 * @param hooks programs to run after a transition
 * @param file where it was read from
 */
public record GroupConfig(
    String name,
    int vrid,
    String interfaceName,
    int priority,
    Centiseconds interval,
    List<VirtualAddress> addresses,
    List<IpAddress> peers,
    IpAddress source,
    boolean preempt,
    Duration preemptDelay,
    ChecksumForm checksum,
    Duration lease,
    AnnounceConfig announce,
    List<CheckConfig> checks,
    HooksConfig hooks,
    Path file) {

  /**
   * A virtual address and the length of its network's prefix.
   *
   * @param address the address
   * @param prefixLength 0 to 32 for IPv4; as long as the address itself where the file does not say
   */
  public record VirtualAddress(IpAddress address, int prefixLength) {
    @Override
    public String toString() {
      return address + "/" + prefixLength;
    }
  }

  /**
   * How often gratuitous ARP is sent.
   *
   * @param repeat how many times after a takeover, 1 to 100
   * @param spacing time between those
   * @param refresh time between announcements while Active; zero for none
   */
  public record AnnounceConfig(int repeat, Duration spacing, Duration refresh) {}

  /**
   * Programs run after a transition, off the protocol's way; each null where none is set.
   *
   * @param active command and arguments to run on becoming Active
   * @param backup command and arguments to run on becoming Backup
   * @param fault command and arguments to run on entering Initialize with a reason
   * @param timeout how long one run may take before its process group is killed
   */
  public record HooksConfig(
      List<String> active, List<String> backup, List<String> fault, Duration timeout) {}
}
