package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Action;
import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.machine.Timers;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * All virtual routers of a host. Every method takes the time, in nanoseconds of one monotonic
 * clock, and calls {@link Effects} before it returns.
 */
public class Node {
  /**
   * What {@link #nextDeadlineNanos} answers when nothing is due at any time. Look for it before
   * taking a difference: on a clock below zero the difference overflows and looks due.
   */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** The longest that a router which leaves for good waits for another one to take over. */
  public static final long LONGEST_DEPARTURE_NANOS = 10_000_000_000L;

  private static final int VRIDS = 256;
  private static final long LONGEST_ABSENCE_NANOS = 500_000_000L;
  private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
  private static final long LONGEST_RETRY_NANOS = 60_000_000_000L;

  private final List<Router> routers = new ArrayList<>();
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private final Effects effects;
  private final Stepper stepper;
  private final Inhibitions inhibitions;
  private final Stalls stalls;
  private final Promotions promotions;
  private Router[][] byLinkAndVrid = new Router[0][];
  private long longestAbsenceNanos = LONGEST_ABSENCE_NANOS;

  /** A node without routers. */
  public Node(Effects effects) {
    this.effects = effects;
    this.stepper = new Stepper(effects, deadlines);
    this.inhibitions = new Inhibitions(effects, stepper);
    this.stalls = new Stalls(stepper);
    this.promotions = new Promotions(effects, stepper);
  }

  /**
   * Enters a router. It starts in Initialize, inhibited by a missing interface, a missing source
   * address and, if it has checks of weight 0, by waiting for them; take these away one by one.
   *
   * @param link number of its link, from 0, small
   * @throws IllegalArgumentException if the link has a router with that VRID in that family
   */
  public Router add(int link, RouterConfig config, long nowNanos) {
    Router router = new Router(freeId(), link, config, nowNanos);
    router.inhibitors =
        Inhibitor.INTERFACE_MISSING.bit()
            | Inhibitor.NO_SOURCE_ADDRESS.bit()
            | Checks.inhibitors(config.checkWeights(), router.checks, false);
    enter(router);
    return router;
  }

  private void enter(Router router) {
    int link = router.link();
    if (link >= byLinkAndVrid.length) {
      byLinkAndVrid = Arrays.copyOf(byLinkAndVrid, link + 1);
    }
    if (byLinkAndVrid[link] == null) {
      byLinkAndVrid[link] = new Router[2 * VRIDS];
    }
    int number = number(router.config().family(), router.config().vrid());
    if (byLinkAndVrid[link][number] != null) {
      throw new IllegalArgumentException(
          "VRID " + router.config().vrid() + " is taken on this link");
    }
    byLinkAndVrid[link][number] = router;
    routers.add(router);
    stepper.intervalsChanged = true;
  }

  /** The id that the next router gets. */
  final int freeId() {
    for (int id = 0; ; id++) {
      int candidate = id;
      if (routers.stream().noneMatch(router -> router.id() == candidate)) {
        return id;
      }
    }
  }

  /**
   * Lets a router go: it hands its addresses over, as on a stop, and is forgotten. Whoever it was
   * tied to goes on alone.
   */
  public void remove(Router router, long nowNanos) {
    tie(List.of(router), nowNanos);
    inhibit(router, Inhibitor.REMOVED, nowNanos);
    router.retrying = false;
    deadlines.clear(router);
    byLinkAndVrid[router.link()][number(router.config().family(), router.config().vrid())] = null;
    routers.remove(router);
    stepper.intervalsChanged = true;
  }

