package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.health.ScriptRunner;
import io.vipd.health.ScriptRunner.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the programs that one {@code hooks} section names for a change, and tries again. */
final class Programs {
  private static final Logger log = LoggerFactory.getLogger(Programs.class);

  private final HooksConfig hooks;
  private final ScriptRunner scripts;
  private final Function<Change, Message> messages;
  private final Map<String, HookRun> runs;
  private final BooleanSupplier superseded;

  /**
   * @param runs where the last run of each hook is noted
   * @param superseded whether there is something newer, so that no other try is worth it
   */
  Programs(
      HooksConfig hooks,
      ScriptRunner scripts,
      Function<Change, Message> messages,
      Map<String, HookRun> runs,
      BooleanSupplier superseded) {
    this.hooks = hooks;
    this.scripts = scripts;
    this.messages = messages;
    this.runs = runs;
    this.superseded = superseded;
  }

  /** Whether there is a program at all. */
  static boolean anyIn(HooksConfig hooks) {
    return hooks.active() != null
        || hooks.backup() != null
        || hooks.fault() != null
        || hooks.stop() != null
        || hooks.notifying() != null;
  }

  void run(Change change) {
    String state = change.to().toLowerCase(Locale.ROOT);
    List<String> own =
        switch (change.to()) {
          case "ACTIVE" -> hooks.active();
          case "BACKUP" -> hooks.backup();
          default -> hooks.fault();
        };
    if (change.stopping() && hooks.stop() != null) {
      state = "stop";
      own = hooks.stop();
    }
    if (own != null) {
      run(state, own, change);
    }
    if (hooks.notifying() != null) {
      List<String> command = new ArrayList<>(hooks.notifying());
      command.addAll(messages.apply(change).keepalivedArguments());
      run("notify", command, change);
    }
  }

  private void run(String hook, List<String> command, Change change) {
    Message message = messages.apply(change);
    for (int tries = 1; ; tries++) {
      Outcome outcome =
          scripts.run(command, message.environment(), message.json() + "\n", hooks.timeout());
      boolean again = note(hook, command.getFirst(), outcome, tries, change);
      if (!again || tries > hooks.retries() || !Retries.pause(tries, superseded)) {
        return;
      }
    }
  }

  /** Notes and logs what came of a run; whether another one may do better. */
  private boolean note(String hook, String program, Outcome outcome, int tries, Change change) {
    String where = "group=" + change.group() + " hook=" + hook + " state=" + change.to();
    boolean succeeded = false;
    boolean again = true;
    String sentence;
    String output = "";
    Duration took = Duration.ZERO;
    switch (outcome) {
      case Outcome.Exited(int code, String said, Duration duration) -> {
        succeeded = code == 0;
        sentence = "exit code " + code;
        output = said;
        took = duration;
      }
      case Outcome.TimedOut(String said, Duration duration, _) -> {
        sentence = "killed after " + duration.toMillis() + " ms";
        output = said;
        took = duration;
      }
      case Outcome.Interrupted() -> {
        sentence = "interrupted";
        again = false;
      }
      case Outcome.NotStarted(String why) -> sentence = "not started: " + why;
    }
    runs.put(
        hook,
        new HookRun(
            hook, change.to(), succeeded, sentence, output, tries, took.toNanos(), Instant.now()));
    if (succeeded) {
      log.info("hook {} is done. {} took_ms={} output={}", program, where, took.toMillis(), output);
    } else {
      log.warn(
          "hook {} failed: {}. {} try={} took_ms={} output={}",
          program,
          sentence,
          where,
          tries,
          took.toMillis(),
          output);
    }
    return again && !succeeded;
  }
}
