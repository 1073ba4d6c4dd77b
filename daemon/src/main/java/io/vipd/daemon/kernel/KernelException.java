package io.vipd.daemon.kernel;

import java.io.IOException;

/**
 * The kernel refused something. The message is one sentence for a person: {@code cannot join
 * 224.0.0.18 on eth0: No such device (ENODEV)}.
 */
public final class KernelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final int errno;

  /**
   * A refusal.
   *
   * @param operation what was tried, to follow "cannot": {@code join 224.0.0.18 on eth0}
   * @param errno the kernel's positive error number, see {@link Errno}
   */
  public KernelException(String operation, int errno) {
    super("cannot " + operation + ": " + Errno.sentence(errno) + " (" + Errno.name(errno) + ")");
    this.operation = operation;
    this.errno = errno;
  }

  /** What was tried, to follow "cannot". */
  public String operation() {
    return operation;
  }

  /** The kernel's error number, positive; see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** The error number's name, for a log field: {@code errno=ENODEV}. */
  public String errnoName() {
    return Errno.name(errno);
  }
}
