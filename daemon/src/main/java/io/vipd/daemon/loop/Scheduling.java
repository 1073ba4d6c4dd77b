package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.RealTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the threads that others wait for, the core and the one that changes addresses, before
 * everything of normal priority. All others stay as they are, and with them what they start: checks
 * and hooks have no part in it.
 */
final class Scheduling {
  private static final Logger log = LoggerFactory.getLogger(Scheduling.class);

  private Scheduling() {}

  /**
   * Gives the calling thread the real-time priority that the unit grants ({@code LimitRTPRIO=}).
   * Goes on without where it grants none or the kernel refuses it, and says so.
   */
  static void hurry() {
    String thread = Thread.currentThread().getName();
    try {
      int priority = RealTime.limit();
      if (priority == 0) {
        log.info("no real-time priority was granted; running without. thread={}", thread);
        return;
      }
      RealTime.claim(priority);
      log.info("running at real-time priority. thread={} priority={}", thread, priority);
    } catch (KernelException e) {
      log.warn("{}; running without. thread={}", e.getMessage(), thread);
    }
  }
}
