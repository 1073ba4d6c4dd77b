package io.vipd.daemon.conflict;

import io.vipd.arp.Claim;
import io.vipd.arp.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Who else claims the addresses of a group. Claims come from one thread; everything may be read.
 */
public final class Rivals implements Claim.Listener {
  /** A conflict lasts at least so long after a claim. */
  private static final long LEAST_QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Without probes others are heard by chance only. */
  private static final long QUIET_WITHOUT_PROBES_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** All addresses of a group together are not probed more often than this. */
  private static final long PROBE_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int PROBES_WITHOUT_ANSWER = 3;

  private final List<InetAddress> addresses;
  private final AtomicReferenceArray<Rival> rivals;
  private final AtomicLong conflicts = new AtomicLong();
  private final long quietNanos;
  private volatile ConflictNews.Listener listener = ConflictNews.Listener.NOBODY;
  private volatile Function<MacAddress, InetAddress> routers = _ -> null;

  /**
   * Nobody yet.
   *
   * @param addresses the group's addresses
   * @param probe how often each is asked for; zero for never
   */
  public Rivals(List<InetAddress> addresses, Duration probe) {
    this.addresses = List.copyOf(addresses);
    this.rivals = new AtomicReferenceArray<>(addresses.size());
    this.quietNanos = quiet(probe.toNanos(), addresses.size());
  }

  private static long quiet(long probeNanos, int addresses) {
    return probeNanos == 0
        ? QUIET_WITHOUT_PROBES_NANOS
        : Math.max(
            LEAST_QUIET_NANOS,
            PROBES_WITHOUT_ANSWER * Math.max(probeNanos, addresses * PROBE_SPACING_NANOS));
  }

  /** Who is told from now on. */
  public void tell(ConflictNews.Listener listener) {
    this.listener = listener;
  }

  /** Where to look up which router sends from a station. */
  public void routers(Function<MacAddress, InetAddress> routers) {
    this.routers = routers;
  }

  @Override
  public void claimed(Claim claim) {
    int which = addresses.indexOf(claim.address());
    if (which < 0) {
      return;
    }
    Rival before;
    Rival now;
    do {
      before = rivals.get(which);
      now = before != null && before.isSame(claim) ? before.again(claim) : Rival.of(claim);
    } while (!rivals.compareAndSet(which, before, now));
    if (claim.contested() && now.claims() == 1) {
      conflicts.incrementAndGet();
      listener.conflict(news(true, which, now, claim.atNanos()));
    }
  }

  /** Ends the conflicts that nobody feeds any more; to be called now and then. Never waits. */
  public void look(long nowNanos) {
    for (int i = 0; i < rivals.length(); i++) {
      Rival rival = rivals.get(i);
      if (rival != null && rival.conflict() && nowNanos - rival.lastNanos() >= quietNanos) {
        end(i, rival, null, nowNanos);
      }
    }
  }

  /** This node has the addresses no longer: whoever claimed them is the holder. Never waits. */
  public void yielded(long nowNanos) {
    for (int i = 0; i < rivals.length(); i++) {
      Rival rival = rivals.get(i);
      if (rival != null && rival.conflict()) {
        end(i, rival, rival.asHolder(), nowNanos);
      }
    }
  }

  private void end(int which, Rival rival, Rival next, long nowNanos) {
    // If he has spoken again this very moment, it is not over, and is looked at again.
    if (rivals.compareAndSet(which, rival, next)) {
      listener.conflict(news(false, which, rival, nowNanos));
    }
  }

  private ConflictNews news(boolean begun, int which, Rival rival, long nowNanos) {
    return new ConflictNews(
        begun,
        addresses.get(which),
        rival.mac(),
        routers.apply(rival.mac()),
        rival.claims(),
        begun ? 0 : nowNanos - rival.sinceNanos());
  }

  /** Who claimed an address last, by its index; null for nobody. */
  public Rival of(int address) {
    return rivals.get(address);
  }

  /** Who claims an address that this node has; null for nobody. */
  public Rival anyConflict() {
    for (int i = 0; i < rivals.length(); i++) {
      Rival rival = rivals.get(i);
      if (rival != null && rival.conflict()) {
        return rival;
      }
    }
    return null;
  }

  /** How often a conflict has begun. */
  public long conflicts() {
    return conflicts.get();
  }
}
