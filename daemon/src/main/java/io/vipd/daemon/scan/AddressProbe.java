package io.vipd.daemon.scan;

import io.vipd.arp.ArpQuestion;
import io.vipd.arp.FrameReceiver;
import io.vipd.arp.FrameSender;
import io.vipd.arp.HeardFrame;
import io.vipd.arp.ListenFilter;
import io.vipd.arp.MacAddress;
import io.vipd.arp.NeighborQuestion;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a network whether an address is in use, as RFC 5227 2.1.1 has a host do before it uses one.
 */
public final class AddressProbe {
  /** PROBE_NUM. */
  private static final int QUESTIONS = 3;

  /** PROBE_MIN. */
  private static final long SPACING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long CLOCK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private AddressProbe() {}

  /**
   * Who has an address.
   *
   * @param mac his station
   * @param afterNanos time from the first question to his answer
   */
  public record Holder(MacAddress mac, long afterNanos) {}

  /**
   * Asks three times within three seconds, and ends at the first answer.
   *
   * @param sender opened on the interface to ask by
   * @param own that interface's MAC address
   * @param from for IPv6 an address of the interface's own to ask from; not looked at for IPv4
   * @return null if nobody answered
   * @throws IOException if a question could not be sent, or no answer be heard
   */
  public static Holder ask(FrameSender sender, MacAddress own, Inet6Address from, InetAddress asked)
      throws IOException {
    byte[] question =
        switch (asked) {
          case Inet4Address ipv4 -> ArpQuestion.probe(own, ipv4);
          case Inet6Address ipv6 -> NeighborQuestion.frame(own, from, ipv6);
          default -> throw new IllegalArgumentException(asked + " is of no known family");
        };
    FrameReceiver receiver = sender.receiver();
    receiver.admit(ListenFilter.of(List.of(asked)));
    Thread clock =
        Thread.ofPlatform().daemon().name("probe-clock").start(() -> interruptNowAndThen(receiver));
    try {
      return ask(sender, receiver, question, own, asked);
    } finally {
      clock.interrupt();
    }
  }

  /** Whoever waits for a frame waits for as long as none comes. */
  private static void interruptNowAndThen(FrameReceiver receiver) {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(CLOCK_NANOS);
      receiver.interrupt();
    }
  }

  private static Holder ask(
      FrameSender sender,
      FrameReceiver receiver,
      byte[] question,
      MacAddress own,
      InetAddress asked)
      throws IOException {
    long startNanos = System.nanoTime();
    for (int i = 0; i < QUESTIONS; i++) {
      sender.send(question);
      while (System.nanoTime() - startNanos < (i + 1) * SPACING_NANOS) {
        byte[] bytes = receiver.receive();
        HeardFrame heard = bytes == null ? null : HeardFrame.read(bytes);
        if (heard != null && heard.address().equals(asked) && !heard.mac().equals(own)) {
          return new Holder(heard.mac(), System.nanoTime() - startNanos);
        }
      }
    }
    return null;
  }

  /** An address as the JDK has it. */
  public static InetAddress inet(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes always make an address", e);
    }
  }
}
