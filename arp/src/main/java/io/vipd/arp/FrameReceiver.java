package io.vipd.arp;

import java.io.IOException;

/** Takes frames in from one interface. Belongs to one thread, but for {@link #interrupt}. */
public interface FrameReceiver {
  /**
   * Lets in what this filter lets in, and nothing else from now on.
   *
   * @param filter in the words of pcap-filter(7)
   * @throws IOException if the kernel refuses it, or the interface is gone
   */
  void admit(String filter) throws IOException;

  /**
   * Waits for a frame, for as long as none comes.
   *
   * @return as much of it as is needed to read ARP and neighbor discovery, from the destination's
   *     MAC address on; null if {@link #interrupt} was called, or for no reason at all
   * @throws IOException if none can come any more, or the interface is down
   */
  byte[] receive() throws IOException;

  /** Ends the waiting, or the next one, early. Any thread. */
  void interrupt();
}
