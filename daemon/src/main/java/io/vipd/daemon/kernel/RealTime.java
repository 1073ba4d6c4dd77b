package io.vipd.daemon.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real-time scheduling of a thread: it runs before all threads of normal priority, so a machine
 * whose processors are all busy does not make its adverts late.
 */
public final class RealTime {
  private static final int RLIMIT_RTPRIO = 14;
  private static final int SCHED_RR = 2;

  /** What the thread starts, threads and processes, is of normal priority again. */
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  private static final int CALLING_THREAD = 0;
  private static final Path THREADS = Path.of("/proc/self/task");

  private static final int PRIO_PROCESS = 0;
  private static final int LEAST_NICE = -20;

  private RealTime() {}

  /**
   * The highest real-time priority that this process was given ({@code LimitRTPRIO=} of its unit),
   * 1 to 99; 0 for none.
   */
  public static int limit() throws KernelException {
    Block block = new Block(2 * Long.BYTES);
    int result = Native.getrlimit(RLIMIT_RTPRIO, block, 0);
    if (result < 0) {
      throw new KernelException("ask for the limit of real-time priority", -result);
    }
    // RLIM_INFINITY is all ones.
    long soft = block.bytes().getLong(0);
    return soft < 0 || soft > 99 ? 99 : (int) soft;
  }

  /**
   * Gives the calling thread, and no other, that priority, in turns with others that have the same.
   *
   * @param priority 1 to 99
   * @throws KernelException if the kernel refuses it
   */
  public static void claim(int priority) throws KernelException {
    claim(CALLING_THREAD, priority);
  }

  /**
   * The same for the JVM's own thread that stops all others and collects their garbage: who runs
   * before everything else must not wait for a thread that does not.
   *
   * @return whether there is such a thread
   */
  public static boolean claimForCollector(int priority) throws KernelException {
    String[] threads = THREADS.toFile().list();
    for (String thread : threads == null ? new String[0] : threads) {
      try {
        if (Files.readString(THREADS.resolve(thread).resolve("comm")).equals("VM Thread\n")) {
          claim(Integer.parseInt(thread), priority);
          return true;
        }
      } catch (IOException _) {
        // it has ended meanwhile
      }
    }
    return false;
  }

  private static void claim(int thread, int priority) throws KernelException {
    Block block = new Block(Integer.BYTES);
    block.bytes().putInt(0, priority);
    int result = Native.schedSetscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, block, 0);
    if (result < 0) {
      throw new KernelException("run at real-time priority " + priority, -result);
    }
  }

  /**
   * Has the kernel give the calling thread more time than any other of normal priority.
   *
   * @throws KernelException if the kernel refuses it
   */
  public static void beLeastNice() throws KernelException {
    int result = Native.setpriority(PRIO_PROCESS, LEAST_NICE);
    if (result < 0) {
      throw new KernelException("be less nice than others", -result);
    }
  }
}
