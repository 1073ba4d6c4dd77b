package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has requests carried out, says what came of them, and writes down who changed what. */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private final Operations operations;
  private final Journal journal;
  private final AtomicLong cutOff = new AtomicLong();

  Answers(Operations operations, Journal journal) {
    this.operations = operations;
    this.journal = journal;
  }

  Journal journal() {
    return journal;
  }

  /** A client that followed the events was cut off; the answer is how many that makes. */
  long countCutOff() {
    return cutOff.incrementAndGet();
  }

  /** The answer to a request that has a single one. */
  JsonObject to(Request request, Caller caller) throws RefusedException {
    return switch (request) {
      case Request.Status(String group) -> StatusDocument.toJson(status(group));
      case Request.Stats(String group) ->
          StatsDocument.toJson(status(group), operations.counters(), journal.lost(), cutOff.get());
      case Request.History history -> HistoryDocument.toJson(history(history));
      case Request.Failover failover -> failover(failover, caller).toJson();
      case Request.Failback(String group) -> failback(group, caller).toJson();
      case Request.Maintenance maintenance -> maintenance(maintenance, caller).toJson();
      case Request.SetLogLevel(String level) -> logLevel(level, caller);
      case Request.Reload(boolean dryRun) -> reload(dryRun, caller).toJson();
      case Request.Record() -> record();
      case Request.Events _ -> throw new IllegalArgumentException("events have no single answer");
    };
  }

  NodeStatus status(String group) throws RefusedException {
    NodeStatus status = operations.status();
    if (group == null) {
      return status;
    }
    NodeStatus narrowed = status.only(group);
    if (narrowed.groups().isEmpty()) {
      throw noSuchGroup(group, status);
    }
    return narrowed;
  }

  private List<Entry> history(Request.History wanted) throws RefusedException {
    Instant from = wanted.since() == null ? Instant.MIN : Instant.now().minus(wanted.since());
    List<Entry> entries =
        journal.find(
            wanted.limit(),
            entry ->
                concerns(wanted.group(), entry)
                    && (wanted.until() == 0 || entry.sequence() <= wanted.until())
                    && !entry.at().isBefore(from));
    if (wanted.group() != null
        && entries.stream().noneMatch(entry -> wanted.group().equals(entry.group()))) {
      status(wanted.group()); // a mistyped name is no empty history
    }
    return entries;
  }

  /** What happened to the whole node concerns every group, but for strangers' packets. */
  private static boolean concerns(String group, Entry entry) {
    return group == null
        || group.equals(entry.group())
        || entry.group() == null && !entry.is(Kind.REFUSED);
  }

  private FailoverDocument failover(Request.Failover wanted, Caller caller)
      throws RefusedException {
    String group = wanted.group();
    log.info(
        "a failover is asked for. group={} user={} uid={} hold_ms={} force={}",
        group,
        caller.user(),
        caller.uid(),
        wanted.hold().toMillis(),
        wanted.force());
    FailoverOutcome outcome = operations.failover(group, wanted.hold(), wanted.force(), caller);
    return switch (outcome) {
      case FailoverOutcome.TakenOver(String by, Duration after) -> {
        told("failover", group, caller, "taken-over", by + " is active after " + seconds(after));
        yield new FailoverDocument(
            group, by, after, wanted.hold(), wanted.force(), companions(group));
      }
      case FailoverOutcome.NobodyTookOver(Duration after) -> {
        String nobody = "nobody took over within " + seconds(after) + "; active here again";
        told("failover", group, caller, "nobody-took-over", nobody);
        yield new FailoverDocument(group, null, after, wanted.hold(), false, companions(group));
      }
      case FailoverOutcome.Left(Duration after) -> {
        String nobody =
            "nobody took over within " + seconds(after) + ", and this node stays away all the same";
        told("failover", group, caller, "nobody-took-over", nobody);
        yield new FailoverDocument(group, null, after, wanted.hold(), true, companions(group));
      }
      case FailoverOutcome.NoSuchGroup() -> throw noSuchGroup(group, operations.status());
      case FailoverOutcome.NotActive(String role, String active) ->
          throw refused(
              "failover", group, caller, ErrorCode.NOT_ACTIVE, notActive(group, role, active));
      case FailoverOutcome.Failed(String why) ->
          throw refused("failover", group, caller, ErrorCode.FAILED, why);
    };
  }

  /** The groups that move along with one. */
  private List<String> companions(String name) {
    return operations.status().groups().stream()
        .filter(group -> group.name().equals(name) && group.sync() != null)
        .findFirst()
        .map(group -> group.sync().without(name))
        .orElse(List.of());
  }

  private FailbackDocument failback(String group, Caller caller) throws RefusedException {
    return switch (operations.failback(group, caller)) {
      case FailbackOutcome.Done(String from) -> {
        told("failback", group, caller, "active", "active here, taken over from " + from);
        yield new FailbackDocument(group, from, companions(group));
      }
      case FailbackOutcome.NoSuchGroup() -> throw noSuchGroup(group, operations.status());
      case FailbackOutcome.NotNow(String why) ->
          throw refused("failback", group, caller, ErrorCode.NOT_NOW, why);
    };
  }

  private MaintenanceDocument maintenance(Request.Maintenance wanted, Caller caller)
      throws RefusedException {
    Instant until =
        wanted.on() && wanted.length() != null ? Instant.now().plus(wanted.length()) : null;
    List<MaintenanceOutcome> outcomes =
        wanted.on()
            ? operations.maintenanceOn(
                wanted.group(), until, wanted.reason(), wanted.force(), caller)
            : operations.maintenanceOff(wanted.group(), caller);
    if (outcomes.isEmpty() && wanted.group() != null) {
      throw noSuchGroup(wanted.group(), operations.status());
    }
    for (MaintenanceOutcome outcome : outcomes) {
      told(
          "maintenance " + (wanted.on() ? "on" : "off"),
          outcome.group(),
          caller,
          outcome.done() ? "done" : "refused",
          outcome.sentence());
    }
    return new MaintenanceDocument(wanted.on(), until, outcomes);
  }

  private ReloadDocument reload(boolean dryRun, Caller caller) {
    ReloadDocument document = operations.reload(dryRun, caller);
    if (!dryRun) {
      int changes = document.changes().size();
      String what = changes == 1 ? "one change" : changes + " changes";
      told(
          "reload",
          null,
          caller,
          document.outcome().text(),
          document.failure() == null
              ? document.outcome().text() + ", " + what
              : document.failure());
    }
    return document;
  }

  private JsonObject record() {
    JsonObject json = new JsonObject();
    json.addProperty("recording", Base64.getEncoder().encodeToString(operations.recording()));
    return json;
  }

  private JsonObject logLevel(String level, Caller caller) {
    operations.logLevel(level);
    told("log-level " + level, null, caller, "done", "logged from " + level + " upwards");
    JsonObject json = new JsonObject();
    json.addProperty("log-level", level);
    return json;
  }

  private RefusedException refused(
      String command, String group, Caller caller, ErrorCode code, String why) {
    told(command, group, caller, code.text(), why);
    return new RefusedException(code, why);
  }

  /** Every change goes to the journal with whoever asked for it, also one that was refused. */
  private void told(String command, String group, Caller caller, String outcome, String sentence) {
    String what = group == null ? command : command + " of " + group;
    journal.write(
        new Note(Kind.COMMAND, group, caller.sentence() + " asked for " + what + ": " + sentence)
            .with("command", command)
            .with("user", caller.user())
            .with("uid", caller.uid() < 0 ? null : caller.uid())
            .with("outcome", outcome));
    log.info(
        "{} asked for {}: {}. user={} uid={} outcome={}",
        caller.user(),
        what,
        sentence,
        caller.user(),
        caller.uid(),
        outcome);
  }

  private static RefusedException noSuchGroup(String group, NodeStatus status) {
    List<String> names =
        status.groups().stream().map(NodeStatus.GroupStatus::name).distinct().toList();
    return new RefusedException(
        ErrorCode.NO_SUCH_GROUP,
        "there is no group '"
            + group
            + "' on this node"
            + (names.isEmpty() ? ", nor any other" : "; there is " + String.join(", ", names)));
  }

  private static String notActive(String group, String role, String active) {
    String here = group + " is " + role + " on this node, so it has nothing to hand over";
    return active == null
        ? here + "; no active node is known"
        : here + "; ask " + active + ", which is active";
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
  }
}
