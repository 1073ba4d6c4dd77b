package io.vipd.arp;

import io.vipd.arp.Verification.State;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked and heard about the addresses of an {@link Announcement}, beside announcing them
 * and never before it: whether somebody else has one, and whether a host of the segment, the
 * witness, points to us. An address that somebody else claims while it is announced is announced
 * once more, but not more often than every 10 s (DEFEND_INTERVAL of RFC 5227 2.4), so that two who
 * do not give way do not flood the segment.
 */
public final class Inquiry {
  private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
  private static final long DEFEND_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REPORT_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A contest that lasts asks for announcements ten times a second. */
  private static final long VERIFY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final double LEAST_STRETCH = 0.8;
  private static final double MOST_STRETCH = 1.2;

  /** Whoever claims an address so long after the last one did does something new. */
  private static final long NEWS_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final InetAddress[] addresses;
  private final InquirySettings settings;
  private final Claim.Listener listener;
  private final Announcer announcer;
  private final Ear ear;
  private final AtomicReferenceArray<Verification> verifications;

  private volatile MacAddress mac;
  private volatile InetAddress witness;
  private volatile Inet6Address askFrom;

  /** Since when the addresses are announced; null while they are not. */
  private volatile Since announced;

  /** Whether they are to be announced, which the announce thread may not have seen yet. */
  private volatile boolean held;

  private volatile long verifiedFromNanos;
  private volatile boolean defenceWanted;

  /**
   * The first claim is not believed for so long: who has taken over says so by an advert first, and
   * whoever decides here may read that a moment later.
   */
  long patienceNanos = TimeUnit.MILLISECONDS.toNanos(50);

  // The listening thread's own.
  private boolean everContested;
  private long contestedAtNanos;

  // The announce thread's own.
  private final InquiryPlan plan;
  private InetAddress witnessTaken;
  private boolean everDefended;
  private long defendedAtNanos;
  private boolean everReported;
  private long reportedAtNanos;

  private record Since(long nanos) {}

  Inquiry(
      InetAddress[] addresses,
      MacAddress mac,
      InquirySettings settings,
      Claim.Listener listener,
      Announcer announcer,
      Ear ear) {
    this.addresses = addresses;
    this.mac = mac;
    this.settings = settings;
    this.listener = listener;
    this.announcer = announcer;
    this.ear = ear;
    this.plan = new InquiryPlan(addresses.length, settings.probe().toNanos());
    this.verifications = new AtomicReferenceArray<>(addresses.length);
    forgetAnswers();
    if (listener != Claim.Listener.NOBODY || settings.verify()) {
      ear.attend(this);
    }
  }

  /**
   * Who is asked whether it points to us: best the default gateway. While the addresses are
   * announced, it is asked at once. Any thread.
   *
   * @param witness a host of the segment, of the addresses' family; null for nobody
   */
  public void witness(InetAddress witness) {
    if (settings.verify()
        && (witness == null ? this.witness != null : !witness.equals(this.witness))) {
      this.witness = witness;
      ear.retune();
      announcer.wake();
    }
  }

  /**
   * The address of the host's own that questions about IPv6 addresses come from; without one there
   * are none. Any thread.
   */
  public void askFrom(Inet6Address own) {
    askFrom = own;
  }

  /** What is known of each address, in the order they were registered. Any thread. */
  public List<Verification> verifications() {
    return IntStream.range(0, verifications.length()).mapToObj(verifications::get).toList();
  }

  /**
   * Looks for some seconds, but not more than once a minute, which stations the routers of the
   * segment send from. Done by itself when somebody claims one of the addresses. Any thread.
   */
  public void lookForRouters() {
    ear.lookForRouters();
  }

  /** The station that the router with this address sent from when that was looked at, or null. */
  public MacAddress stationOf(InetAddress router) {
    return ear.routers().of(router);
  }

  /** The address of a router that sent from this station when that was looked at, or null. */
  public InetAddress routerAt(MacAddress station) {
    return ear.routers().at(station);
  }

  void mac(MacAddress mac) {
    this.mac = mac;
  }

  /** The addresses are this host's from now on, or not any more: whoever claims them may. */
  void held(boolean held) {
    this.held = held;
  }

  void close() {
    ear.leave(this);
  }

  /** Addresses whose station is of interest. */
  List<InetAddress> subjects() {
    InetAddress asked = witness;
    if (asked == null) {
      return List.of(addresses);
    }
    InetAddress[] all = Arrays.copyOf(addresses, addresses.length + 1);
    all[addresses.length] = asked;
    return List.of(all);
  }

  // From here on, the announce thread.

  /** The addresses are announced, or announced again because somebody contested them. */
  void begin(long nowNanos) {
    boolean fresh = !plan.begun();
    plan.begin(nowNanos);
    if (fresh) {
      announced = new Since(nowNanos);
    }
    witnessTaken = witness;
    if (witnessTaken != null && (fresh || nowNanos - verifiedFromNanos >= VERIFY_AGAIN_NANOS)) {
      verify(nowNanos);
    }
  }

  private void verify(long nowNanos) {
    verifiedFromNanos = nowNanos;
    for (int i = 0; i < addresses.length; i++) {
      verifications.set(i, new Verification(State.ASKING, witnessTaken, 0, 0));
    }
    plan.verify(nowNanos);
  }

  /** They are not announced any more. */
  void end() {
    plan.end();
    announced = null;
    defenceWanted = false;
    forgetAnswers();
  }

  private void forgetAnswers() {
    for (int i = 0; i < verifications.length(); i++) {
      verifications.set(i, Verification.NONE);
    }
  }

