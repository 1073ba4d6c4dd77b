package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.control.NodeCounters.HookCounters;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.daemon.journal.Note;
import io.vipd.health.ScriptRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The hooks of all groups, and of the node. */
public final class Hooks implements AutoCloseable {
  private static final Duration LOOK_AFTER = Duration.ofSeconds(2);
  private static final Duration LAST_WORDS_LIMIT = Duration.ofMinutes(1);

  private final ScriptRunner scripts;
  private final Consumer<Note> journal;
  private final Map<Path, NotifyFifo> fifos = new HashMap<>();

  /** What a group's hooks are made of; as long as it stays the same, so do they. */
  private record Settings(String node, HooksConfig nodeWide, GroupConfig group) {}

  /** Replaced as a whole. */
  private volatile Map<String, GroupHooks> byGroup = Map.of();

  private Map<String, Settings> settings = Map.of();
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

  /**
   * Starts a thread for everybody who wants to be told.
   *
   * @param node the node's name
   * @param nodeWide what runs for every group, after the group's own hooks
   * @param journal where failures are noted; never waits
   */
  public Hooks(
      String node,
      HooksConfig nodeWide,
      List<GroupConfig> groups,
      ScriptRunner scripts,
      Consumer<Note> journal) {
    this.scripts = scripts;
    this.journal = journal;
    use(node, nodeWide, groups);
  }

  /**
   * Tells these groups' changes as they are configured now, and still those of other groups that
   * there were. What is being told to somebody who changed is told to its end meanwhile.
   */
  public synchronized void use(String node, HooksConfig nodeWide, List<GroupConfig> groups) {
    Map<String, GroupHooks> hooks = new HashMap<>(byGroup);
    Map<String, Settings> used = new HashMap<>(settings);
    List<GroupHooks> replaced = new ArrayList<>();
    List<GroupHooks> begun = new ArrayList<>();
    for (GroupConfig group : groups) {
      Settings wanted = new Settings(node, nodeWide, group);
      if (!Objects.equals(used.put(group.name(), wanted), wanted)) {
        GroupHooks fresh =
            new GroupHooks(
                node,
                group,
                nodeWide,
                scripts,
                path -> fifos.computeIfAbsent(path, NotifyFifo::new),
                ledgers.computeIfAbsent(group.name(), name -> new Ledger(name, journal)));
        begun.add(fresh);
        GroupHooks before = hooks.put(group.name(), fresh);
        if (before != null) {
          replaced.add(before);
        }
      }
    }
    byGroup = Map.copyOf(hooks);
    settings = used;
    retire(replaced);
    look(begun);
  }

  /** Not at once: a daemon that starts has better things to do than to load native code. */
  private static void look(List<GroupHooks> begun) {
    List<GroupHooks> speaking = begun.stream().filter(GroupHooks::tellsAnybody).toList();
    if (!speaking.isEmpty()) {
      Thread.ofPlatform()
          .daemon()
          .name("hooks-look")
          .start(() -> {
            LockSupport.parkNanos(LOOK_AFTER.toNanos());
            speaking.forEach(GroupHooks::look);
          });
    }
  }

  /** Tells the changes of no other groups than these any more. */
  public synchronized void retain(List<GroupConfig> groups) {
    Set<String> names = groups.stream().map(GroupConfig::name).collect(Collectors.toSet());
    Map<String, GroupHooks> kept = new HashMap<>(byGroup);
    kept.keySet().retainAll(names);
    List<GroupHooks> gone =
        byGroup.entrySet().stream()
            .filter(entry -> !names.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    byGroup = Map.copyOf(kept);
    settings.keySet().retainAll(names);
    ledgers.keySet().retainAll(names);
    retire(gone);
  }

  /** Nobody waits for their last words. */
  private static void retire(List<GroupHooks> gone) {
    List<GroupHooks> speaking = gone.stream().filter(GroupHooks::tellsAnybody).toList();
    if (!speaking.isEmpty()) {
      long endNanos = System.nanoTime() + LAST_WORDS_LIMIT.toNanos();
      Thread.ofPlatform()
          .daemon()
          .name("hooks-retire")
          .start(() -> {
            speaking.forEach(hooks -> hooks.finish(endNanos));
            speaking.forEach(GroupHooks::close);
          });
    }
  }

  /** A group changed its role. Neither waits nor fails; safe to call from the core thread. */
  public void changed(Change change) {
    GroupHooks hooks = byGroup.get(change.group());
    if (hooks != null) {
      hooks.changed(change);
    }
  }

  /**
   * How long a group waits for its programs, at most; zero where there are none for it. Any thread.
   */
  public Duration limit(String group, What what) {
    GroupHooks hooks = byGroup.get(group);
    return hooks == null ? Duration.ZERO : hooks.limit(what);
  }

  /** How a group's hooks stand, its own first; any thread. */
  public List<HookStatus> status(String group) {
    Ledger ledger = ledgers.get(group);
    return ledger == null ? List.of() : ledger.status();
  }

  /** How many runs of each group's hooks ended how; any thread. */
  public List<HookCounters> counters() {
    return new TreeMap<>(ledgers)
        .values().stream().flatMap(ledger -> ledger.counters().stream()).toList();
  }

  /** Lets hooks that are under way or wanted finish, for so long at most. */
  public void finish(Duration limit) {
    long endNanos = System.nanoTime() + limit.toNanos();
    byGroup.values().forEach(hooks -> hooks.finish(endNanos));
  }

  @Override
  public void close() {
    byGroup.values().forEach(GroupHooks::close);
    fifos.values().forEach(NotifyFifo::close);
  }
}
