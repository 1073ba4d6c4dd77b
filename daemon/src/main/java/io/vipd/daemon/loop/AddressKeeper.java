package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.AddressChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
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
  private final List<Group> groups;
  private final List<Holding> holdings;
  private final AtomicLongArray done;
  private final Allowance complaints = new Allowance(5, TimeUnit.SECONDS.toNanos(10));
  private final Thread thread;
  private volatile boolean renewal;
  private volatile boolean stopped;

  /**
   * A keeper that does nothing before {@link #start}.
   *
   * @param rehearsal what the thread does first
   */
  AddressKeeper(Kernel kernel, Runnable rehearsal, List<Group> groups, Answers answers) {
    this.kernel = kernel;
    this.groups = List.copyOf(groups);
    this.holdings = groups.stream().map(Holding::new).toList();
    this.answers = answers;
    this.done = new AtomicLongArray(groups.size());
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("addresses")
            .uncaughtExceptionHandler(Core::die)
            .unstarted(() -> {
              rehearsal.run();
              work();
            });
  }

  void start() {
    thread.start();
  }

  /** Wants all addresses of the group; core thread. */
  void hold(Group group) {
    want(group, 2 * group.router().claim() + 1);
  }

  /** Wants none of them; core thread. */
  void release(Group group) {
    want(group, 2 * group.router().claim());
  }

  private void want(Group group, long wish) {
    group.wanted.setRelease(wish);
    LockSupport.unpark(thread);
  }

  /** Wants the leases of all held addresses renewed; core thread. */
  void renew() {
    renewal = true;
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
      } else if (!renewal && settled()) {
        LockSupport.park(this);
      }
    }
  }

  /** Whether the kernel has been brought up to every wish; any thread. */
  boolean settled() {
    for (int i = 0; i < done.length(); i++) {
      if (groups.get(i).wanted.getAcquire() != done.get(i)) {
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
    boolean renew = renewal;
    renewal = false;
    // Read once: a group whose wish changes meanwhile has its turn in the next round.
    long[] wishes = groups.stream().mapToLong(group -> group.wanted.getAcquire()).toArray();
    Round round = new Round();
    for (int i = 0; i < wishes.length; i++) {
      if (wishes[i] != done.get(i) && !held(wishes[i])) {
        round.add(i, wishes[i], false);
      }
    }
    for (int i = 0; i < wishes.length; i++) {
      if (held(wishes[i]) && wishes[i] != done.get(i)) {
        round.add(i, wishes[i], false);
      } else if (held(wishes[i]) && renew && groups.get(i).leaseSeconds() != Lease.FOREVER) {
        round.add(i, wishes[i], true);
      }
    }
    return round.carryOut();
  }

  private static boolean held(long wish) {
    return (wish & 1) != 0;
  }

  /** The changes of one request, and which group each belongs to. */
  private final class Round {
    private final List<AddressChange> changes = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    private record Part(int number, long wish, boolean renewal, int from) {}

    void add(int number, long wish, boolean renewal) {
      Holding holding = holdings.get(number);
      if (held(wish) && !renewal) {
        holding.follow(changes);
      }
      parts.add(new Part(number, wish, renewal, changes.size()));
      if (renewal) {
        holding.renew(changes);
      } else if (held(wish)) {
        holding.hold(changes);
      } else {
        holding.remove(changes);
      }
    }

    boolean carryOut() {
      int[] errnos = changes.isEmpty() ? new int[0] : kernel.apply(changes);
      boolean finished = true;
      for (Part part : parts) {
        Holding holding = holdings.get(part.number());
        finished &= settle(part, holding.group(), holding.note(changes, errnos, part.from()));
      }
      return finished;
    }

    private boolean settle(Part part, Group group, String problem) {
      if (part.renewal()) {
        if (problem != null) {
          complain("a lease was not renewed", problem, group);
        }
        return true;
      }
      boolean held = held(part.wish());
      if (problem != null && !held) {
        complain("an address could not be taken away, trying on", problem, group);
        return false;
      }
      if (held) {
        answers.answered(group, part.wish() >>> 1, problem);
      }
      done.set(part.number(), part.wish());
      return true;
    }

    private void complain(String what, String problem, Group group) {
      if (complaints.take(System.nanoTime())) {
        log.warn("{}: {}. group={}", what, problem, group.name());
      }
    }
  }

  /** Stops the thread; what the kernel has stays as it is. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
