package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.RealTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the threads that others wait for, the core, the one that changes addresses and the one that
 * announces them, before everything of normal priority. All others stay as they are, and with them
 * what they start: checks and hooks have no part in it.
 */
public final class Scheduling {
  private static final Logger log = LoggerFactory.getLogger(Scheduling.class);

  /** Who may have any priority, as root may, is granted none in particular. */
  private static final int USUAL_PRIORITY = 20;

  private Scheduling() {}

  /**
   * Gives the calling thread the real-time priority that the unit grants ({@code LimitRTPRIO=}), or
   * a usual one where this process may have any. Where the kernel refuses that, the thread is to be
   * nice to nobody; where it refuses that, too, it goes on as it is, and says so.
   */
  public static void hurry() {
    String thread = Thread.currentThread().getName();
    try {
      int granted = RealTime.limit();
      int priority = granted == 0 ? USUAL_PRIORITY : granted;
      RealTime.claim(priority);
      log.info("running at real-time priority. thread={} priority={}", thread, priority);
    } catch (KernelException refused) {
      beFirst(thread, refused);
    }
  }

  /** Gives the same to whom the JVM has collect garbage, if {@link #hurry} could. */
  static void hurryCollector() {
    try {
      int granted = RealTime.limit();
      RealTime.claimForCollector(granted == 0 ? USUAL_PRIORITY : granted);
    } catch (KernelException _) {
      // It was said for the thread that asks for this.
    }
  }

  private static void beFirst(String thread, KernelException refused) {
    try {
      RealTime.beLeastNice();
      log.info("{}; running before others at least. thread={}", refused.getMessage(), thread);
    } catch (KernelException e) {
      log.info("no real-time priority was granted; running without. thread={}", thread);
    }
  }
}
