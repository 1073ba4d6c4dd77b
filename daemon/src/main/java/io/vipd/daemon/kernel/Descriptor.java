package io.vipd.daemon.kernel;

/**
 * An open file of the kernel's with exactly one owner, which a {@link Poller} can wait for. The
 * owner closes it on the thread that uses it, after taking it out of its poller.
 */
public abstract sealed class Descriptor implements AutoCloseable
    permits Inotify, NetlinkSocket, ProcessDescriptor, VrrpSocket, WakeUp {
  private static final int CLOSED = -1;

  private int number;

  /**
   * Takes over a descriptor, or fails with the call that should have made it.
   *
   * @param numberOrError the call's answer: a descriptor or a negative error number
   * @param operation what was tried, to follow "cannot"
   * @param subject what it was tried on, to follow the operation; joined to it on failure only,
   *     because joining strings for the first time is slow
   */
  Descriptor(int numberOrError, String operation, Object subject) throws KernelException {
    if (numberOrError < 0) {
      throw new KernelException(operation + subject, -numberOrError);
    }
    this.number = numberOrError;
  }

  /** The number, or -1 after {@link #close}, which every call answers with {@code EBADF}. */
  final int number() {
    return number;
  }

  final boolean isClosed() {
    return number == CLOSED;
  }

  /** Closes it; again does nothing, so that a number that was given out anew is never closed. */
  @Override
  public void close() {
    if (number != CLOSED) {
      int last = number;
      number = CLOSED;
      Native.close(last);
    }
  }
}
