package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * Hears what happens to the interfaces of this host and to their addresses, from route netlink.
 * Never blocks. Belongs to one thread.
 *
 * <p>The order that loses nothing: open the monitor, then {@link #dump}, then {@link #drain} when
 * it is readable. After {@link Listener#overrun} dump again, and forget what the dump does not
 * name.
 */
public final class LinkMonitor extends NetlinkSocket {
  /** The operational state of an interface that does not say (RFC 2863 4). */
  public static final int OPERSTATE_UNKNOWN = 0;

  private static final int RTMGRP_LINK = 0x1;
  private static final int RTMGRP_IPV4_IFADDR = 0x10;
  private static final int RTMGRP_IPV6_IFADDR = 0x100;

  /** An interface with many virtual functions describes itself in tens of kilobytes. */
  private static final int DATAGRAM_BYTES = 64 * 1024;

  /** Some thousand events. */
  private static final int RECEIVE_QUEUE_BYTES = 4 * 1024 * 1024;

  /** So that a storm of events cannot keep the caller from its timers. */
  private static final int DATAGRAMS_PER_DRAIN = 256;

  private final AddressMessages addresses = new AddressMessages();

  /**
   * What to tell. Called on the thread that drains or dumps, in the kernel's order; the same thing
   * may be told again without having changed.
   */
  public interface Listener {

    /**
     * An interface appeared, changed, or has a new name.
     *
     * @param interfaceIndex what names it for good
     * @param name what it is called now
     * @param up whether it carries traffic: administratively up, operational, and with carrier
     * @param macAddress its hardware address, 6 bytes for Ethernet, empty where it has none
     * @param operState RFC 2863's ifOperStatus as Linux numbers it: 0 unknown, 2 down, 6 up; for a
     *     person to read, since it follows {@code up} late
     */
    void linkChanged(int interfaceIndex, String name, boolean up, byte[] macAddress, int operState);

    /** An interface left this host or this network namespace. */
    void linkRemoved(int interfaceIndex, String name);

    /**
     * An address is there: new, renewed, or with other flags than before.
     *
     * @param address of either family
     * @param prefixLength 0 to 32, for IPv6 to 128
     * @param protocolTag who says that he put it there (IFA_PROTO); 0 for nobody, {@link
     *     AddressWriter#PROTOCOL_TAG} for vipd
     * @param flags the kernel's {@code IFA_F_} flags, see {@link AddressFlags}; 1 marks a secondary
     *     address of IPv4
     */
    void addressAdded(
        int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags);

    /** An address is gone, whoever took it; parameters as for {@link #addressAdded}. */
    void addressRemoved(
        int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags);

    /** Events were lost: only a dump tells what is there now. */
    void overrun();
  }

  private LinkMonitor(int groups) throws KernelException {
    super(groups, DATAGRAM_BYTES, 0);
  }

  /** Opens one; what happens from now on is heard. */
  public static LinkMonitor open() throws KernelException {
    return open(null);
  }

  /**
   * The same, but deaf for what this writer renews ({@link AddressChange.Kind#RENEW}), of IPv4
   * addresses: hundreds of them come twice a second and tell nothing.
   */
  public static LinkMonitor open(AddressWriter writer) throws KernelException {
    LinkMonitor monitor = new LinkMonitor(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
    try {
      monitor.options().receiveQueue(RECEIVE_QUEUE_BYTES);
      if (writer != null) {
        monitor
            .options()
            .refuseNetlink(AddressMessages.RTM_NEWADDR, writer.port(), AddressMessages.RENEWAL);
      }
      return monitor;
    } catch (KernelException e) {
      monitor.close();
      throw e;
    }
  }

  /**
   * Tells the listener what happened since the last time; leaves the rest for the next call when it
   * is very much.
   */
  public void drain(Listener listener) throws KernelException {
    int length = receive(Failure.UNEXPLAINED);
    if (length == UNEXPLAINED) {
      length = receive(); // not even one is there, so why was this called?
    }
    for (int datagrams = 1; length >= 0; datagrams++) {
      deliver(length, listener);
      length = datagrams < DATAGRAMS_PER_DRAIN ? receive(Failure.UNEXPLAINED) : -Errno.EAGAIN;
    }
    if (lostSome() || length == -Errno.ENOBUFS) {
      listener.overrun();
    } else if (length != UNEXPLAINED && length != -Errno.EAGAIN) {
      throw new KernelException("hear about interfaces and addresses", -length);
    }
  }

  private void deliver(int datagramLength, Listener listener) {
    ByteBuffer in = in();
    int at = 0;
    int length;
    while ((length = NetlinkMessages.length(in, at, datagramLength)) > 0) {
      deliver(in, at, length, addresses, listener);
      at = NetlinkMessages.next(at, length);
    }
  }

  static void deliver(
      ByteBuffer in, int at, int length, AddressMessages addresses, Listener listener) {
    switch (NetlinkMessages.type(in, at)) {
      case LinkMessages.RTM_NEWLINK, LinkMessages.RTM_DELLINK ->
          LinkMessages.deliver(in, at, length, listener);
      case AddressMessages.RTM_NEWADDR, AddressMessages.RTM_DELADDR ->
          addresses.deliver(in, at, length, listener);
      default -> {
        // nothing that we asked for
      }
    }
  }

  /**
   * Tells the listener of every interface and then of every address that is there now, IPv4 first.
   * Waits for the kernel, a second at most for each answer: not for the thread that must not block.
   *
   * @throws KernelException {@code ETIMEDOUT} where the kernel does not answer
   */
  public static void dump(Listener listener) throws KernelException {
    try (NetlinkDump dump = new NetlinkDump()) {
      dump.run(listener);
    }
  }
}
