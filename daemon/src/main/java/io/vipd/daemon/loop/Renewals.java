package io.vipd.daemon.loop;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the leases of held addresses are renewed: with the adverts, because a lease may last as long
 * as peers wait for the next one. The core thread asks for it, so that a core that stands still
 * asks for none. Creates no object.
 *
 * <p>Where many groups advertise at times of their own, their renewals wait for each other, so that
 * the address thread is not woken for each. Whoever is silent has its turn with the housekeeping.
 */
final class Renewals {
  private static final Logger log = LoggerFactory.getLogger(Renewals.class);

  private final Roster roster;
  private final Runnable keeper;

  /** For four groups at once, and four times a second. */
  private final Allowance looks = new Allowance(4, TimeUnit.MILLISECONDS.toNanos(250));

  private final Allowance complaints = new Allowance(5, TimeUnit.SECONDS.toNanos(10));
  private boolean due;

  /**
   * Nothing is due yet.
   *
   * @param keeper has the kernel given what is in {@link Group#leasedUntilNanos}
   */
  Renewals(Roster roster, Runnable keeper) {
    this.roster = roster;
    this.keeper = keeper;
  }

  /** A group has told its peers to wait for the next advert; core thread. */
  void advertised(Group group, long nowNanos) {
    due |= group.isWorthLending(nowNanos);
  }

  /** Some may have been silent; core thread. */
  void someMayBeDue() {
    due = true;
  }

  /** Asks for those that are worth it, at the end of a turn; core thread. */
  void look(long nowNanos) {
    if (!due || !looks.take(nowNanos)) {
      return;
    }
    due = false;
    boolean asked = false;
    long leastLeftNanos = Long.MAX_VALUE;
    for (int i = 0; i < roster.groups().size(); i++) {
      Group group = roster.groups().get(i);
      if (group.isWorthLending(nowNanos)) {
        if (group.leaseWatch.isLate(nowNanos)) {
          leastLeftNanos = Math.min(leastLeftNanos, group.leaseWatch.leftNanos(nowNanos));
        }
        group.lend(nowNanos);
        asked = true;
      }
    }
    if (asked) {
      keeper.run();
    }
    if (leastLeftNanos != Long.MAX_VALUE && complaints.take(nowNanos)) {
      log.warn(
          "leases are renewed late, because this machine is too busy or stood still. left_ms={}",
          TimeUnit.NANOSECONDS.toMillis(leastLeftNanos));
    }
  }
}
