package io.vipd.daemon.hooks;

import io.vipd.daemon.control.NodeCounters.HookCounters;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.hooks.HookRun.End;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What came of the hooks of one group: for each the last run, whether one is going on, and how many
 * ended how. Outlives a reload, so that counts do not go down. Any thread.
 */
final class Ledger {
  private static final double MILLIS = 1e6;

  private final String group;
  private final Consumer<Note> journal;
  private final Map<Key, Entry> entries = new TreeMap<>();

  /**
   * @param journal where failures are noted; never waits
   */
  Ledger(String group, Consumer<Note> journal) {
    this.group = group;
    this.journal = journal;
  }

  /** A hook; the node's own is another one than the group's of the same name. */
  private record Key(boolean nodeWide, String hook) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int scope = Boolean.compare(nodeWide, other.nodeWide);
      return scope != 0 ? scope : hook.compareTo(other.hook);
    }

    String owner() {
      return nodeWide ? "node" : "group";
    }
  }

  private static final class Entry {
    private final Map<End, Long> ends = new EnumMap<>(End.class);
    private boolean configured;
    private HookRun last;
    private String runningState;
    private long runningSinceNanos;
  }

  /** Where the hooks of one {@code hooks} section note what comes of them. */
  final class Page {
    private final boolean nodeWide;

    private Page(boolean nodeWide) {
      this.nodeWide = nodeWide;
    }

    /** There is such a hook, whether it was ever run or not. */
    void expect(String hook) {
      synchronized (entries) {
        entry(new Key(nodeWide, hook)).configured = true;
      }
    }

    /** A run begins. */
    void began(String hook, String state) {
      synchronized (entries) {
        Entry entry = entry(new Key(nodeWide, hook));
        entry.runningState = state;
        entry.runningSinceNanos = System.nanoTime();
      }
    }

    /** It is known before a run that it would not start; a run will tell again. */
    void cannotRun(String hook, String why) {
      synchronized (entries) {
        entry(new Key(nodeWide, hook)).last =
            new HookRun(hook, null, End.NOT_STARTED, why, "", 1, 0, Instant.now());
      }
    }

    /** A run has ended; a failure is noted in the journal, too. */
    void ended(HookRun run) {
      Key key = new Key(nodeWide, run.hook());
      synchronized (entries) {
        Entry entry = entry(key);
        entry.runningState = null;
        entry.last = run;
        entry.ends.merge(run.end(), 1L, Long::sum);
      }
      if (!run.succeeded()) {
        journal.accept(note(key, run));
      }
    }
  }

  /** The page of the node's own hooks, or of the group's. */
  Page page(boolean nodeWide) {
    return new Page(nodeWide);
  }

  private Entry entry(Key key) {
    return entries.computeIfAbsent(key, _ -> new Entry());
  }

  private Note note(Key key, HookRun run) {
    return new Note(
            Kind.HOOK,
            group,
            "hook %s of %s failed: %s%s"
                .formatted(
                    run.hook(),
                    key.nodeWide() ? "the node" : group,
                    run.outcome(),
                    run.output().isEmpty() ? "" : ": " + run.output()))
        .with("hook", run.hook())
        .with("of", key.owner())
        .with("state", run.state())
        .with("result", word(run.end()))
        .with("outcome", run.outcome())
        .with("output", run.output())
        .with("try", run.tries())
        .with("took-ms", TimeUnit.NANOSECONDS.toMillis(run.durationNanos()));
  }

  /** The hooks that there are, the group's own first, then by name. */
  List<HookStatus> status() {
    Instant now = Instant.now();
    long nowNanos = System.nanoTime();
    synchronized (entries) {
      return entries.entrySet().stream()
          .filter(entry -> entry.getValue().configured)
          .map(entry -> status(entry.getKey(), entry.getValue(), now, nowNanos))
          .toList();
    }
  }

  private static HookStatus status(Key key, Entry entry, Instant now, long nowNanos) {
    HookRun last = entry.last;
    boolean running = entry.runningState != null;
    return new HookStatus(
        key.hook(),
        key.owner(),
        running ? entry.runningState : last == null ? null : last.state(),
        running ? (Long) TimeUnit.NANOSECONDS.toMillis(nowNanos - entry.runningSinceNanos) : null,
        last == null ? null : word(last.end()),
        last == null ? null : last.outcome(),
        last == null ? null : last.tries(),
        last == null ? null : Math.max(0, Duration.between(last.at(), now).toMillis()),
        last == null ? null : last.durationNanos() / MILLIS,
        last == null ? null : last.output());
  }

  /** How many runs ended how, those of hooks that there are no longer included. */
  List<HookCounters> counters() {
    synchronized (entries) {
      return entries.entrySet().stream()
          .map(entry ->
              new HookCounters(
                  group, entry.getKey().hook(), entry.getKey().owner(), ends(entry.getValue())))
          .toList();
    }
  }

  private static Map<String, Long> ends(Entry entry) {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (End end : End.values()) {
      ends.put(end.name().toLowerCase(Locale.ROOT), entry.ends.getOrDefault(end, 0L));
    }
    return ends;
  }

  /** Another configuration says which hooks there are. */
  void expectNothing() {
    synchronized (entries) {
      entries.values().forEach(entry -> entry.configured = false);
    }
  }

  private static String word(End end) {
    return end.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