  /** Takes in what other threads left; whether the addresses must be announced once more. */
  boolean takeNews(long nowNanos) {
    if (plan.begun() && witness != witnessTaken) {
      witnessTaken = witness;
      forgetAnswers();
      if (witnessTaken != null) {
        verify(nowNanos);
      }
    }
    if (!defenceWanted) {
      return false;
    }
    defenceWanted = false;
    if (everDefended && nowNanos - defendedAtNanos < DEFEND_NANOS) {
      return false;
    }
    everDefended = true;
    defendedAtNanos = nowNanos;
    return plan.begun();
  }

  long nanosUntilDue(long nowNanos) {
    return plan.nanosUntilDue(nowNanos);
  }

  /** The index of the address that the next question is about. */
  int nextAbout() {
    return plan.next();
  }

  /** Whether the witness was asked that before, so that it must be told once more first. */
  boolean nextRepeats() {
    int about = plan.next();
    return plan.nextVerifies()
        && plan.questions(about) > 0
        && !plan.exhausted(about)
        && verifications.get(about).state() == State.ASKING;
  }

  /** The next question as a frame; null if there is nothing to ask after all. */
  byte[] takeNext(long nowNanos) {
    int about = plan.next();
    if (!plan.nextVerifies()) {
      plan.probed(nowNanos, ThreadLocalRandom.current().nextDouble(LEAST_STRETCH, MOST_STRETCH));
      return probe(addresses[about]);
    }
    byte[] question = question(addresses[about]);
    boolean exhausted = plan.exhausted(about);
    if (question == null || exhausted || verifications.get(about).state() != State.ASKING) {
      if (exhausted) {
        replaceAsking(
            about, new Verification(State.UNANSWERED, witnessTaken, plan.questions(about), 0));
      }
      plan.settled(about);
      if (plan.allSettled()) {
        report(nowNanos);
      }
      return null;
    }
    replaceAsking(
        about, new Verification(State.ASKING, witnessTaken, plan.asked(about, nowNanos), 0));
    return question;
  }

  private byte[] probe(InetAddress address) {
    Inet6Address from = askFrom;
    return switch (address) {
      case Inet4Address ipv4 -> ArpQuestion.probe(mac, ipv4);
      case Inet6Address ipv6 -> from == null ? null : NeighborQuestion.frame(mac, from, ipv6);
      default -> null;
    };
  }

  private byte[] question(InetAddress address) {
    if (address instanceof Inet4Address ours && witnessTaken instanceof Inet4Address asked) {
      return ArpQuestion.inNameOf(ours, mac, asked);
    }
    if (address instanceof Inet6Address ours && witnessTaken instanceof Inet6Address asked) {
      return NeighborQuestion.frame(mac, ours, asked);
    }
    return null;
  }

  private void report(long nowNanos) {
    List<Verification> all = verifications();
    long silent = all.stream().filter(one -> one.state() == State.UNANSWERED).count();
    if (silent > 0 && (!everReported || nowNanos - reportedAtNanos >= REPORT_PAUSE_NANOS)) {
      everReported = true;
      reportedAtNanos = nowNanos;
      log.warn(
          "{} was asked whether it points here and did not answer. interface={} addresses={}"
              + " unanswered={} questions={}",
          witnessTaken.getHostAddress(),
          ear.interfaceName(),
          all.size(),
          silent,
          InquiryPlan.MOST_QUESTIONS);
    }
  }

  // From here on, the thread that listens.

  /** Somebody said where an address is. */
  void heard(HeardFrame frame, OwnStations own, long nowNanos) {
    int which = indexOf(frame.address());
    if (which >= 0) {
      if (!frame.mac().equals(mac) && !own.has(frame.mac(), nowNanos)) {
        claimed(which, frame, nowNanos);
      }
    } else if (isAnswer(frame)) {
      int about = indexOf(frame.to());
      if (about >= 0) {
        answered(about, nowNanos);
      }
    }
  }

  private void claimed(int which, HeardFrame frame, long nowNanos) {
    boolean contested = isContested(nowNanos);
    if (contested && (!everContested || nowNanos - contestedAtNanos >= NEWS_NANOS)) {
      LockSupport.parkNanos(this, patienceNanos);
      contested = isContested(nowNanos);
    }
    if (contested) {
      everContested = true;
      contestedAtNanos = nowNanos;
    }
    if (contested && !defenceWanted) {
      defenceWanted = true;
      announcer.wake();
    }
    if (ear.routers().at(frame.mac()) == null) {
      ear.lookForRouters();
    }
    listener.claimed(new Claim(addresses[which], frame.mac(), frame.how(), nowNanos, contested));
  }

  private boolean isContested(long nowNanos) {
    Since since = announced;
    return held && since != null && nowNanos - since.nanos() >= InquiryPlan.GRACE_NANOS;
  }

  private boolean isAnswer(HeardFrame frame) {
    return frame.address().equals(witness)
        && frame.toMac().equals(mac)
        && switch (frame.how()) {
          case ARP_REPLY, NEIGHBOR_ADVERTISEMENT -> true;
          case ARP_REQUEST, NEIGHBOR_SOLICITATION -> false;
        };
  }

  private void answered(int about, long nowNanos) {
    Verification asked = verifications.get(about);
    if (asked.state() == State.ASKING && asked.questions() > 0) {
      replaceAsking(
          about,
          new Verification(
              State.CONFIRMED, asked.witness(), asked.questions(), nowNanos - verifiedFromNanos));
    }
  }

  /** The two threads may want that at the same time; an answer must not be overwritten. */
  private void replaceAsking(int address, Verification by) {
    verifications.updateAndGet(address, now -> now.state() == State.ASKING ? by : now);
  }

  private int indexOf(InetAddress address) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i].equals(address)) {
        return i;
      }
    }
    return -1;
  }
}