  /**
   * Gives a router another configuration while it goes on: role, peers, holds, and what it
   * remembers of signed adverts stay. An Active router whose interval changes says so at once,
   * since its peers count by the old one until they hear the new; a Backup that goes by its own
   * interval begins to listen anew. Other addresses are asked of the kernel at once by an Active
   * router, and by one that the kernel had refused the old ones.
   *
   * @param config has the router's VRID and family
   * @param verdicts one for each check of the new configuration
   * @throws IllegalArgumentException if it is the configuration of another router
   */
  public void reconfigure(
      Router router, RouterConfig config, List<CheckVerdict> verdicts, long nowNanos) {
    RouterConfig before = router.config();
    if (config.vrid() != before.vrid() || config.family() != before.family()) {
      throw new IllegalArgumentException(router + " cannot become another router");
    }
    if (verdicts.size() != config.checkWeights().size()) {
      throw new IllegalArgumentException("a verdict is wanted for each check");
    }
    router.configure(config, verdicts);
    inhibitions.weigh(router, nowNanos);
    stepper.heedWhatWasIgnored(router, nowNanos);
    boolean otherInterval = !config.interval().equals(before.interval());
    boolean otherAddresses = !config.addresses().equals(before.addresses());
    if (otherInterval && router.goesByOwnInterval()) {
      router.activeAdverIntervalNanos = router.intervalNanos();
      stepper.intervalsChanged = true;
      stepper.setTimer(router, router.timer, false, nowNanos);
      if (router.role == Role.ACTIVE && router.leaving == null) {
        stepper.run(Action.SEND_ADVERT, router, null, nowNanos);
      }
    } else {
      stepper.reschedule(router);
    }
    int inhibitors =
        router.inhibitors & ~Checks.INHIBITORS
            | Checks.inhibitors(config.checkWeights(), router.checks, router.trustsChecks());
    if (otherAddresses) {
      router.refusals = 0;
      router.retrying = false;
      inhibitors &= ~Inhibitor.KERNEL_REFUSED.bit();
      stepper.reschedule(router);
    }
    inhibitions.set(router, inhibitors, nowNanos);
    if (otherAddresses && router.role == Role.ACTIVE) {
      stepper.run(Action.INSTALL_ADDRESSES, router, null, nowNanos);
    }
  }

  /**
   * The whole state of the node, listed once for both ways; it is read into a node without routers.
   *
   * @param configs those of the routers, in their order
   */
  final void exchange(Words words, List<RouterConfig> configs) {
    int count = words.number(routers.size());
    for (int i = 0; i < count; i++) {
      boolean known = !words.isReading();
      int id = words.number(known ? routers.get(i).id() : 0);
      int link = words.number(known ? routers.get(i).link() : 0);
      if (known) {
        configs.add(routers.get(i).config());
      } else {
        enter(new Router(id, link, configs.get(i), 0));
      }
      RouterWords.exchange(routers.get(i), words);
    }
    for (int i = 0; i < count; i++) {
      Router router = routers.get(i);
      Router[] bond = new Router[words.number(router.bond.length)];
      for (int j = 0; j < bond.length; j++) {
        int index = words.number(words.isReading() ? 0 : routers.indexOf(router.bond[j]));
        bond[j] = routers.get(index);
      }
      router.bond = words.isReading() ? bond : router.bond;
    }
    if (words.isReading()) {
      deadlines.restore(routers);
    }
  }

  /** A VRID names two different routers in the two families (RFC 9568 5.2.3). */
  private static int number(Family family, int vrid) {
    return family == Family.IPV6 ? VRIDS + vrid : vrid;
  }

  /**
   * Makes routers move together from now on: those of a group with addresses of both families, and
   * those of several groups. What inhibits or holds back one does so to all, a kernel that refuses
   * for good included; they hand over together, and have one priority: the leader's, with what the
   * checks of all add. They should have one Advertisement_Interval and one Preempt_Mode.
   *
   * <p>The leader's election decides. While the leader hears an Active router, those that follow do
   * not take over, and go if they were Active: adverts of theirs that are lost alone split nothing.
   * While the leader is Active, they take over from a healthy router of lower priority even without
   * Preempt_Mode. When adverts of the leader's are lost alone, the leaders split as any routers do;
   * as soon as one of them yields, those that follow it go too.
   *
   * @param routers the leader first; whoever they moved with before and is not among them moves
   *     without them
   */
  public void tie(List<Router> routers, long nowNanos) {
    inhibitions.bind(routers, nowNanos);
  }

  /**
   * A router was Active in an earlier life of the daemon and its addresses are still there. If it
   * starts before any peer can have missed it, it is Active at once and says so; checks that have
   * said nothing yet are trusted for {@link RouterConfig.Patience#verdictLimit}. If it starts later
   * or not at all, {@link Effects#removeAddresses} is called, and it is like any other from then
   * on. To be called once, after {@link #tie}, for the leader first, while the router is in
   * Initialize.
   *
   * @param lastAdvertNanos when its last advert went out
   */
  public void adopt(Router router, long lastAdvertNanos, long nowNanos) {
    long untilNanos = lastAdvertNanos + Timers.unmissedNanos(router.intervalNanos());
    if (router.follows()) {
      // Who follows goes on if its leader does, and peers do not miss it alone.
      Adoption leading = router.lead().adoption;
      untilNanos = leading.isOffered() ? leading.untilNanos() : nowNanos;
    }
    router.adoption.offer(untilNanos);
    inhibitions.endAdoptionInTime(router, nowNanos);
    inhibitions.reweigh(router, nowNanos);
    for (int i = 1; i < router.bond.length && !router.follows(); i++) {
      inhibitions.reweigh(router.bond[i], nowNanos);
    }
    stepper.reschedule(router);
  }

