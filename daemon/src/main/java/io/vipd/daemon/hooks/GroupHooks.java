package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.daemon.hooks.Hooks.Change;
import io.vipd.health.ScriptRunner;
import io.vipd.health.ScriptRunner.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One group's hooks and the thread that runs them. */
final class GroupHooks {
  private static final Logger log = LoggerFactory.getLogger(GroupHooks.class);

  private final GroupConfig group;
  private final ScriptRunner scripts;
  private final AtomicReference<Change> newest = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean running;
  private volatile boolean closed;

  GroupHooks(GroupConfig group, ScriptRunner scripts) {
    this.group = group;
    this.scripts = scripts;
    this.thread = new Thread(this::work, "hooks-" + group.name());
    thread.setDaemon(true);
    thread.start();
  }

  static boolean has(HooksConfig hooks) {
    return hooks.active() != null || hooks.backup() != null || hooks.fault() != null;
  }

  void changed(Change change) {
    newest.set(change);
    LockSupport.unpark(thread);
  }

  private void work() {
    while (!closed) {
      running = true;
      Change change = newest.getAndSet(null);
      if (change != null) {
        try {
          run(change);
        } catch (RuntimeException | Error e) { // native code that does not load is an Error
          log.error("a hook could not be run; this is a bug in vipd. group={}", group.name(), e);
        }
      } else {
        running = false;
        LockSupport.park(this);
      }
    }
  }

  private void run(Change change) {
    List<String> command = command(group.hooks(), change.to());
    if (command == null) {
      return;
    }
    String where = "group=" + group.name() + " state=" + change.to();
    String program = command.getFirst();
    switch (scripts.run(command, environment(change), group.hooks().timeout())) {
      case Outcome.Exited(int code, String output, Duration took) when code == 0 ->
          log.info(
              "hook {} is done. {} took_ms={} output={}", program, where, took.toMillis(), output);
      case Outcome.Exited(int code, String output, Duration took) ->
          log.warn(
              "hook {} failed with exit code {}. {} took_ms={} output={}",
              program,
              code,
              where,
              took.toMillis(),
              output);
      case Outcome.TimedOut(String output, Duration took, _) ->
          log.warn(
              "hook {} was killed after {} ms. {} output={}",
              program,
              took.toMillis(),
              where,
              output);
      case Outcome.Interrupted() -> log.warn("hook {} was interrupted. {}", program, where);
      case Outcome.NotStarted(String why) ->
          log.warn("hook {} could not be started: {}. {}", program, why, where);
    }
  }

  private static List<String> command(HooksConfig hooks, String state) {
    return switch (state) {
      case "ACTIVE" -> hooks.active();
      case "BACKUP" -> hooks.backup();
      default -> hooks.fault();
    };
  }

  private Map<String, String> environment(Change change) {
    return Map.of(
        "VIPD_GROUP", group.name(),
        "VIPD_STATE", change.to(),
        "VIPD_PREVIOUS", change.from(),
        "VIPD_REASON", change.why(),
        "VIPD_PRIORITY", Integer.toString(change.priority()),
        "VIPD_INTERFACE", group.interfaceName(),
        "VIPD_ADDRESSES",
            group.addresses().stream().map(Object::toString).collect(Collectors.joining(" ")));
  }

  /** Waits until nothing runs and nothing is wanted, or the time is up. */
  void finish(long endNanos) {
    while ((running || newest.get() != null) && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
