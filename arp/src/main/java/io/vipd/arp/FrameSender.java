package io.vipd.arp;

import java.io.Closeable;
import java.io.IOException;

/** Puts whole Ethernet frames on one interface. Used by one thread at a time. */
public interface FrameSender extends Closeable {

  /**
   * Sends a frame as it is. Neither keeps nor changes the array.
   *
   * @throws IOException if it did not leave; whether a later one can is unknown
   */
  void send(byte[] frame) throws IOException;

  /**
   * The way in by the same interface, for another thread. It ends when this is closed. Null where
   * there is none.
   */
  default FrameReceiver receiver() {
    return null;
  }

  /** Where senders come from. */
  interface Source {

    /**
     * Opens a sender; may take tens of milliseconds.
     *
     * @throws IOException if there is no such interface, it is down, it is not Ethernet, or the
     *     process may not send on it
     */
    FrameSender open(String interfaceName) throws IOException;

    /**
     * A sender whose frames go nowhere and which takes the way of a real one as far as that is
     * possible, for a rehearsal.
     *
     * @throws IOException if that is impossible on this machine
     */
    FrameSender openDry() throws IOException;
  }
}