  /** All routers, in the order of entering. */
  public List<Router> routers() {
    return Collections.unmodifiableList(routers);
  }

  /**
   * An advert came in on a link.
   *
   * @param epochNanos the time of day, which counts for authentication only
   * @return accepted, or the check that it failed
   */
  public Verdict receive(int link, Advert advert, long nowNanos, long epochNanos) {
    Router router = find(link, advert.family(), advert.vrid());
    if (router == null) {
      return Verdict.UNKNOWN_VRID;
    }
    Verdict verdict = Admittance.of(router, advert, nowNanos, epochNanos);
    router.foreigners.heard(router, verdict, advert, nowNanos);
    if (!verdict.accepted()) {
      if (verdict != Verdict.LOOPED_BACK) {
        router.refusal.note(verdict, advert, nowNanos);
      }
      return verdict;
    }
    accept(router, advert, nowNanos);
    return Verdict.ACCEPTED;
  }

  /** An advert for this router passed every check. */
  void accept(Router router, Advert advert, long nowNanos) {
    router.advertsReceived++;
    router.doubting = false; // the link carries adverts
    Peer peer = router.peers.at(advert);
    peer.heard(advert, !router.form().lists(advert), nowNanos);
    stepper.step(
        router,
        Event.ofAdvert(advert.priority(), router.priority, compare(advert, router)),
        peer,
        nowNanos,
        0);
    router.lastPeer = peer;
  }

  /** The router that adverts of this link, family and VRID are for; null when there is none. */
  Router find(int link, Family family, int vrid) {
    return link < byLinkAndVrid.length && byLinkAndVrid[link] != null
        ? byLinkAndVrid[link][number(family, vrid)]
        : null;
  }

  /** As unsigned numbers in network order (RFC 9568 6.4.3). */
  private static int compare(Advert advert, Router router) {
    if (router.source == null) {
      return 0; // it is in Initialize, where no advert means anything
    }
    int high = Long.compareUnsigned(advert.sourceHigh(), router.source.high());
    return high != 0 ? high : Long.compareUnsigned(advert.sourceLow(), router.source.low());
  }

  /**
   * The caller comes back later than it meant to: the process, or the machine, stood still. To be
   * called before anything else is, in particular before packets are read, since what they mean
   * depends on whether the router that they are for may still be Active.
   *
   * @param stallNanos how much later
   */
  public void stalled(long stallNanos, long nowNanos) {
    if (stallNanos < Centiseconds.NANOS) {
      return; // shorter than any interval
    }
    for (int i = 0; i < routers.size(); i++) {
      stalls.happened(routers.get(i), stallNanos, nowNanos);
    }
  }

  /**
   * How long the caller may stay away even if nothing is due, so that {@link #stalled} tells of
   * every stall in which all three adverts of an Active_Down_Interval can be lost, which takes two
   * intervals; at most 500 ms. It costs little, since an advert comes or goes as often.
   */
  public long longestAbsenceNanos() {
    if (stepper.intervalsChanged) {
      stepper.intervalsChanged = false;
      longestAbsenceNanos = LONGEST_ABSENCE_NANOS;
      for (int i = 0; i < routers.size(); i++) {
        longestAbsenceNanos =
            Math.min(longestAbsenceNanos, routers.get(i).activeAdverIntervalNanos);
      }
    }
    return longestAbsenceNanos;
  }

  /**
   * When {@link #wake} wants to be called next; {@link #NO_DEADLINE} for never. Compare every other
   * answer by difference.
   */
  public long nextDeadlineNanos() {
    Router first = deadlines.first();
    return first == null ? NO_DEADLINE : first.deadlineNanos;
  }

