package io.vipd.daemon.kernel;

/**
 * The kernel's error numbers as Linux has them on x86-64 and aarch64 ({@code asm-generic/errno.h}):
 * those that code decides on as constants, and name and sentence of those that a reader of the log
 * is likely to meet.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ESPIPE = 29;
  public static final int ERANGE = 34;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;

  private Errno() {}

  /** The constant's name, such as {@code ENODEV}, or {@code errno 87} where it is none of ours. */
  public static String name(int errno) {
    String text = text(errno);
    return text == null ? "errno " + errno : text.substring(0, text.indexOf(' '));
  }

  /** What it means, mostly in the C library's words, such as {@code No such device}. */
  public static String sentence(int errno) {
    String text = text(errno);
    return text == null ? "Unknown error" : text.substring(text.indexOf(' ') + 1);
  }

  /**
   * Whether it says that the kernel has no such thing, built in or as a module that it could load:
   * no such protocol, operation or address family, no module of that name.
   */
  static boolean isUnsupported(int errno) {
    return switch (errno) {
      case ENOENT, 93, 95, 97 -> true; // EPROTONOSUPPORT, EOPNOTSUPP, EAFNOSUPPORT
      default -> false;
    };
  }

  private static String text(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM Operation not permitted";
      case ENOENT -> "ENOENT No such file or directory";
      case ESRCH -> "ESRCH No such process";
      case EINTR -> "EINTR Interrupted system call";
      case 6 -> "ENXIO No such device or address";
      case EBADF -> "EBADF Bad file descriptor";
      case EAGAIN -> "EAGAIN Resource temporarily unavailable";
      case 12 -> "ENOMEM Cannot allocate memory";
      case 13 -> "EACCES Permission denied";
      case 14 -> "EFAULT Bad address";
      case 16 -> "EBUSY Device or resource busy";
      case EEXIST -> "EEXIST File exists";
      case ENODEV -> "ENODEV No such device";
      case EINVAL -> "EINVAL Invalid argument";
      case 23 -> "ENFILE Too many open files in system";
      case 24 -> "EMFILE Too many open files";
      case ERANGE -> "ERANGE Numerical result out of range";
      case 38 -> "ENOSYS Function not implemented";
      case 90 -> "EMSGSIZE Message too long";
      case 92 -> "ENOPROTOOPT Protocol not available";
      case 93 -> "EPROTONOSUPPORT Protocol not supported";
      case 95 -> "EOPNOTSUPP Operation not supported";
      case 97 -> "EAFNOSUPPORT Address family not supported by protocol";
      case EADDRINUSE -> "EADDRINUSE Address already in use";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL Cannot assign requested address";
      case ENETDOWN -> "ENETDOWN Network is down";
      case ENETUNREACH -> "ENETUNREACH Network is unreachable";
      case ENOBUFS -> "ENOBUFS No buffer space available";
      case ETIMEDOUT -> "ETIMEDOUT Timed out";
      case 111 -> "ECONNREFUSED Connection refused";
      case 113 -> "EHOSTUNREACH No route to host";
      default -> null;
    };
  }
}
