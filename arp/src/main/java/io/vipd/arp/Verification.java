package io.vipd.arp;

import java.net.InetAddress;

/**
 * Whether another host of the segment is known to point to us for an address.
 *
 * @param state how far that is known
 * @param witness the host that was asked; null where none was
 * @param questions how often it was asked
 * @param afterNanos {@link State#CONFIRMED}: time from the announcing to its answer
 */
public record Verification(State state, InetAddress witness, int questions, long afterNanos) {
  static final Verification NONE = new Verification(State.NOT_ASKED, null, 0, 0);

  /** How far it is known. */
  public enum State {
    /** Nobody is to be asked, nobody is known to ask, or the address is not announced. */
    NOT_ASKED,
    /** The witness has not answered yet. */
    ASKING,
    /** The witness answered to us, so it points to us. */
    CONFIRMED,
    /** The witness did not answer, however often it was asked and told. */
    UNANSWERED
  }
}
