package io.vipd.health;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs checks in their rhythm and tells when a verdict changes. A check is called by its number:
 * its index in the list given at construction, or what {@link #add} answered.
 *
 * <p>One thread keeps the time; up to 16 workers, started as they are needed, do the looking, so
 * that a check which hangs delays no other.
 */
public final class CheckRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);

  private static final int MAX_WORKERS = 16;
  private static final long STACK_BYTES = 512 * 1024;
  private static final Path PROC = Path.of("/proc");

  /**
   * Every check ends its run at its timeout by itself. One that does not, because a file system or
   * the resolver hangs, is given up when this much more time has passed.
   */
  private static final long GRACE_NANOS = 500_000_000;

  /** The first run loads classes and native code. */
  private static final long FIRST_RUN_EXTRA_NANOS = 5_000_000_000L;

  private static final long LONGEST_WAIT_NANOS = 1_000_000_000;
  private static final long CLOSE_NANOS = 1_000_000_000;

  /** Is told of verdicts. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A verdict is new. Called by one of the runner's threads, in order for each check, and at most
     * once at a time for each; it must be short and must not close the runner.
     *
     * @param check the check's index
     * @param verdict what holds from now on; never {@code WAITING}. The initial verdict is not told
     * @param last the result that decided
     */
    void onVerdict(int check, RiseFall.Verdict verdict, CheckResult last);
  }

  /** A check and what it has come to. The monitor guards it, the snapshot can be read without. */
  private static final class Slot {
    final CheckSettings settings;
    final Probe probe;
    final RiseFall riseFall;
    long runs;
    long failures;
    volatile CheckSnapshot snapshot;
    volatile boolean removed;

    Slot(CheckSettings settings, Probe probe) {
      this.settings = settings;
      this.probe = probe;
      this.riseFall = new RiseFall(settings.rise(), settings.fall(), settings.initial());
      this.snapshot = new CheckSnapshot(settings.name(), settings.initial(), null, 0, 0, 0, 0);
    }
  }

  private final BiFunction<CheckSettings, Runnable, Probe> probes;
  private final Listener listener;

  /** By number; null where it is free. Replaced as a whole, with the lock held. */
  private volatile Slot[] slots = {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition timeToLook = lock.newCondition();
  private final Condition workToDo = lock.newCondition();

  // Guarded by the lock.
  private final Deque<Integer> queue = new ArrayDeque<>();
  private final List<Thread> workers = new ArrayList<>();

  /** Workers that are not running a check, those that are about to take one included. */
  private int idleWorkers;

  private Schedule schedule;
  private Thread keeper;
  private boolean closed;

  /**
   * Nothing runs before {@link #start}.
   *
   * @param checks what to run
   * @param scripts runs the scripts among them
   * @param exits notices exits of processes
   * @throws IllegalArgumentException when a check can never work, such as a URL without a host
   */
  public CheckRunner(
      List<CheckSettings> checks, ScriptRunner scripts, ExitWatcher exits, Listener listener) {
    this(checks, (settings, wake) -> probe(settings, scripts, exits, wake), listener);
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
      int free = 0;
      while (free < slots.length && slots[free] != null) {
        free++;
      }
      int check = free;
      Slot[] more = Arrays.copyOf(slots, Math.max(slots.length, check + 1));
      more[check] = new Slot(settings, probes.apply(settings, () -> trigger(check)));
      slots = more;
      if (schedule != null) {
        enter(settings);
        timeToLook.signal();
      }
      return check;
    } finally {
      lock.unlock();
    }
  }

  private void enter(CheckSettings settings) {
    schedule.add(
        settings.every().toNanos(),
        settings.backOff().toNanos(),
        settings.timeout().toNanos() + GRACE_NANOS,
        System.nanoTime());
  }

  /**
   * Ends a check: nothing is told of it any more, and its number may be given out again as soon as
   * no run of it is under way.
   */
  public void remove(int check) {
    lock.lock();
    try {
      slots[check].removed = true;
      if (closed) {
        return;
      }
      if (schedule != null && queue.remove((Integer) check)) {
        schedule.withdraw(check);
      }
      if (schedule == null || schedule.remove(check)) {
        free(check);
      }
    } finally {
      lock.unlock();
    }
  }

  private void free(int check) {
    slots[check].probe.close();
    Slot[] fewer = slots.clone();
    fewer[check] = null;
    slots = fewer;
  }

  private static Probe probe(
      CheckSettings settings, ScriptRunner scripts, ExitWatcher exits, Runnable wake) {
    return switch (settings.spec()) {
      case CheckSpec.Script script -> {
        Probe program = new ScriptProbe(script, settings.environment(), scripts);
        yield script.whenChanged().isEmpty()
            ? program
            : new WhenChangedProbe(program, script.whenChanged());
      }
      case CheckSpec.Http http -> new HttpProbe(http);
      case CheckSpec.NginxStatus status -> new NginxStatusProbe(status);
      case CheckSpec.Tcp tcp -> new TcpProbe(tcp);
      case CheckSpec.Process(String name, Path pidFile) when pidFile == null ->
          new ProcessNameProbe(
              name,
              ProcessHandle.current().pid(),
              new ProcessTable(PROC),
              exits,
              wake,
              System::nanoTime);
      case CheckSpec.Process(_, Path pidFile) ->
          new PidFileProbe(pidFile, new ProcessTable(PROC), exits, wake);
    };
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
      schedule = new Schedule(FIRST_RUN_EXTRA_NANOS);
      for (Slot slot : slots) {
        enter(slot.settings);
      }
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
      if (keeper != null && !closed) {
        schedule.trigger(check, System.nanoTime());
        timeToLook.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every check as it stands, by number; null where one is free. Waits for nobody. */
  public List<CheckSnapshot> snapshot() {
    return Arrays.stream(slots).map(slot -> slot == null ? null : slot.snapshot).toList();
  }

  /** A check whose run has used up its patience. */
  private record Overdue(int check, Slot slot) {}

  /** The thread that hands out work when it is due. */
  private void keepTime() {
    List<Overdue> overdue;
    while ((overdue = waitForOverdue()) != null) {
      overdue.forEach(this::giveUp);
    }
  }

  /** Hands out work until a run is overdue. Null when the runner is closed. */
  private List<Overdue> waitForOverdue() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        for (int check; (check = schedule.takeDue(now)) >= 0; ) {
          queue.add(check);
          workToDo.signal();
        }
        startWorkersIfNeeded();
        List<Overdue> overdue = new ArrayList<>();
        for (int check; (check = schedule.takeOverdue(now)) >= 0; ) {
          overdue.add(new Overdue(check, slots[check]));
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

  private void startWorkersIfNeeded() {
    while (queue.size() > idleWorkers && workers.size() < MAX_WORKERS) {
      Thread worker = new Thread(null, this::work, "check-" + (workers.size() + 1), STACK_BYTES);
      worker.setDaemon(true);
      try {
        worker.start();
      } catch (OutOfMemoryError e) {
        // No thread to be had now: those that there are go on, and the next turn tries again.
        LOG.warn("There is no further thread for health checks. threads={}", workers.size(), e);
        return;
      }
      workers.add(worker);
      idleWorkers++;
    }
  }

  private void work() {
    try {
      while (true) {
        int check = waitForWork();
        if (check < 0) {
          return;
        }
        run(check);
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private int waitForWork() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        workToDo.await();
      }
      if (closed) {
        return -1;
      }
      idleWorkers--;
      int check = queue.remove();
      schedule.began(check, System.nanoTime());
      return check;
    } finally {
      lock.unlock();
    }
  }

  private void run(int check) throws InterruptedException {
    Slot slot = slots[check];
    CheckResult result = look(slot);
    if (answered(check)) {
      publish(check, slot, result);
    }
    boolean down = slot.snapshot.verdict() == RiseFall.Verdict.DOWN;
    lock.lock();
    try {
      idleWorkers++;
      if (!schedule.finished(check, down && !result.passed(), System.nanoTime()) && !closed) {
        free(check);
      }
      timeToLook.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean answered(int check) {
    lock.lock();
    try {
      return schedule.answered(check);
    } finally {
      lock.unlock();
    }
  }

  private long skippedBeats(int check) {
    lock.lock();
    try {
      return schedule.skipped(check);
    } finally {
      lock.unlock();
    }
  }

  private static CheckResult look(Slot slot) throws InterruptedException {
    long startNanos = System.nanoTime();
    Probe.Finding finding;
    try {
      slot.probe.prepare();
      startNanos = System.nanoTime();
      finding = slot.probe.look(slot.settings.timeout().toNanos());
    } catch (IOException e) {
      finding = Probe.Finding.fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      finding = Probe.Finding.fail("the check failed inside vipd: " + e);
      CheckResult last = slot.snapshot.last();
      if (last == null || last.passed()) {
        LOG.warn("A health check failed inside vipd. check={}", slot.settings.name(), e);
      }
    }
    long nowNanos = System.nanoTime();
    return new CheckResult(
        finding.passed(), OutputTail.clean(finding.sentence()), nowNanos - startNanos, nowNanos);
  }

  private void giveUp(Overdue overdue) {
    Duration timeout = overdue.slot().settings.timeout();
    String sentence =
        "no answer within " + timeout.toMillis() + " ms: the run hangs and cannot be ended";
    publish(
        overdue.check(),
        overdue.slot(),
        new CheckResult(false, sentence, timeout.toNanos(), System.nanoTime()));
  }

  private void publish(int check, Slot slot, CheckResult result) {
    long skippedBeats = skippedBeats(check);
    synchronized (slot) {
      if (slot.removed) {
        return;
      }
      RiseFall.Verdict before = slot.riseFall.verdict();
      RiseFall.Verdict after = slot.riseFall.add(result.passed());
      slot.runs++;
      slot.failures += result.passed() ? 0 : 1;
      slot.snapshot =
          new CheckSnapshot(
              slot.settings.name(),
              after,
              result,
              slot.riseFall.inARow(),
              slot.runs,
              slot.failures,
              skippedBeats);
      if (before != after) {
        try {
          listener.onVerdict(check, after, result);
        } catch (RuntimeException | Error e) {
          LOG.error(
              "Telling of a health check's verdict failed. check={} verdict={}",
              slot.settings.name(),
              after,
              e);
        }
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
      threads = new ArrayList<>(workers);
      if (keeper != null) {
        threads.add(keeper);
      }
    } finally {
      lock.unlock();
    }
    threads.forEach(Thread::interrupt);
    if (joined(threads)) {
      for (Slot slot : slots) {
        if (slot != null) {
          slot.probe.close();
        }
      }
    }
  }

  private static boolean joined(List<Thread> threads) {
    long deadlineNanos = System.nanoTime() + CLOSE_NANOS;
    try {
      for (Thread thread : threads) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        thread.join(Math.max(1, millis));
        if (thread.isAlive()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
