package io.vipd.daemon.state;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One virtual router in the state. What it notes is there at once for whoever reads after this
 * process has died, at the price of a store: no system call, no object. For the core thread.
 */
public final class Slot {
  private final ByteBuffer bytes;
  private final int at;
  private boolean entered = true;

  /** What stands there: each slot has pages of its own, which nobody should read for nothing. */
  private long holdUntilNanos;

  Slot(ByteBuffer bytes, int at) {
    this.bytes = bytes;
    this.at = at;
    this.holdUntilNanos = bytes.getLong(at + Layout.HOLD);
  }

  /** A slot that nobody will ever read, for a router that found no room. */
  public static Slot unread() {
    return new Slot(ByteBuffer.allocateDirect(Layout.SLOT_BYTES).order(ByteOrder.nativeOrder()), 0);
  }

  /**
   * The router is Active, the kernel has its addresses, and it advertised.
   *
   * @param nanos when, on the clock of {@link System#nanoTime}
   */
  public void active(long nanos) {
    putLong(Layout.ADVERT, nanos);
  }

  /** The router is not Active, or its addresses are not all there. */
  public void notActive() {
    putLong(Layout.ADVERT, Layout.NOT_ACTIVE);
  }

  /**
   * The router does not preempt.
   *
   * @param untilNanos until when, on the clock of {@link System#nanoTime}
   */
  public void hold(long untilNanos) {
    if (holdUntilNanos != untilNanos) {
      holdUntilNanos = untilNanos;
      putLong(Layout.HOLD, untilNanos);
    }
  }

  /** The router may preempt. */
  public void noHold() {
    hold(Layout.NO_HOLD);
  }

  /** Whether the kernel may have an address because of us. */
  public void ours(int index, boolean ours) {
    int word = Layout.OURS + index / Long.SIZE * Long.BYTES;
    long before = bytes.getLong(at + word);
    long now = ours ? before | 1L << index : before & ~(1L << index);
    if (now != before) {
      putLong(word, now);
    }
  }

  /** The router is no more; the slot is free for another. */
  public void leave() {
    if (entered) {
      entered = false;
      notActive();
      Layout.clear(bytes, at, Layout.SLOT_BYTES);
    }
  }

  /** In the order of the program, since that is the order in which a killed process stops. */
  private void putLong(int offset, long value) {
    if (entered) {
      VarHandle.releaseFence();
      bytes.putLong(at + offset, value);
      VarHandle.releaseFence();
    }
  }
}
