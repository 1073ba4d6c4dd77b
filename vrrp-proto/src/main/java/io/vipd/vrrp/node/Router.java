package io.vipd.vrrp.node;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.Authenticator;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.machine.Timers;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * One virtual router: its configuration and every number that changes. Only {@link Node} changes
 * it; everybody else reads, on the thread that drives the node.
 */
public final class Router {
  private static final int REFUSALS_FOR_GOOD = 3;

  /** A check that flaps while nobody better is there shall not silence a router again and again. */
  private static final long CEDE_SPACING_NANOS = 60_000_000_000L;

  private final int id;
  private final int link;
  private RouterConfig config;
  private AdvertForm form;
  private Signer signer;
  private Authenticator authenticator;
  private long intervalNanos;
  CheckVerdict[] checks;
  final PeerTable peers = new PeerTable();
  final Refusal refusal = new Refusal();
  final ForeignerTable foreigners = new ForeignerTable();
  final Adoption adoption = new Adoption();

  Role role = Role.INITIALIZE;
  int priority;
  int inhibitors;
  IpAddress source;

  /** Who moves together, this one included: the leader, then those that follow it. */
  Router[] bond = {this};

  /**
   * Whether it is Active and nobody knows yet: it has preempted a router that serves until our
   * first advert, which waits for the kernel.
   */
  boolean arriving;

  /** Why it is about to leave; null unless it is, see {@link #leave}. */
  Cause leaving;

  /** Whether it looked for somebody better since it became Active, when last, and with what. */
  boolean ceded;

  long cededAtNanos;
  int cededPriority;

  long activeAdverIntervalNanos;

  /** Whether that was learned from an Active router since this one last began to listen. */
  boolean intervalLearned;

  TimerChange timer = TimerChange.CANCEL;
  long timerSetAtNanos;
  long timerDeadlineNanos;

  boolean retrying;
  long retryAtNanos;
  int refusals;

  boolean holding;
  long holdUntilNanos;

  Peer lastPeer;
  boolean answered;

  /** Whether an advert came too soon after the last answer, and gets its own a little later. */
  boolean answerOwed;

  long answeredAtNanos;
  long claim;
  boolean addressesConfirmed;
  Report lastReport;
  long roleSinceNanos;
  long transitions;
  long advertsSent;
  long advertsReceived;
  long addressesRestored;
  final Contest contest = new Contest();

  /** Whether it ever left Initialize. */
  boolean started;

  /** Whether silence may mean that the link carries nothing yet, and until when at the latest. */
  boolean doubting;

  long doubtUntilNanos;

  /** Whether it would claim its addresses, and waits for those who must be ready before. */
  boolean promoting;

  /** When it waits no longer. */
  long promoteUntilNanos;

  /** Counts up with every such wait, so that a late answer can be told from its own. */
  long promotion;

  /** Whether they said no the last time, and it has not changed its role since. */
  boolean unwilling;

  /** Whether it follows, and its own wait is over but for its leader's. */
  boolean awaitsPromotion;

  long advertisedAtNanos;
  long worstLatenessNanos;
  long stalls;
  long longestStallNanos;

  int heapIndex = -1;
  long deadlineNanos;

  Router(int id, int link, RouterConfig config, long nowNanos) {
    this.id = id;
    this.link = link;
    configure(config, Collections.nCopies(config.checkWeights().size(), CheckVerdict.WAITING));
    this.activeAdverIntervalNanos = intervalNanos;
    this.roleSinceNanos = nowNanos;
  }

  /** Takes another configuration in, with a verdict for each of its checks; changes no timer. */
  void configure(RouterConfig config, List<CheckVerdict> verdicts) {
    AuthConfig auth = config.admission().auth();
    Signer signer = null;
    Authenticator authenticator = null;
    if (auth != null) {
      int version = config.version();
      signer = new Signer(auth, config.family(), version, config.vrid());
      authenticator =
          new Authenticator(auth, config.family(), version, config.vrid(), config.multicast());
      if (this.signer != null) {
        signer.goOnFrom(this.signer);
        authenticator.goOnFrom(this.authenticator);
      }
    }
    this.config = config;
    this.form = config.form();
    this.signer = signer;
    this.authenticator = authenticator;
    this.intervalNanos = config.interval().toNanos();
    this.checks = verdicts.toArray(CheckVerdict[]::new);
    this.priority = weighedPriority();
  }

