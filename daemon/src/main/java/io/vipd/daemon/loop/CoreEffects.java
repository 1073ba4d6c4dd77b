package io.vipd.daemon.loop;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries the node's actions out: each hands over to somebody who may take the time. */
final class CoreEffects implements Effects {
  private static final Logger log = LoggerFactory.getLogger(CoreEffects.class);

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Roster roster;
  private final AdvertSender adverts;
  private final HookTeller hooks;
  private final Chronicle chronicle;
  private final LongSupplier nanoTime;
  private AddressKeeper keeper;
  private Renewals renewals;
  private PromotionAnswers promotions;
  private Witnesses witnesses;

  /** Takeovers that nobody has been told of. */
  private final List<Untold> untold = new ArrayList<>();

  private boolean tellsLater;

  private record Untold(Group group, Report report) {}

  /** The router whose timer is being served, and when that was due. */
  private Router served;

  private long dueAtNanos;

  CoreEffects(Roster roster, AdvertSender adverts, HookTeller hooks, Chronicle chronicle) {
    this(roster, adverts, hooks, chronicle, System::nanoTime);
  }

  /** The same on another clock. */
  CoreEffects(
      Roster roster,
      AdvertSender adverts,
      HookTeller hooks,
      Chronicle chronicle,
      LongSupplier nanoTime) {
    this.roster = roster;
    this.adverts = adverts;
    this.hooks = hooks;
    this.chronicle = chronicle;
    this.nanoTime = nanoTime;
  }

  /**
   * Who keeps the groups' addresses, and how long, and who finds out who can tell where they are.
   */
  void connect(AddressKeeper keeper, Renewals renewals, Witnesses witnesses) {
    this.keeper = keeper;
    this.renewals = renewals;
    this.witnesses = witnesses;
  }

  /** Who takes in what those said who are asked before a router claims; any thread. */
  @FunctionalInterface
  interface PromotionAnswers {
    void promoted(Router router, long promotion, boolean willing);
  }

  /** Who takes it in from now on. */
  void answerTo(PromotionAnswers promotions) {
    this.promotions = promotions;
  }

  @Override
  public void promote(Router router) {
    Group group = roster.of(router);
    long promotion = router.promotion();
    String why = Sentences.promoting(router, nanoTime.getAsLong());
    log.info("{} is promoted before it claims: {}. group={}", group.name(), why, group.name());
    List<Group> asked = promoted(group);
    AtomicInteger unanswered = new AtomicInteger(asked.size());
    for (Group each : asked) {
      hooks.promote(
          each,
          why,
          willing -> {
            // A no first, then the count: whoever answers last would be ahead of it.
            if (!willing) {
              promotions.promoted(router, promotion, false);
            }
            if (unanswered.decrementAndGet() == 0 && willing) {
              promotions.promoted(router, promotion, true);
            }
          });
    }
  }

  @Override
  public void promotedInVain(Router router) {
    Group group = roster.of(router);
    log.info("{} does not claim the addresses after all. group={}", group.name(), group.name());
    promoted(group).forEach(hooks::promotedInVain);
  }

  /** Those that move with a group, itself included, and are asked before they claim. */
  private static List<Group> promoted(Group group) {
    return group.bond().stream()
        .filter(each -> each.leads() && !each.config().hooks().promoteLimit().isZero())
        .toList();
  }

  @Override
  public void timerServed(Router router, long dueAtNanos) {
    this.served = router;
    this.dueAtNanos = dueAtNanos;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    Group group = roster.of(router);
    boolean sent = adverts.send(group, priority);
    long nowNanos = nanoTime.getAsLong();
    if (sent && priority != 0) {
      group.advertisedAtNanos = nowNanos;
      if (router.addressesConfirmed()) {
        group.slot.active(nowNanos);
      }
      renewals.advertised(group, nowNanos);
    }
    if (served == router) {
      served = null;
      group.counters.advertLateness.record(nowNanos - dueAtNanos);
    }
  }

  @Override
  public void installAddresses(Router router) {
    Group group = roster.of(router);
    group.asked();
    group.lend(nanoTime.getAsLong());
    keeper.hold(group);
  }

  @Override
  public void removeAddresses(Router router) {
    stopAnnouncing(router);
    Group group = roster.of(router);
    group.slot.notActive();
    keeper.release(group);
    group.rivals.yielded(nanoTime.getAsLong());
  }

  @Override
  public void announce(Router router) {
    Group group = roster.of(router);
    group.slot.active(group.advertisedAtNanos); // the first advert went out before
    if (group.announcement != null) {
      group.announcement.announce();
      witnesses.wanted(group);
    }
  }

  @Override
  public void stopAnnouncing(Router router) {
    Group group = roster.of(router);
    if (group.announcement != null) {
      group.announcement.stop();
    }
  }

  @Override
  public void report(Router router, Report report) {
    Group group = roster.of(router);
    group.counters.changed(report.cause());
    group.noteHold(router.roleSinceNanos()); // what hands over holds back
    roster.changed();
    if (tellsLater && report.to() == Role.ACTIVE) {
      untold.add(new Untold(group, report));
    } else {
      tellIf(earlier -> earlier.group.router() == router); // in the order in which it happened
      tell(group, report);
    }
    if (report.to() == Role.ACTIVE && group.failover != null) {
      group.failover.activeAgain(router.roleSinceNanos());
      group.failover = null;
    }
  }

  /**
   * From now on takeovers are told of by {@link #tellUntold}: to put one into words, for the first
   * time in a process's life above all, takes longer than to announce its addresses.
   */
  void tellLater() {
    tellsLater = true;
  }

  /**
   * Tells of the takeovers whose addresses are announced, or that are over, or that wait for a
   * kernel that takes its time.
   *
   * @return whether nothing is left to tell
   */
  boolean tellUntold(long nowNanos) {
    if (!untold.isEmpty()) {
      tellIf(takeover -> {
        Router router = takeover.group.router();
        return router.addressesConfirmed()
            || router.lastReport() != takeover.report
            || nowNanos - router.roleSinceNanos() >= PATIENCE_NANOS;
      });
    }
    return untold.isEmpty();
  }

  private void tellIf(Predicate<Untold> ripe) {
    for (int i = 0; i < untold.size(); i++) {
      Untold takeover = untold.get(i);
      if (ripe.test(takeover)) {
        untold.remove(i--);
        tell(takeover.group, takeover.report);
      }
    }
  }

  private void tell(Group group, Report report) {
    String why = Sentences.why(group, report);
    if (group.reportLines.take(group.router().roleSinceNanos())) {
      log(group, report, why);
      chronicle.transition(group, report, why);
    } else {
      group.reportsUnsaid++;
    }
    if (group.leads()) {
      hooks.transition(group, report, why);
    }
  }

  private static void log(Group group, Report report, String why) {
    if (group.reportsUnsaid > 0) {
      log.warn(
          "{} changes its role too often to log all of it. group={} not_logged={}",
          group.name(),
          group.name(),
          group.reportsUnsaid);
      group.reportsUnsaid = 0;
    }
    log.info(
        "{} is {}: {}. group={} from={} to={} reason={} priority={} last_advert_ms={} late_us={}",
        group.name(),
        Sentences.role(report.to()),
        why,
        group.name(),
        Sentences.role(report.from()),
        Sentences.role(report.to()),
        report.cause(),
        report.priority(),
        report.lastAdvertAgeNanos() < 0
            ? "never"
            : TimeUnit.NANOSECONDS.toMillis(report.lastAdvertAgeNanos()),
        TimeUnit.NANOSECONDS.toMicros(report.latenessNanos()));
  }
}
