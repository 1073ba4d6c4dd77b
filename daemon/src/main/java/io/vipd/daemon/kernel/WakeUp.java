package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How other threads get a thread out of its {@link Poller}: an eventfd. Many signals before the
 * next {@link #drain} cost one system call.
 *
 * <p>The order that loses nothing: a sender puts its item where the receiver looks and then
 * signals; the receiver drains and then looks.
 */
public final class WakeUp extends Descriptor {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Block one = new Block(8);
  private final Block counter = new Block(8);

  /** Opens an eventfd that is not signalled. */
  public WakeUp() throws KernelException {
    super(Native.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "open an eventfd", "");
    one.bytes().putLong(0, 1);
  }

  /** Makes it readable; from any thread, also after {@link #close}. */
  public void signal() {
    if (!signalled.getAndSet(true)) {
      write();
    }
  }

  /** Makes it unreadable until the next signal; on the thread that waits. */
  public void drain() {
    Native.read(number(), counter, 0, 8, Failure.UNEXPLAINED);
    // Only now: a signal that saw the flag set before this line has its item in place already.
    signalled.getAndSet(false);
  }

  // Both under one lock, lest a late signal be written into a file that took over the number.
  private synchronized void write() {
    Native.write(number(), one, 0, 8);
  }

  @Override
  public synchronized void close() {
    super.close();
  }
}
