package io.vipd.daemon.supervision;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that watches over the core. It looks four times within systemd's limit ({@code
 * WatchdogSec=}), and says each time that all is well only if the core has taken a turn since the
 * last: its own being alive proves nothing.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  /** Without a watchdog the look is for the log and the status line alone. */
  private static final Duration RHYTHM = Duration.ofSeconds(1);

  private static final int LOOKS = 4;

  /** So long without a turn is worth a line in the log: a healthy core has had two. */
  private static final long WORTH_A_LINE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Pulse pulse;
  private final Runnable feed;
  private final Consumer<String> status;
  private final Thread thread;
  private final long periodNanos;
  private long turnsSeen;
  private long changesSeen = -1;
  private long looksWithoutTurn;
  private volatile boolean stopping;
  private volatile boolean stopped;

  /**
   * Watches nothing before {@link #start}.
   *
   * @param limit how long systemd waits to be fed; 0 if it does not
   * @param feed tells systemd that all is well
   * @param status tells systemd the status line
   */
  public Supervisor(Pulse pulse, Duration limit, Runnable feed, Consumer<String> status) {
    this.pulse = pulse;
    this.feed = feed;
    this.status = status;
    // A limit of a second is the least: a healthy core that has nothing to do turns twice in it.
    this.periodNanos = limit.isZero() ? RHYTHM.toNanos() : limit.dividedBy(LOOKS).toNanos();
    this.turnsSeen = pulse.turns();
    this.thread = Thread.ofPlatform().daemon().name("supervisor").unstarted(this::work);
  }

  /** Begins to watch; the core runs already. */
  public void start() {
    thread.start();
  }

  /**
   * From now on the core may stand still: the process ends, and systemd has another limit for that.
   */
  public void stopping() {
    stopping = true;
  }

  private void work() {
    while (!stopped) {
      try {
        look();
      } catch (RuntimeException e) {
        log.warn("watching over the core failed; this is a bug in vipd", e);
      }
      LockSupport.parkNanos(this, periodNanos);
    }
  }

  /** One look; by the thread, and by tests. */
  void look() {
    long turns = pulse.turns();
    if (turns != turnsSeen || stopping) {
      turnsSeen = turns;
      looksWithoutTurn = 0;
      feed.run();
      tellRoles();
    } else {
      looksWithoutTurn++;
      complain(looksWithoutTurn * periodNanos);
    }
  }

  private void complain(long hangingNanos) {
    boolean said = hangingNanos - periodNanos >= WORTH_A_LINE_NANOS;
    if (hangingNanos >= WORTH_A_LINE_NANOS && !said) {
      log.error(
          "the core hangs; if it goes on, systemd's watchdog ends vipd and starts it again. hanging_ms={} at={}",
          Duration.ofNanos(hangingNanos).toMillis(),
          Arrays.stream(pulse.stack())
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(" < ")));
    }
  }

  private void tellRoles() {
    long changes = pulse.changes();
    if (changes != changesSeen && !stopping) {
      changesSeen = changes;
      status.accept(RoleLine.of(pulse.status()));
    }
  }

  /** Ends the thread. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