  /** Its number in the node, from 0; the smallest that was free when it was entered. */
  public int id() {
    return id;
  }

  /** The number of its link, as whoever entered it counts links. */
  public int link() {
    return link;
  }

  /** What is configured. */
  public RouterConfig config() {
    return config;
  }

  /** Advertisement_Interval in nanoseconds. */
  long intervalNanos() {
    return intervalNanos;
  }

  /** How its adverts are written. */
  public AdvertForm form() {
    return form;
  }

  /** What signs its adverts; null where authentication is not configured. */
  public Signer signer() {
    return signer;
  }

  /** What verifies adverts; null where authentication is not configured. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** What it is. */
  public Role role() {
    return role;
  }

  /** Since when it is that, on the node's clock. */
  public long roleSinceNanos() {
    return roleSinceNanos;
  }

  /** Its priority now, weights of checks included: 1 to 255. */
  public int priority() {
    return priority;
  }

  /**
   * Whether it is about to leave: it holds the addresses and is silent, until another router has
   * taken over or its timer ends.
   */
  public Leave leave() {
    if (leaving == null) {
      return Leave.NO;
    }
    if (inhibitors != 0) {
      return Leave.FOR_GOOD;
    }
    return leaving == Cause.OPERATOR ? Leave.TO_ANY : Leave.TO_BETTER;
  }

  /**
   * What keeps it in Initialize; empty in the other roles, unless it is Active and about to leave
   * {@linkplain Leave#FOR_GOOD for good}.
   */
  public Set<Inhibitor> inhibitors() {
    return Inhibitor.set(inhibitors);
  }

  /** The address it sends from; null when there is none. */
  public IpAddress source() {
    return source;
  }

  /** The verdict of a check, by its index in {@link RouterConfig#checkWeights}. */
  public CheckVerdict check(int index) {
    return checks[index];
  }

  /** How the running timer was last set; {@link TimerChange#CANCEL} when none runs. */
  public TimerChange timer() {
    return timer;
  }

  /** When it fires, on the node's clock; meaningful if one runs. */
  public long timerDeadlineNanos() {
    return timerDeadlineNanos;
  }

  /** Active_Adver_Interval, as learned. */
  public long activeAdverIntervalNanos() {
    return activeAdverIntervalNanos;
  }

  /** The last advert for this router that was refused; null when none was. */
  public Refusal lastRefusal() {
    return refusal.verdict() == null ? null : refusal;
  }

  /** Whether a hold or a preempt delay keeps it from preempting at this time. */
  public boolean holdsBack(long nowNanos) {
    return holding && holdUntilNanos - nowNanos > 0;
  }

  /** Holds for so long, unless a hold that ends later is running: none cuts another short. */
  void hold(long nanos, long nowNanos) {
    if (!holdsBack(nowNanos) || holdUntilNanos - nowNanos < nanos) {
      holding = nanos > 0;
      holdUntilNanos = nowNanos + nanos;
    }
  }

  /** Takes silence for a link that carries nothing yet, for so long. */
  void doubtSilence(long nanos, long nowNanos) {
    if (nanos > 0 && (!doubtsSilence(nowNanos) || doubtUntilNanos - nowNanos < nanos)) {
      doubting = true;
      doubtUntilNanos = nowNanos + nanos;
    }
  }

  /**
   * Whether it does not take over on silence yet, because its link may carry nothing: it has just
   * come up, or the daemon has just started. An advert that is heard ends that. The follower of an
   * Active leader knows better.
   */
  public boolean doubtsSilence(long nowNanos) {
    return doubting
        && role == Role.BACKUP
        && doubtUntilNanos - nowNanos > 0
        && !(follows() && lead().role == Role.ACTIVE);
  }

