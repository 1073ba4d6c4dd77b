package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.nio.ByteBuffer;

/**
 * Waits for a handful of descriptors with nanosecond time-outs ({@code ppoll}). For so few it is as
 * cheap as epoll and needs neither a descriptor nor a timer of its own. Belongs to one thread.
 */
public final class Poller {
  private static final short POLLIN = 0x1;
  private static final short POLLERR = 0x8;
  private static final short POLLHUP = 0x10;
  private static final short POLLNVAL = 0x20;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  // struct timespec { long seconds, nanoseconds }, then the array of struct pollfd
  private static final int TIMESPEC = 0;
  private static final int DESCRIPTORS = 16;
  // struct pollfd { int fd; short events, revents }
  private static final int POLLFD = 8;
  private static final int EVENTS = 4;
  private static final int RETURNED_EVENTS = 6;
  private static final int FREE = -1; // the kernel skips negative numbers

  private int capacity = 8;
  private int count;
  private Block block = new Block(DESCRIPTORS + capacity * POLLFD);

  /** Starts waiting for this descriptor as well; answers the slot to ask about it. */
  public int add(Descriptor descriptor) {
    int slot = 0;
    while (slot < count && block.bytes().getInt(at(slot)) != FREE) {
      slot++;
    }
    if (slot == capacity) {
      grow();
    }
    count = Math.max(count, slot + 1);
    block.bytes().putInt(at(slot), descriptor.number());
    block.bytes().putShort(at(slot) + EVENTS, POLLIN);
    block.bytes().putShort(at(slot) + RETURNED_EVENTS, (short) 0);
    return slot;
  }

  /** Stops waiting for what this slot holds; a later {@link #add} may give the slot out again. */
  public void remove(int slot) {
    block.bytes().putInt(at(slot), FREE);
    block.bytes().putShort(at(slot) + RETURNED_EVENTS, (short) 0);
    while (count > 0 && block.bytes().getInt(at(count - 1)) == FREE) {
      count--;
    }
  }

  /**
   * Waits until a descriptor is readable or in error, or the time is up. May come back early with
   * nothing ready when a signal interrupts it: look at the clock, not at the answer.
   *
   * @param timeoutNanos how long at most; 0 only looks, negative waits for ever
   * @return how many slots have something to say
   * @throws KernelException if the kernel cannot wait at all; pause before trying again
   */
  public int await(long timeoutNanos) throws KernelException {
    ByteBuffer bytes = block.bytes();
    int timespec = -1;
    if (timeoutNanos >= 0) {
      timespec = TIMESPEC;
      bytes.putLong(TIMESPEC, timeoutNanos / NANOS_PER_SECOND);
      bytes.putLong(TIMESPEC + 8, timeoutNanos % NANOS_PER_SECOND);
    }
    int ready = Native.ppoll(block, DESCRIPTORS, count, timespec, Failure.UNEXPLAINED);
    if (ready < 0) {
      // A signal, most likely. Why, and what is ready, without waiting once more.
      bytes.putLong(TIMESPEC, 0).putLong(TIMESPEC + 8, 0);
      ready = Native.ppoll(block, DESCRIPTORS, count, TIMESPEC, Failure.EXPLAINED);
    }
    if (ready < 0) {
      // The kernel left the answers of the last wait in place.
      for (int slot = 0; slot < count; slot++) {
        bytes.putShort(at(slot) + RETURNED_EVENTS, (short) 0);
      }
      if (ready != -Errno.EINTR) {
        throw new KernelException("wait for " + count + " descriptors", -ready);
      }
      return 0;
    }
    return ready;
  }

  /** Whether the last wait found something to read there. */
  public boolean isReadable(int slot) {
    return (returned(slot) & POLLIN) != 0;
  }

  /** Whether the last wait found an error there; the next receive says which. */
  public boolean hasError(int slot) {
    return (returned(slot) & (POLLERR | POLLHUP | POLLNVAL)) != 0;
  }

  private short returned(int slot) {
    return block.bytes().getShort(at(slot) + RETURNED_EVENTS);
  }

  private void grow() {
    Block larger = new Block(DESCRIPTORS + 2 * capacity * POLLFD);
    larger.bytes().put(0, block.bytes(), 0, block.size());
    block = larger;
    capacity *= 2;
  }

  private static int at(int slot) {
    return DESCRIPTORS + slot * POLLFD;
  }
}
