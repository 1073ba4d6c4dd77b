package io.vipd.arp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The frames of one round in the order in which they leave: the first of every address, then the
 * second of those that have one, so that the last address need not wait for both. An IPv4 address
 * has one for each {@link GratuitousArp.Form}, an IPv6 address a {@link NeighborAdvertisement}.
 */
final class Round {
  private final byte[][] frames;
  private final int[] addresses;
  private final int[] lastFrames;

  /**
   * Builds the frames.
   *
   * @param mac the station to name in each
   * @param announced the addresses; frames refer to them by their index
   */
  Round(MacAddress mac, InetAddress[] announced) {
    int count = announced.length;
    for (InetAddress address : announced) {
      count += address instanceof Inet4Address ? 1 : 0;
    }
    frames = new byte[count][];
    addresses = new int[count];
    lastFrames = new int[announced.length];
    int second = announced.length;
    for (int i = 0; i < announced.length; i++) {
      addresses[i] = i;
      lastFrames[i] = i;
      if (announced[i] instanceof Inet4Address ipv4) {
        frames[i] = GratuitousArp.frame(mac, ipv4, GratuitousArp.Form.REQUEST);
        frames[second] = GratuitousArp.frame(mac, ipv4, GratuitousArp.Form.REPLY);
        addresses[second] = i;
        lastFrames[i] = second++;
      } else {
        frames[i] = NeighborAdvertisement.frame(mac, (Inet6Address) announced[i]);
      }
    }
  }

  int length() {
    return frames.length;
  }

  byte[] frame(int index) {
    return frames[index];
  }

  /** The index of the address that a frame announces. */
  int address(int frame) {
    return addresses[frame];
  }

  /** The index of the last frame of an address. */
  int lastFrame(int address) {
    return lastFrames[address];
  }
}
