package io.vipd.daemon.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The C library's functions that vipd calls, and the only place where it calls any. Each answers as
 * the kernel does inside: zero or more for success, the negative {@link Errno} for failure, so that
 * an ordinary refusal costs no exception.
 *
 * <p>The linker creates an object of 40 bytes in each call that captures {@code errno}, to check
 * where it goes, and only C2 finds that nobody needs it. So what the core thread does all the time
 * calls without it ({@link Failure#UNEXPLAINED}), which creates nothing whichever compiler has been
 * there, and asks again where it has to know why.
 *
 * <p>All go through one downcall shape of six 64-bit words, because linking a shape is what costs
 * time at start. That is sound on the two ABIs vipd runs on (x86-64 System V and AAPCS64): the
 * first six integer or pointer arguments travel in registers whatever their width, a callee looks
 * only at those it declares and only at the bits its types have, and an {@code int} result is the
 * low half of the result register.
 */
@SuppressWarnings("restricted") // this is the class that may
final class Native {
  /** {@code pidfd_open}: the C library has a function for it only from glibc 2.36 on. */
  private static final long SYS_PIDFD_OPEN = 434;

  private static final Linker LINKER = Linker.nativeLinker();

  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle CALL =
      LINKER.downcallHandle(SHAPE, Linker.Option.captureCallState("errno"));

  private static final MethodHandle BARE_CALL = LINKER.downcallHandle(SHAPE);

  private static final MemorySegment SOCKET = function("socket");
  private static final MemorySegment BIND = function("bind");
  private static final MemorySegment LISTEN = function("listen");
  private static final MemorySegment CONNECT = function("connect");
  private static final MemorySegment GETSOCKOPT = function("getsockopt");
  private static final MemorySegment SETSOCKOPT = function("setsockopt");
  private static final MemorySegment SENDMSG = function("sendmsg");
  private static final MemorySegment SENDTO = function("sendto");
  private static final MemorySegment RECVMSG = function("recvmsg");
  private static final MemorySegment RECVFROM = function("recvfrom");
  private static final MemorySegment PPOLL = function("ppoll");
  private static final MemorySegment READ = function("read");
  private static final MemorySegment WRITE = function("write");
  private static final MemorySegment EVENTFD = function("eventfd");
  private static final MemorySegment CLOSE = function("close");
  private static final MemorySegment OPEN = function("open");
  private static final MemorySegment MKFIFO = function("mkfifo");
  private static final MemorySegment LSEEK = function("lseek");
  private static final MemorySegment GETRLIMIT = function("getrlimit");
  private static final MemorySegment SCHED_SETSCHEDULER = function("sched_setscheduler");
  private static final MemorySegment SETPRIORITY = function("setpriority");
  private static final MemorySegment PRCTL = function("prctl");
  private static final MemorySegment SYSCALL = function("syscall");
  private static final MemorySegment ADJTIMEX = function("adjtimex");
  private static final MemorySegment INOTIFY_INIT1 = function("inotify_init1");
  private static final MemorySegment INOTIFY_ADD_WATCH = function("inotify_add_watch");
  private static final MemorySegment INOTIFY_RM_WATCH = function("inotify_rm_watch");
  private static final MemorySegment GETPWNAM_R = function("getpwnam_r");

  /** One per thread; freed with the thread. */
  private static final ThreadLocal<Captured> CAPTURED =
      new ThreadLocal<>() {
        @Override
        protected Captured initialValue() {
          return new Captured();
        }
      };

  /**
   * Where the linker leaves {@code errno}; on Linux it captures nothing else, so it stands at 0.
   * Read through a buffer, because the segment's own access takes 8 ms to link at start.
   */
  private static final class Captured {
    final ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) Linker.Option.captureStateLayout().byteSize())
            .order(ByteOrder.nativeOrder());
    final MemorySegment segment = MemorySegment.ofBuffer(bytes);
  }

  /** What a call that fails answers. */
  enum Failure {
    /** The negative {@link Errno}, at the price of an object. */
    EXPLAINED,

    /** -1, and nothing is created. */
    UNEXPLAINED
  }

  private Native() {}

  private static MemorySegment function(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  static int socket(int domain, int type, int protocol) {
    return call(SOCKET, domain, type, protocol, 0, 0, 0);
  }

  static int bind(int fd, Block block, int address, int addressLength) {
    int result = call(BIND, fd, block.address(address, addressLength), addressLength, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int listen(int fd, int backlog) {
    return call(LISTEN, fd, backlog, 0, 0, 0, 0);
  }

  static int connect(int fd, Block block, int address, int addressLength) {
    int result = call(CONNECT, fd, block.address(address, addressLength), addressLength, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /**
   * Reads an option.
   *
   * @param value where it goes
   * @param length where its length stands, an {@code int}: room before, bytes used after
   */
  static int getsockopt(
      int fd, int level, int option, Block block, int value, int length, Failure failure) {
    long at = block.address(value, block.bytes().getInt(length));
    long lengthAt = block.address(length, Integer.BYTES);
    int result = call(failure, GETSOCKOPT, fd, level, option, at, lengthAt, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int setsockopt(int fd, int level, int option, Block block, int value, int valueLength) {
    long at = block.address(value, valueLength);
    int result = call(SETSOCKOPT, fd, level, option, at, valueLength, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /** Sends what a {@code struct msghdr} in the block describes; what it points at is there too. */
  static int sendmsg(int fd, Block block, int header, int flags, Failure failure) {
    int result = call(failure, SENDMSG, fd, block.address(header, 56), flags, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /** Receives into what a {@code struct msghdr} in the block describes, which is there too. */
  static int recvmsg(int fd, Block block, int header, int flags, Failure failure) {
    int result = call(failure, RECVMSG, fd, block.address(header, 56), flags, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /** Sends bytes to a socket address of {@code addressLength} bytes; 0 for none. */
  static int sendto(
      int fd, Block block, int data, int length, int flags, int address, int addressLength) {
    long to = addressLength == 0 ? 0 : block.address(address, addressLength);
    int result = call(SENDTO, fd, block.address(data, length), length, flags, to, addressLength);
    Reference.reachabilityFence(block);
    return result;
  }

  static int recv(int fd, Block block, int data, int length, int flags, Failure failure) {
    int result = call(failure, RECVFROM, fd, block.address(data, length), length, flags, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /**
   * Receives bytes and their sender's address.
   *
   * @param address where the address goes
   * @param addressLength where its length stands, an {@code int}: room before, bytes used after
   */
  static int recvfrom(
      int fd,
      Block block,
      int data,
      int length,
      int flags,
      int address,
      int addressLength,
      Failure failure) {
    int room = block.bytes().getInt(addressLength);
    int result =
        call(
            failure,
            RECVFROM,
            fd,
            block.address(data, length),
            length,
            flags,
            block.address(address, room),
            block.address(addressLength, Integer.BYTES));
    Reference.reachabilityFence(block);
    return result;
  }

  /**
   * Waits for descriptors. Unlike the others it fails when a signal came, with {@code -EINTR}.
   *
   * @param descriptors where {@code count} times {@code struct pollfd} stand
   * @param timespec where the time-out stands, or -1 for none
   */
  static int ppoll(Block block, int descriptors, int count, int timespec, Failure failure) {
    long timeout = timespec < 0 ? 0 : block.address(timespec, 16);
    long at = block.address(descriptors, 8 * count);
    int result =
        failure == Failure.EXPLAINED
            ? callOnce(PPOLL, at, count, timeout, 0, 0, 0)
            : callBare(PPOLL, at, count, timeout, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int read(int fd, Block block, int data, int length, Failure failure) {
    int result = call(failure, READ, fd, block.address(data, length), length, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int write(int fd, Block block, int data, int length) {
    int result = call(WRITE, fd, block.address(data, length), length, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int eventfd(int initial, int flags) {
    return call(EVENTFD, initial, flags, 0, 0, 0, 0);
  }

  /** Two calls that do nothing, after which nothing is left to link for any. */
  static void link() {
    callOnce(CLOSE, -1, 0, 0, 0, 0, 0);
    callBare(CLOSE, -1, 0, 0, 0, 0, 0);
  }

  /** Never repeated on {@code EINTR}: on Linux the descriptor is gone all the same. */
  static int close(int fd) {
    return callOnce(CLOSE, fd, 0, 0, 0, 0, 0);
  }

  /** Opens a file that exists, whose name and a zero byte stand in the block. */
  static int open(Block block, int path, int pathLength, int flags) {
    int result = call(OPEN, block.address(path, pathLength), flags, 0, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int mkfifo(Block block, int path, int pathLength, int mode) {
    int result = call(MKFIFO, block.address(path, pathLength), mode, 0, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /** Where a file's position is: it stays there. */
  static int lseek(int fd) {
    int current = 1;
    return call(LSEEK, fd, 0, current, 0, 0, 0);
  }

  /** Leaves a {@code struct rlimit}, two unsigned longs, in the block. */
  static int getrlimit(int resource, Block block, int limit) {
    int result = call(GETRLIMIT, resource, block.address(limit, 16), 0, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /**
   * For a thread, 0 for the calling one; a {@code struct sched_param}, one int, is in the block.
   */
  static int schedSetscheduler(int thread, int policy, Block block, int parameters) {
    int result = call(SCHED_SETSCHEDULER, thread, policy, block.address(parameters, 4), 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  /** For the calling thread. */
  static int setpriority(int which, int niceness) {
    return call(SETPRIORITY, which, 0, niceness, 0, 0, 0);
  }

  static int prctl(int operation, long argument) {
    return call(PRCTL, operation, argument, 0, 0, 0, 0);
  }

  static int adjtimex(Block block, int timex, int length) {
    int result = call(ADJTIMEX, block.address(timex, length), 0, 0, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int inotifyInit(int flags) {
    return call(INOTIFY_INIT1, flags, 0, 0, 0, 0, 0);
  }

  /** Watches a folder, whose name and a zero byte stand in the block. */
  static int inotifyAddWatch(int fd, Block block, int path, int pathLength, int mask) {
    int result = call(INOTIFY_ADD_WATCH, fd, block.address(path, pathLength), mask, 0, 0, 0);
    Reference.reachabilityFence(block);
    return result;
  }

  static int inotifyRemoveWatch(int fd, int watch) {
    return call(INOTIFY_RM_WATCH, fd, watch, 0, 0, 0, 0);
  }

  static int pidfdOpen(long pid) {
    return call(SYSCALL, SYS_PIDFD_OPEN, pid, 0, 0, 0, 0);
  }

  /** Looks a user up; answers an error's number, and leaves a null pointer when there is none. */
  static int getpwnam(Block name, Block passwd, Block strings, Block found) {
    int result =
        call(
            GETPWNAM_R,
            name.address(0, name.size()),
            passwd.address(0, passwd.size()),
            strings.address(0, strings.size()),
            strings.size(),
            found.address(0, Long.BYTES),
            0);
    Reference.reachabilityFence(name);
    Reference.reachabilityFence(passwd);
    Reference.reachabilityFence(strings);
    Reference.reachabilityFence(found);
    return result;
  }

  private static int call(
      Failure failure, MemorySegment function, long a, long b, long c, long d, long e, long f) {
    return failure == Failure.EXPLAINED
        ? call(function, a, b, c, d, e, f)
        : callBare(function, a, b, c, d, e, f);
  }

  private static int call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    int result;
    do {
      result = callOnce(function, a, b, c, d, e, f);
    } while (result == -Errno.EINTR);
    return result;
  }

  private static int callOnce(
      MemorySegment function, long a, long b, long c, long d, long e, long f) {
    Captured captured = CAPTURED.get();
    try {
      int result = (int) (long) CALL.invokeExact(function, captured.segment, a, b, c, d, e, f);
      return result == -1 ? -captured.bytes.getInt(0) : result;
    } catch (Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("a downcall throws nothing", failure);
    }
  }

  private static int callBare(
      MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (int) (long) BARE_CALL.invokeExact(function, a, b, c, d, e, f);
    } catch (Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("a downcall throws nothing", failure);
    }
  }
}
