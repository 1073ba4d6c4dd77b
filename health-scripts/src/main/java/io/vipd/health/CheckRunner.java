package io.vipd.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/**
 * Runs checks in their rhythm and tells when a verdict changes. A check is called by its number:
 * its index in the list given at construction, or what {@link #add} answered. Checks that ask the
 * same ({@link CheckSettings#asksTheSameAs}) share one run, and each judges its results by itself.
 *
 * <p>One thread keeps the time; workers, started as they are needed and never more than the limit,
 * do the looking, so that a check which hangs delays no other. Runs that find no worker wait in
 * their order; one that hangs does not count to the limit once it was given up.
 */
public final class CheckRunner implements AutoCloseable {
  /** How many checks may be under way at a time, unless {@link #limit} says otherwise. */
  public static final int USUAL_LIMIT = 16;

  private static final long STACK_BYTES = 512 * 1024;

  /**
   * Every check ends its run at its timeout by itself. One that does not, because a file system or
   * the resolver hangs, is given up when this much more time has passed.
   */
  private static final long GRACE_NANOS = 500_000_000;

  /** The first run loads classes and native code. */
  private static final long FIRST_RUN_EXTRA_NANOS = 5_000_000_000L;

  private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;
  private static final long CLOSE_NANOS = 1_000_000_000;