  /**
   * Serves every timer that is due. Read all packets that wait before calling this: a node that
   * stalled must learn what it missed before it concludes that others fell silent.
   */
  public void wake(long nowNanos) {
    for (Router router = deadlines.first();
        router != null && router.deadlineNanos - nowNanos <= 0;
        router = deadlines.first()) {
      if (stepper.answerLate(router, nowNanos)) {
        continue;
      }
      if (router.adoption.isOver(nowNanos)) {
        inhibitions.endAdoptionInTime(router, nowNanos);
        continue;
      }
      if (router.retrying && router.retryAtNanos - nowNanos <= 0) {
        router.retrying = false;
        stepper.reschedule(router);
        inhibitions.set(router, router.inhibitors & ~Inhibitor.KERNEL_REFUSED.bit(), nowNanos);
        continue;
      }
      if (router.promoting) {
        promotions.endInTime(router, nowNanos);
        continue;
      }
      if (router.leaving != null) {
        stepper.nobodyTookOver(router, nowNanos);
        continue;
      }
      router.awaitsPromotion = Promotions.holdsBack(router);
      if (router.awaitsPromotion
          || waitsForLeader(router, nowNanos)
          || router.doubtsSilence(nowNanos)) {
        router.timerSetAtNanos =
            nowNanos + router.activeAdverIntervalNanos - router.timerLengthNanos();
        stepper.reschedule(router);
        continue;
      }
      long latenessNanos = nowNanos - router.timerDeadlineNanos;
      router.worstLatenessNanos = Math.max(router.worstLatenessNanos, latenessNanos);
      effects.timerServed(router, router.timerDeadlineNanos);
      if (stalls.serve(router, latenessNanos, nowNanos)) {
        continue;
      }
      if (router.timer == TimerChange.ADVERTISEMENT_INTERVAL) {
        stepper.step(router, Event.ADVER_TIMER, null, nowNanos, latenessNanos);
      } else if (promotions.mayClaim(router, nowNanos)) {
        stepper.takeOver(router, nowNanos, latenessNanos);
      }
    }
  }

  /** Silence in one family means little while the Active router is heard in the other. */
  private static boolean waitsForLeader(Router router, long nowNanos) {
    return router.follows() && router.role == Role.BACKUP && router.lead().hearsActive(nowNanos);
  }

  /**
   * Something keeps the router from taking part; no effect if that was known. For {@link
   * Inhibitor#MAINTENANCE} and {@link Inhibitor#STOPPING} alone an Active router keeps its
   * addresses until another one has taken over, see {@link Router#leave}, for at most {@link
   * #LONGEST_DEPARTURE_NANOS}.
   */
  public void inhibit(Router router, Inhibitor inhibitor, long nowNanos) {
    boolean forGood = inhibitor == Inhibitor.STOPPING || inhibitor == Inhibitor.REMOVED;
    if (forGood && router.lead().adoption.isOffered()) {
      inhibitions.endAdoption(router.lead(), nowNanos); // nobody will take it any more
    }
    inhibitions.set(router, router.inhibitors | inhibitor.bit(), nowNanos);
  }

  /** It does so no longer; no effect if it did not. */
  public void release(Router router, Inhibitor inhibitor, long nowNanos) {
    inhibitions.endAdoptionInTime(router.lead(), nowNanos);
    boolean stood = (router.inhibitors & inhibitor.bit()) != 0;
    if (stood && inhibitor == Inhibitor.LINK_DOWN) {
      router.doubtSilence(router.config().patience().settle().toNanos(), nowNanos);
    }
    inhibitions.set(router, router.inhibitors & ~inhibitor.bit(), nowNanos);
  }

  /** The address to send adverts from is known, or another one; a tie is broken by it (6.4.3). */
  public void sourceAddress(Router router, IpAddress source, long nowNanos) {
    router.source = source;
    release(router, Inhibitor.NO_SOURCE_ADDRESS, nowNanos);
  }

  /** There is no address to send adverts from any more. */
  public void noSourceAddress(Router router, long nowNanos) {
    inhibit(router, Inhibitor.NO_SOURCE_ADDRESS, nowNanos);
    router.source = null;
  }

  /**
   * A check has a verdict.
   *
   * @param index its index in {@link RouterConfig#checkWeights}
   */
  public void check(Router router, int index, CheckVerdict verdict, long nowNanos) {
    inhibitions.endAdoptionInTime(router.lead(), nowNanos);
    router.checks[index] = verdict;
    inhibitions.reweigh(router, nowNanos);
  }