  /** When it takes silence for what it is; meaningful if {@link #doubtsSilence}. */
  public long doubtUntilNanos() {
    return doubtUntilNanos;
  }

  /** Holds back no longer. */
  void endHold() {
    holding = false;
  }

  /** When the hold ends; meaningful if {@link #holdsBack}. */
  public long holdUntilNanos() {
    return holdUntilNanos;
  }

  /**
   * Whether the kernel has refused the addresses three times in a row. Until it gives them, the
   * router takes over on silence only: a Backup that tries again and again is none meanwhile.
   */
  public boolean refusedForGood() {
    return refusals >= REFUSALS_FOR_GOOD;
  }

  /** Whether it takes over from a healthy router of lower priority at this time. */
  boolean preempting(long nowNanos) {
    boolean wants = config.preempt() || isOwner() || follows() && lead().role == Role.ACTIVE;
    return wants && !holdsBack(nowNanos) && !futile();
  }

  private boolean futile() {
    for (Router each : bond) {
      if (each.refusedForGood()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The priority that all routers have that move together: the leader's, and what the checks of
   * each add. Both families of a group have the same checks, which count once.
   */
  int weighedPriority() {
    int sum = 0;
    for (int i = 0; i < bond.length; i++) {
      if (!isOtherFamily(i)) {
        sum += Checks.sum(bond[i].config.checkWeights(), bond[i].checks, trustsChecks());
      }
    }
    return Checks.priority(lead().config.priority(), sum);
  }

  private boolean isOtherFamily(int index) {
    for (int i = 0; i < index; i++) {
      if (bond[i].link == bond[index].link && bond[i].config.vrid() == bond[index].config.vrid()) {
        return true;
      }
    }
    return false;
  }

  /** The one whose election decides, of those that move together; this one if it is alone. */
  public Router lead() {
    return bond[0];
  }

  /** Whether checks that have said nothing yet count as up. */
  boolean trustsChecks() {
    return lead().adoption.trusts();
  }

  /** Whether another router leads it; see {@link Node#tie}. */
  public boolean follows() {
    return bond[0] != this;
  }

  /** Who moves together, this one included: the leader, then those that follow it. */
  public List<Router> bond() {
    return List.of(bond);
  }

  /** Whether it is Backup of a router that was heard lately, one lost advert allowed. */
  boolean hearsActive(long nowNanos) {
    return role == Role.BACKUP
        && intervalLearned
        && timer == TimerChange.ACTIVE_DOWN_INTERVAL
        && nowNanos - timerSetAtNanos <= 2 * activeAdverIntervalNanos;
  }

  /** Whether a router of lower priority is Active and well. */
  boolean hearsLower(long nowNanos) {
    return lastPeer != null
        && lastPeer.priority() != 0
        && lastPeer.priority() < priority
        && nowNanos - lastPeer.heardAtNanos() < 2 * activeAdverIntervalNanos;
  }

  /** Whether Active_Adver_Interval is our own Advertisement_Interval. */
  boolean goesByOwnInterval() {
    return role == Role.ACTIVE || !intervalLearned || config.version() == 2;
  }

  boolean isOwner() {
    return config.priority() == RouterConfig.OWNER_PRIORITY;
  }

  /** Counts up with every request for addresses, so that a late answer can be told from its own. */
  public long claim() {
    return claim;
  }

  /** Whether the kernel has confirmed the addresses since the router became Active. */
  public boolean addressesConfirmed() {
    return addressesConfirmed;
  }

  /** Whether it waits for {@link Node#promoted} before it claims its addresses. */
  public boolean promoting() {
    return promoting;
  }

  /** When it waits no longer for that, on the node's clock; meaningful if {@link #promoting}. */
  public long promoteUntilNanos() {
    return promoteUntilNanos;
  }

  /** Counts up with every request to promote, so that a late answer can be told from its own. */
  public long promotion() {
    return promotion;
  }

  /** Whether it was refused the last time, and listens before it asks again. */
  public boolean unwilling() {
    return unwilling;
  }

  /** Whether it asks before it claims its addresses. */
  boolean asksBeforeClaim() {
    return !isOwner() && promoteLimitNanos() > 0;
  }

  /** The longest that one of those who move together waits; 0 where nobody asks. */
  long promoteLimitNanos() {
    long longestNanos = 0;
    for (int i = 0; i < bond.length; i++) {
      longestNanos = Math.max(longestNanos, bond[i].config.patience().promoteLimit().toNanos());
    }
    return longestNanos;
  }

  /** How many peers have been heard; at most 16 are kept. */
  public int peerCount() {
    return peers.size();
  }

  /** One of them. */
  public Peer peer(int index) {
    return peers.get(index);
  }

  /** Who was heard last; null when nobody was. */
  public Peer lastPeer() {
    return lastPeer;
  }

  /** How many others use its VRID; at most 4 are kept. */
  public int foreignerCount() {
    return foreigners.size();
  }

  /** One of them. */
  public Foreigner foreigner(int index) {
    return foreigners.get(index);
  }

  /** Its last change of role; null before the first. */
  public Report lastReport() {
    return lastReport;
  }

  /** Changes of role. */
  public long transitions() {
    return transitions;
  }

  /** Adverts sent, priority 0 included; a round to all unicast peers counts once. */
  public long advertsSent() {
    return advertsSent;
  }

  /** Adverts accepted. */
  public long advertsReceived() {
    return advertsReceived;
  }

  /** How often addresses had to be put back because somebody else took them away. */
  public long addressesRestored() {
    return addressesRestored;
  }

  /** The latest that one of its timers was ever served. */
  public long worstLatenessNanos() {
    return worstLatenessNanos;
  }

  /** When its last advert of a priority above 0 went out; meaningful once it was Active. */
  public long lastAdvertNanos() {
    return advertisedAtNanos;
  }

  /** How often the daemon did not run for an Advertisement_Interval or longer. */
  public long stalls() {
    return stalls;
  }

  /** The longest of those times; 0 when there was none. */
  public long longestStallNanos() {
    return longestStallNanos;
  }

  /** How long the running timer takes from its setting; 0 when none runs. */
  long timerLengthNanos() {
    return switch (timer) {
      case CANCEL, KEEP -> 0;
      case ADVERTISEMENT_INTERVAL -> intervalNanos;
      case ACTIVE_DOWN_INTERVAL ->
          Timers.activeDownNanos(priority, activeAdverIntervalNanos, skewBaseNanos());
      case LISTENING_INTERVAL -> listeningNanos();
      case SKEW_TIME -> Timers.skewNanos(priority, skewBaseNanos());
      case LEAVING_INTERVAL -> leavingNanos();
    };
  }

  /** How long it listens after a stall: for the next advert of whoever is Active. */
  long listeningNanos() {
    return activeAdverIntervalNanos + Timers.skewNanos(priority, skewBaseNanos());
  }

  /** The peers are likely to be configured alike: who is to be ready before waits as long. */
  private long leavingNanos() {
    long nanos = listeningNanos() + promoteLimitNanos();
    return switch (leave()) {
      case NO, TO_ANY -> nanos;
      case TO_BETTER -> Timers.skewNanos(priority, skewBaseNanos());
      case FOR_GOOD -> Math.min(nanos, Node.LONGEST_DEPARTURE_NANOS);
    };
  }

  /** Whether its lower priority is a reason to look for somebody better, now. */
  boolean mayCede(long nowNanos) {
    return !ceded || priority < cededPriority || nowNanos - cededAtNanos >= CEDE_SPACING_NANOS;
  }

  /** Whether nobody but the router that leaves is there, as far as anybody knows. */
  boolean inPair() {
    return config.pair() && peers.size() <= 1;
  }

  private long skewBaseNanos() {
    return Timers.skewBaseNanos(config.version(), activeAdverIntervalNanos);
  }

  @Override
  public String toString() {
    return config.name() + " " + role;
  }
}