  /** Is told of verdicts. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A verdict is new, or its number is. Called by one of the runner's threads, in order for each
     * check, and at most once at a time for each; it must be short and must not close the runner.
     *
     * @param check the check's number
     * @param verdict what holds from now on; never {@code WAITING}. The initial verdict is not told
     * @param last the result that decided
     */
    void onVerdict(int check, RiseFall.Verdict verdict, CheckResult last);
  }

  private final BiFunction<CheckSettings, Runnable, Probe> probes;
  private final Listener listener;

  /** By number; null where it is free. Replaced as a whole, with the lock held. */
  private volatile Judge[] judges = {};

  /** By the schedule's numbers, likewise. */
  private volatile Run[] runs = {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition timeToLook = lock.newCondition();
  private final Workers workers = new Workers(USUAL_LIMIT, this::run);

  // Guarded by the lock.
  private final Schedule schedule = new Schedule(FIRST_RUN_EXTRA_NANOS);

  /** Runs that were given up and have not come back. */
  private final Set<Integer> hanging = new HashSet<>();

  private Thread keeper;
  private boolean closed;

  /**
   * Nothing runs before {@link #start}.
   *
   * @param checks what to run
   * @param scripts runs the scripts among them
   * @param exits notices exits of processes
   * @param surroundings knows interfaces, routes and folders
   * @throws IllegalArgumentException when a check can never work, such as a URL without a host
   */
  public CheckRunner(
      List<CheckSettings> checks,
      ScriptRunner scripts,
      ExitWatcher exits,
      Surroundings surroundings,
      Listener listener) {
    this(checks, new Probes(scripts, exits, surroundings)::of, listener);
  }

  /**
   * @param probes makes the probe of a check, given its settings and what runs it at once
   */
  CheckRunner(
      List<CheckSettings> checks,
      BiFunction<CheckSettings, Runnable, Probe> probes,
      Listener listener) {
    this.probes = probes;
    this.listener = listener;
    checks.forEach(this::add);
  }

  /**
   * Takes another check in; once started, it runs at once and from then on in its rhythm.
   *
   * @return its number, the smallest that is free
   * @throws IllegalArgumentException when it can never work, such as a URL without a host
   * @throws IllegalStateException when the runner is closed
   */
  public int add(CheckSettings settings) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the check runner is closed");
      }
      int check = 0;
      while (check < judges.length && judges[check] != null) {
        check++;
      }
      Judge judge = new Judge(check, settings, listener);
      join(judge);
      Judge[] more = Arrays.copyOf(judges, Math.max(judges.length, check + 1));
      more[check] = judge;
      judges = more;
      timeToLook.signal();
      return check;
    } finally {
      lock.unlock();
    }
  }

  private void join(Judge judge) {
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] != null
          && !runs[i].judges().isEmpty()
          && runs[i].settings().asksTheSameAs(judge.settings())) {
        runs[i].add(judge);
        schedule.trigger(i, System.nanoTime());
        return;
      }
    }
    CheckSettings settings = judge.settings();
    int free = schedule.free();
    Run run = new Run(judge, probes.apply(settings, () -> triggerRun(free)));
    schedule.add(
        settings.every().toNanos(),
        settings.backOff().toNanos(),
        settings.timeout().toNanos() + GRACE_NANOS,
        System.nanoTime());
    Run[] more = Arrays.copyOf(runs, Math.max(runs.length, free + 1));
    more[free] = run;
    runs = more;
  }

  /** Ends a check: nothing is told of it any more, and its number may be given out again. */
  public void remove(int check) {
    Judge judge = judges[check];
    judge.remove();
    lock.lock();
    try {
      Judge[] fewer = judges.clone();
      fewer[check] = null;
      judges = fewer;
      int run = runOf(judge);
      if (run < 0 || runs[run].remove(judge) || closed) {
        return;
      }
      if (workers.withdraw(run)) {
        schedule.withdraw(run);
      }
      if (schedule.remove(run)) {
        free(run);
      }
    } finally {
      lock.unlock();
    }
  }

  private int runOf(Judge judge) {
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] != null && runs[i].judges().contains(judge)) {
        return i;
      }
    }
    return -1;
  }

  private void free(int run) {
    runs[run].close();
    Run[] fewer = runs.clone();
    fewer[run] = null;
    runs = fewer;
  }

  /**
   * From now on at most so many checks are under way at a time, at least 1; those that are under
   * way are left to end.
   */
  public void limit(int most) {
    workers.limit(most);
  }

  /**
   * Runs every check for the first time, and from then on in its rhythm.
   *
   * @throws IllegalStateException when it was started or closed before
   */
  public void start() {
    lock.lock();
    try {
      if (keeper != null || closed) {
        throw new IllegalStateException("a check runner starts once");
      }
      schedule.begin(System.nanoTime());
      keeper = new Thread(null, this::keepTime, "checks", STACK_BYTES);
      keeper.setDaemon(true);
      keeper.start();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a check at once, or again when it is running already. Never blocks; may be called by any
   * thread, also before the start and after the end, when it does nothing.
   */
  public void trigger(int check) {
    lock.lock();
    try {
      Judge judge = check < judges.length ? judges[check] : null;
      int run = judge == null ? -1 : runOf(judge);
      if (run >= 0) {
        triggerRun(run);
      }
    } finally {
      lock.unlock();
    }
  }

  private void triggerRun(int run) {
    lock.lock();
    try {
      if (keeper != null && !closed) {
        schedule.trigger(run, System.nanoTime());
        timeToLook.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every check as it stands, by number; null where one is free. Waits for nobody. */
  public List<CheckSnapshot> snapshot() {
    return Arrays.stream(judges).map(judge -> judge == null ? null : judge.snapshot()).toList();
  }

  /** A run that has used up its patience. */
  private record Overdue(int number, Run run) {}

  /** The thread that hands out work when it is due. */
  private void keepTime() {
    List<Overdue> overdue;
    while ((overdue = waitForOverdue()) != null) {
      overdue.forEach(late -> publish(late.number(), late.run(), late.run().noAnswer()));
    }
  }

  /** Hands out work until a run is overdue. Null when the runner is closed. */
  private List<Overdue> waitForOverdue() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        for (int run; (run = schedule.takeDue(now)) >= 0; ) {
          workers.submit(run);
        }
        List<Overdue> overdue = new ArrayList<>();
        for (int run; (run = schedule.takeOverdue(now)) >= 0; ) {
          overdue.add(new Overdue(run, runs[run]));
          if (hanging.add(run)) {
            workers.hangs();
          }
        }
        if (!overdue.isEmpty()) {
          return overdue;
        }
        timeToLook.awaitNanos(schedule.quietNanos(now, LONGEST_WAIT_NANOS));
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    } finally {
      lock.unlock();
    }
    return null;
  }

  /** A worker's thread. */
  private void run(int number) throws InterruptedException {
    Run run = begin(number);
    CheckResult result = run.look();
    if (answered(number)) {
      publish(number, run, result);
    }
    boolean down = run.isDown();
    lock.lock();
    try {
      workers.done();
      if (!schedule.finished(number, down && !result.passed(), System.nanoTime()) && !closed) {
        free(number);
      }
      timeToLook.signal();
    } finally {
      lock.unlock();
    }
  }

  private Run begin(int number) {
    lock.lock();
    try {
      schedule.began(number, System.nanoTime());
      return runs[number];
    } finally {
      lock.unlock();
    }
  }

  private boolean answered(int run) {
    lock.lock();
    try {
      if (hanging.remove(run)) {
        workers.hangsNoMore();
      }
      return schedule.answered(run);
    } finally {
      lock.unlock();
    }
  }

  private void publish(int number, Run run, CheckResult result) {
    long skipped;
    long waited;
    long waitedInAll;
    lock.lock();
    try {
      skipped = schedule.skipped(number);
      waited = schedule.waited(number);
      waitedInAll = schedule.waitedInAll(number);
    } finally {
      lock.unlock();
    }
    long again = RiseFall.NEVER;
    for (Judge judge : run.judges()) {
      long ripe = judge.take(result, skipped, waited, waitedInAll);
      again = again == RiseFall.NEVER || ripe != RiseFall.NEVER && ripe - again < 0 ? ripe : again;
    }
    if (again != RiseFall.NEVER) {
      lock.lock();
      try {
        schedule.lookAgain(number, again);
        timeToLook.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Ends all runs, kills scripts that are running, and waits for that for at most a second. More
   * than once is harmless.
   */
  @Override
  public void close() {
    List<Thread> threads;
    lock.lock();
    try {
      closed = true;
      threads = new ArrayList<>(workers.close());
      if (keeper != null) {
        keeper.interrupt();
        threads.add(keeper);
      }
    } finally {
      lock.unlock();
    }
    if (Workers.joined(threads, CLOSE_NANOS)) {
      for (Run run : runs) {
        if (run != null) {
          run.close();
        }
      }
    }
  }
}