  /**
   * Keeps a router, and those that it moves with, from preempting for so long; a takeover on
   * silence stays possible. A hold that ends later stands.
   */
  public void holdBack(Router router, long nanos, long nowNanos) {
    for (Router each : router.bond) {
      each.hold(nanos, nowNanos);
    }
  }

  /**
   * Hands over to another node, with those that it moves with. They keep their addresses until it
   * has taken over ({@link Router#leave}). The hold keeps this one from preempting; a takeover on
   * silence stays possible. No effect, not even a hold, unless one of them is Active.
   *
   * @param holdNanos length of the hold, not negative
   */
  public void relinquish(Router router, long holdNanos, long nowNanos) {
    boolean active = false;
    for (Router each : router.bond) {
      active |= each.role == Role.ACTIVE;
    }
    if (active) {
      handOver(router, Event.RELINQUISH, holdNanos, nowNanos);
    }
  }

  private void handOver(Router router, Event event, long holdNanos, long nowNanos) {
    for (Router each : router.bond) {
      each.hold(holdNanos, nowNanos);
      stepper.step(each, event, null, nowNanos, 0);
    }
  }

  /**
   * Ends every hold of the router and of those that it moves with, and has the one that leads them
   * take over at once from a healthy Active router of lower priority, whether it is configured to
   * preempt or not. One that is about to leave stays.
   *
   * @return whether that one is Active now: it takes over only as Backup of such a router, and not
   *     while the kernel refuses the addresses for good; one that asks before it claims may be
   *     {@link Router#promoting}
   */
  public boolean preemptNow(Router any, long nowNanos) {
    Router router = any.lead();
    for (Router each : router.bond) {
      each.endHold();
      if (each.leaving != null && each.inhibitors == 0) {
        stepper.step(each, Event.STARTUP, null, nowNanos, 0);
      }
    }
    if (router.role == Role.BACKUP
        && router.hearsLower(nowNanos)
        && !router.refusedForGood()
        && promotions.mayClaim(router, nowNanos)) {
      stepper.step(router, Event.PREEMPT, null, nowNanos, 0);
    }
    return router.role == Role.ACTIVE;
  }

  /**
   * The kernel has answered a request for addresses.
   *
   * @param claim the router's {@link Router#claim} at the time of the request; other answers are
   *     late and mean nothing
   * @param confirmed whether it has all addresses now
   */
  public void kernelAnswered(Router router, long claim, boolean confirmed, long nowNanos) {
    if (claim != router.claim || router.role != Role.ACTIVE) {
      return;
    }
    if (confirmed) {
      router.addressesConfirmed = true;
      router.refusals = 0;
      stepper.step(router, Event.ADDRESSES_CONFIRMED, null, nowNanos, 0);
      return;
    }
    router.retrying = true;
    router.retryAtNanos = nowNanos + retryNanos(router.refusals++);
    stepper.reschedule(router);
    inhibit(router, Inhibitor.KERNEL_REFUSED, nowNanos);
  }

  private static long retryNanos(int refusalsBefore) {
    return Math.min(FIRST_RETRY_NANOS << Math.min(refusalsBefore, 6), LONGEST_RETRY_NANOS);
  }

  /**
   * Those who must be ready before a router claims its addresses are, or say that they cannot be.
   *
   * @param promotion the router's {@link Router#promotion} when they were asked; other answers are
   *     late and mean nothing
   * @param willing whether it may claim them; otherwise it listens for another
   *     Active_Down_Interval, and asks again
   */
  public void promoted(Router router, long promotion, boolean willing, long nowNanos) {
    if (router.promoting && router.promotion == promotion) {
      promotions.answered(router, willing, nowNanos);
    }
  }

  /**
   * Somebody else took one of the router's addresses away. It is put back, unless that happens
   * again and again: then the router hands over, and holds back for a minute, the next time for
   * two, at most for an hour. If nobody takes over, it does so itself on their silence, and puts
   * its addresses back as long as the hold lasts.
   */
  public void addressesLost(Router router, long nowNanos) {
    if (router.role != Role.ACTIVE) {
      return;
    }
    if (router.contest.isLost(nowNanos) && !router.holdsBack(nowNanos)) {
      handOver(router, Event.ADDRESSES_CONTESTED, router.contest.handOver(nowNanos), nowNanos);
      return;
    }
    router.addressesRestored++;
    stepper.step(router, Event.ADDRESSES_LOST, null, nowNanos, 0);
  }
}
