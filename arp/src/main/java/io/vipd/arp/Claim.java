package io.vipd.arp;

import java.net.InetAddress;

/**
 * Somebody else said that a watched address is his.
 *
 * @param address the address
 * @param mac the station that it is said to be at; never one of this host's
 * @param how by what kind of message
 * @param atNanos when it was heard, as {@link System#nanoTime}
 * @param contested whether this host was announcing the address itself at that time, and for longer
 *     than a former holder needs to let go
 */
public record Claim(InetAddress address, MacAddress mac, How how, long atNanos, boolean contested) {

  /** Kinds of messages. Each makes the hosts that hear it send to its station. */
  public enum How {
    /** An ARP request with the address as its sender: an announcement, or a question of his. */
    ARP_REQUEST,
    /** An ARP reply: an answer, or an announcement. */
    ARP_REPLY,
    /** A neighbor solicitation that comes from the address. */
    NEIGHBOR_SOLICITATION,
    /** A neighbor advertisement: an answer, or an announcement. */
    NEIGHBOR_ADVERTISEMENT
  }

  /** Who is told. */
  @FunctionalInterface
  public interface Listener {
    /** For whoever does not want to know. */
    Listener NOBODY = _ -> {};

    /** Called on the thread that listens, which waits for the return. */
    void claimed(Claim claim);
  }
}
