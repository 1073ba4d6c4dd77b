package io.vipd.daemon.hooks;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.daemon.hooks.HookRun.End;
import io.vipd.health.ScriptRunner;
import io.vipd.health.ScriptRunner.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the programs that one {@code hooks} section names for a change, and tries again. */
final class Programs {
  private static final Logger log = LoggerFactory.getLogger(Programs.class);

  private final HooksConfig hooks;
  private final boolean moves;
  private final ScriptRunner scripts;
  private final Function<Change, Message> messages;
  private final Ledger.Page page;
  private final BooleanSupplier superseded;

  /**
   * @param moves whether it is for the hooks to move an address, again after a contest
   * @param page where it is noted what comes of them
   * @param superseded whether there is something newer, so that no other try is worth it
   */
  Programs(
      HooksConfig hooks,
      boolean moves,
      ScriptRunner scripts,
      Function<Change, Message> messages,
      Ledger.Page page,
      BooleanSupplier superseded) {
    this.hooks = hooks;
    this.moves = moves;
    this.scripts = scripts;
    this.messages = messages;
    this.page = page;
    this.superseded = superseded;
    hooks.programs().keySet().forEach(occasion -> page.expect(occasion.key()));
  }

  /** Whether there is a program at all. */
  static boolean anyIn(HooksConfig hooks) {
    return !hooks.programs().isEmpty();
  }

  /** Finds out which of them could not be run as things are, and notes that as if they had been. */
  void look(String group) {
    hooks
        .programs()
        .forEach((occasion, command) -> {
          String complaint = scripts.complaint(command.getFirst());
          if (complaint != null) {
            log.warn(
                "hook {} could not be run: {}. group={} hook={}",
                command.getFirst(),
                complaint,
                group,
                occasion.key());
            page.cannotRun(occasion.key(), "could not be run: " + complaint);
          }
        });
  }

  /** How long the group waits for these programs, at most; zero where it does not. */
  Duration limit(What what) {
    return switch (what) {
      case DRAIN -> hooks.drainLimit();
      case PROMOTE -> hooks.promoteLimit();
      case TRANSITION, CONTEST_WON, CONFLICT, CONFLICT_OVER -> Duration.ZERO;
    };
  }

  /**
   * Runs what there is for it.
   *
   * @return false if a program that the group waits for said no: it ran to its end and failed
   */
  boolean run(Change change) {
    return switch (change.what()) {
      case CONTEST_WON ->
          runIf(
              moves && !hooks.programs().containsKey(Occasion.CONTEST_WON)
                  ? Occasion.ACTIVE
                  : Occasion.CONTEST_WON,
              change);
      case CONFLICT -> runIf(Occasion.CONFLICT, change);
      case CONFLICT_OVER -> runIf(Occasion.CONFLICT_OVER, change);
      case DRAIN -> runIf(Occasion.DRAIN, change);
      case PROMOTE -> runIf(Occasion.PROMOTE, change);
      case TRANSITION -> {
        if (!knownAlready(change)) {
          runIf(occasion(change), change);
        }
        List<String> notify = hooks.programs().get(Occasion.NOTIFY);
        if (notify != null) {
          List<String> command = new ArrayList<>(notify);
          command.addAll(messages.apply(change).keepalivedArguments());
          run(Occasion.NOTIFY.key(), command, change);
        }
        yield true;
      }
    };
  }

  /** Who stops in a fault ran the program for it; there is nothing else to say without another. */
  private boolean knownAlready(Change change) {
    return change.stopping()
        && change.from().equals("FAULT")
        && !hooks.programs().containsKey(Occasion.STOP);
  }

  private Occasion occasion(Change change) {
    if (change.stopping() && hooks.programs().containsKey(Occasion.STOP)) {
      return Occasion.STOP;
    }
    return switch (change.to()) {
      case "ACTIVE" -> Occasion.ACTIVE;
      case "BACKUP" -> Occasion.BACKUP;
      default -> Occasion.FAULT;
    };
  }

  private boolean runIf(Occasion occasion, Change change) {
    List<String> command = hooks.programs().get(occasion);
    return command == null || run(occasion.key(), command, change) != End.FAILED;
  }

  /** Runs a program, and again where that may help; how the last run ended. */
  private End run(String hook, List<String> command, Change change) {
    Message message = messages.apply(change);
    boolean awaited = change.what().isAwaited();
    Duration timeout = awaited ? limit(change.what()) : hooks.timeout();
    int retries = awaited ? 0 : hooks.retries();
    for (int tries = 1; ; tries++) {
      page.began(hook, change.to());
      Outcome outcome = scripts.run(command, message.environment(), message.json() + "\n", timeout);
      End end = note(hook, command.getFirst(), outcome, tries, change);
      if (end == End.SUCCEEDED
          || outcome instanceof Outcome.Interrupted
          || tries > retries
          || !Retries.pause(tries, superseded)) {
        return end;
      }
    }
  }

  /** Notes and logs what came of a run. */
  private End note(String hook, String program, Outcome outcome, int tries, Change change) {
    String where = "group=" + change.group() + " hook=" + hook + " state=" + change.to();
    End end;
    String sentence;
    String output = "";
    Duration took = Duration.ZERO;
    switch (outcome) {
      case Outcome.Exited(int code, String said, Duration duration) -> {
        end = code == 0 ? End.SUCCEEDED : End.FAILED;
        sentence = "exit code " + code;
        output = said;
        took = duration;
      }
      case Outcome.TimedOut(String said, Duration duration, _) -> {
        end = End.TIMED_OUT;
        sentence = "killed after " + duration.toMillis() + " ms";
        output = said;
        took = duration;
      }
      case Outcome.Interrupted() -> {
        end = End.FAILED;
        sentence = "interrupted";
      }
      case Outcome.NotStarted(String why) -> {
        end = End.NOT_STARTED;
        sentence = "not started: " + why;
      }
    }
    boolean succeeded = end == End.SUCCEEDED;
    page.ended(
        new HookRun(
            hook, change.to(), end, sentence, output, tries, took.toNanos(), Instant.now()));
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
    return end;
  }
}
