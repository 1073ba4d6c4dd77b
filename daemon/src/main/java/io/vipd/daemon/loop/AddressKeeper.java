package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.loop.Holding.Lent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes the kernel's addresses what the core wants. Changing an address takes a
 * lock of the kernel that others may hold for long, and adverts must never wait for that.
 *
 * <p>There is no queue: each group says what it wants in one number, the newest wish wins, and the
 * thread works until the kernel agrees. Removals go first; all changes of a round are one request.
 * The answers are posted to the core.
 */
final class AddressKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AddressKeeper.class);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration CLOSING_LIMIT = Duration.ofMillis(200);

  /** Carries changes out, as {@link io.vipd.daemon.kernel.AddressWriter#apply} does. */
  @FunctionalInterface
  interface Kernel {
    int[] apply(List<AddressChange> changes);
  }

  /** Receives what the kernel said; called on the keeper's thread. */
  interface Answers {
    /**
     * The kernel has the addresses of a group, or refused one of them.
     *
     * @param claim the claim that they were wanted for
     * @param problem null if it has them, else why not
     */
    void answered(Group group, long claim, String problem);
  }

  private final Kernel kernel;
  private final Answers answers;
  private final AtomicReference<Assignment> assignment = new AtomicReference<>();
  private final AtomicReference<List<AddressChange>> strays = new AtomicReference<>(List.of());
  private final Allowance complaints = new Allowance(5, TimeUnit.SECONDS.toNanos(10));
  private final LongSupplier nanoTime;
  private final Thread thread;

  /**
   * Those of the present groups, and of gone ones as long as the kernel has something of theirs.
   */
  private volatile List<Holding> holdings;

  private volatile boolean stopped;

  /**
   * A keeper that does nothing before {@link #start}.
   *
   * @param rehearsal what the thread does first
   */
  AddressKeeper(Kernel kernel, Runnable rehearsal, List<Group> groups, Answers answers) {
    this(kernel, rehearsal, groups, answers, System::nanoTime);
  }

  /** The same on another clock. */
  AddressKeeper(
      Kernel kernel,
      Runnable rehearsal,
      List<Group> groups,
      Answers answers,
      LongSupplier nanoTime) {
    this.kernel = kernel;
    this.holdings = groups.stream().map(group -> new Holding(group, true)).toList();
    this.answers = answers;
    this.nanoTime = nanoTime;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("addresses")
            .uncaughtExceptionHandler(Core::die)
            .unstarted(() -> {
              Scheduling.hurry();
              rehearsal.run();
              work();
              round();
            });
  }

  void start() {
    thread.start();
  }

  /**
   * Keeps what an earlier life of the daemon put there, until the core wants something else; before
   * {@link #start}.
   */
  void adopt(Succession.Heir heir) {
    hold(heir.group());
    for (Holding holding : holdings) {
      if (holding.group() == heir.group()) {
        holding.adopt(heir.index(), heir.addresses());
      }
    }
  }

  /** Wants all addresses of the group; core thread. */
  void hold(Group group) {
    want(group, 2 * group.router().claim() + 1);
  }

  /** Wants none of them; core thread. */
  void release(Group group) {
    want(group, 2 * group.router().claim());
  }

  /**
   * Keeps the addresses of these groups from now on. An address that a group has from another one,
   * or from itself as it was, stays where it is; what nobody wants any more goes. Core thread.
   *
   * @param lent what has been put into the kernel for them meanwhile
   */
  void assign(List<Group> groups, List<Lent> lent) {
    assignment.accumulateAndGet(new Assignment(groups, lent), Assignment::after);
    LockSupport.unpark(thread);
  }

  /** Takes these away in the next round, unless they are held by then. Any thread. */
  void discard(List<AddressChange> removals) {
    strays.set(removals);
    LockSupport.unpark(thread);
  }

  /** What to keep from now on. */
  private record Assignment(List<Group> groups, List<Lent> lent) {
    /** This one, whose predecessor may not have been looked at. */
    static Assignment after(Assignment before, Assignment present) {
      if (before == null) {
        return present;
      }
      List<Lent> lent = new ArrayList<>(before.lent);
      lent.addAll(present.lent);
      return new Assignment(present.groups, lent);
    }
  }

  private void want(Group group, long wish) {
    group.wanted.setRelease(wish);
    LockSupport.unpark(thread);
  }

  /** Renews the leases of which {@link Group#leasedUntilNanos} has changed; core thread. */
  void renew() {
    LockSupport.unpark(thread);
  }

  private void work() {
    while (!stopped) {
      boolean finished = false;
      try {
        finished = round();
      } catch (RuntimeException e) {
        if (complaints.take(System.nanoTime())) {
          log.error("changing addresses failed; this is a bug in vipd", e);
        }
      }
      if (!finished) {
        LockSupport.parkNanos(this, RETRY_NANOS);
      } else if (strays.get().isEmpty() && settled() && !anyRenewalAsked()) {
        LockSupport.park(this);
      }
    }
  }

  private boolean anyRenewalAsked() {
    for (Holding holding : holdings) {
      if (held(holding.wish()) && holding.renewalAsked()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the kernel has been brought up to every wish; any thread. */
  boolean settled() {
    if (assignment.get() != null) {
      return false;
    }
    for (Holding holding : holdings) {
      if (holding.wish() != holding.done) {
        return false;
      }
    }
    return true;
  }

  /**
   * Brings the kernel up to every wish of this moment; on the keeper's thread.
   *
   * @return false if a removal has to be tried again
   */
  boolean round() {
    takeAssignment();
    boolean last = stopped;
    // Read once: a group whose wish changes meanwhile has its turn in the next round.
    long[] wishes = holdings.stream().mapToLong(Holding::wish).toArray();
    Round round = new Round(nanoTime.getAsLong());
    for (int i = 0; i < wishes.length; i++) {
      if (wishes[i] != holdings.get(i).done && !held(wishes[i])) {
        round.add(holdings.get(i), wishes[i], false);
      }
    }
    for (int i = 0; i < wishes.length; i++) {
      Holding holding = holdings.get(i);
      if (held(wishes[i]) && wishes[i] != holding.done) {
        round.add(holding, wishes[i], false);
      } else if (held(wishes[i])
          && (holding.renewalAsked() || last && holding.renewalProlongs(round.nowNanos))) {
        round.add(holding, wishes[i], true);
      }
    }
    removeStrays();
    boolean finished = round.carryOut();
    if (holdings.stream().anyMatch(Holding::isFinished)) {
      holdings = holdings.stream().filter(holding -> !holding.isFinished()).toList();
    }
    return finished;
  }

  private void removeStrays() {
    List<AddressChange> removals =
        strays.getAndSet(List.of()).stream()
            .filter(removal -> holdings.stream().noneMatch(holding -> holding.owns(removal)))
            .toList();
    int[] errnos = removals.isEmpty() ? new int[0] : kernel.apply(removals);
    for (int i = 0; i < errnos.length; i++) {
      AddressChange removal = removals.get(i);
      if (errnos[i] != 0) {
        complain(removal.failure(errnos[i]).getMessage());
      } else {
        complain("removed " + removal.address() + ", which was tagged as vipd's and not wanted");
      }
    }
  }

  private void complain(String what) {
    if (complaints.take(System.nanoTime())) {
      log.warn("{}", what);
    }
  }

  private void takeAssignment() {
    Assignment next = assignment.get();
    if (next == null) {
      return;
    }
    List<Holding> present = new ArrayList<>();
    List<Holding> retired = new ArrayList<>();
    for (Holding holding : holdings) {
      (next.groups.contains(holding.group()) ? present : retired).add(holding);
    }
    List<Group> known = present.stream().map(Holding::group).toList();
    for (Group group : next.groups) {
      if (!known.contains(group)) {
        present.add(successor(group, retired, next.lent));
      }
    }
    retired.forEach(Holding::retire);
    present.addAll(retired);
    holdings = present.stream().filter(holding -> !holding.isFinished()).toList();
    // Only now: until the holdings say so themselves, this is what keeps it from looking settled.
    assignment.compareAndSet(next, null);
  }

  private static Holding successor(Group group, List<Holding> retired, List<Lent> lent) {
    Holding holding = new Holding(group, false);
    for (Holding other : retired) {
      holding.inherit(other);
      holding.goOnFrom(other);
    }
    lent.forEach(holding::inherit);
    return holding;
  }

  /** Whether a wish, as in {@link Group#wanted}, is for the addresses to be there. */
  static boolean held(long wish) {
    return (wish & 1) != 0;
  }

  /** The changes of one request, and which group each belongs to. */
  private final class Round {
    private final List<AddressChange> changes = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final long nowNanos;

    private record Part(Holding holding, long wish, boolean renewal, long seconds, int from) {}

    Round(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    void add(Holding holding, long wish, boolean renewal) {
      if (held(wish) && !renewal) {
        holding.follow(changes);
      }
      long seconds = held(wish) ? holding.lend(nowNanos) : 0;
      parts.add(new Part(holding, wish, renewal, seconds, changes.size()));
      if (renewal) {
        holding.renew(changes, seconds);
      } else if (held(wish)) {
        holding.hold(changes, seconds);
      } else {
        holding.remove(changes);
      }
    }

    boolean carryOut() {
      int[] errnos = changes.isEmpty() ? new int[0] : kernel.apply(changes);
      boolean finished = true;
      for (Part part : parts) {
        finished &= settle(part, part.holding().note(changes, errnos, part.from()));
      }
      return finished;
    }

    private boolean settle(Part part, String problem) {
      Group group = part.holding().group();
      if (part.renewal()) {
        if (problem != null) {
          complain("a lease was not renewed", problem, group);
        } else {
          group.leaseWatch.renewed(part.seconds(), nanoTime.getAsLong());
        }
        return true;
      }
      boolean held = held(part.wish());
      if (problem != null && !held) {
        complain("an address could not be taken away, trying on", problem, group);
        return false;
      }
      if (!held) {
        group.leaseWatch.released();
      } else {
        if (problem == null) {
          group.leaseWatch.renewed(part.seconds(), nanoTime.getAsLong());
        }
        answers.answered(group, part.wish() >>> 1, problem);
      }
      part.holding().done = part.wish();
      return true;
    }

    private void complain(String what, String problem, Group group) {
      if (complaints.take(System.nanoTime())) {
        log.warn("{}: {}. group={}", what, problem, group.name());
      }
    }
  }

  /**
   * Renews every lease a last time that would end sooner without, and stops the thread; what the
   * kernel has stays as it is.
   */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread, CLOSING_LIMIT);
  }
}
