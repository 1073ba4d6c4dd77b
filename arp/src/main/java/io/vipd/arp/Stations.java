package io.vipd.arp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which station datagrams of an address come from, as far as that was looked at: the newest few
 * pairs. Any thread.
 */
final class Stations {
  private static final int MOST = 32;
  private static final int SOURCE_MAC = 6;
  private static final int ETHERTYPE = 12;
  private static final int HEADER = 14;
  private static final short ETHERTYPE_IPV4 = 0x0800;
  private static final int IPV4_SOURCE = HEADER + 12;
  private static final int IPV4_END = HEADER + 20;

  private final Map<InetAddress, MacAddress> known = new LinkedHashMap<>();

  /** Notes who sent this frame, if it carries an IP datagram. */
  void note(byte[] frame) {
    int ethertype = frame.length < HEADER ? 0 : frame[ETHERTYPE] << 8 | frame[ETHERTYPE + 1] & 0xff;
    if ((short) ethertype == ETHERTYPE_IPV4 && frame.length >= IPV4_END) {
      note(frame, IPV4_SOURCE, ArpFrame.IPV4_LENGTH);
    } else if ((short) ethertype == NeighborFrame.ETHERTYPE
        && frame.length >= NeighborFrame.MESSAGE) {
      note(frame, NeighborFrame.SOURCE, NeighborFrame.ADDRESS_LENGTH);
    }
  }

  private void note(byte[] frame, int at, int length) {
    try {
      note(
          InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + length)),
          MacAddress.of(Arrays.copyOfRange(frame, SOURCE_MAC, SOURCE_MAC + MacAddress.LENGTH)));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes always make an address", e);
    }
  }

  private synchronized void note(InetAddress address, MacAddress mac) {
    known.remove(address);
    known.put(address, mac);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }

  /** Where datagrams of this address came from; null if none was seen. */
  synchronized MacAddress of(InetAddress address) {
    return known.get(address);
  }

  /** An address of which datagrams came from that station; null if none was seen. */
  synchronized InetAddress at(MacAddress mac) {
    InetAddress newest = null;
    for (Map.Entry<InetAddress, MacAddress> entry : known.entrySet()) {
      if (entry.getValue().equals(mac)) {
        newest = entry.getKey();
      }
    }
    return newest;
  }
}
