package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.health.ScriptRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hooks of all groups, and of the node. */
public final class Hooks implements AutoCloseable {
  private final Map<String, GroupHooks> byGroup = new HashMap<>();
  private final Map<Path, NotifyFifo> fifos = new HashMap<>();

  /**
   * Starts a thread for everybody who wants to be told.
   *
   * @param node the node's name
   * @param nodeWide what runs for every group, after the group's own hooks
   */
  public Hooks(String node, HooksConfig nodeWide, List<GroupConfig> groups, ScriptRunner scripts) {
    for (GroupConfig group : groups) {
      byGroup.put(
          group.name(),
          new GroupHooks(
              node,
              group,
              nodeWide,
              scripts,
              path -> fifos.computeIfAbsent(path, NotifyFifo::new)));
    }
  }

  /** A group changed its role. Neither waits nor fails; safe to call from the core thread. */
  public void changed(Change change) {
    GroupHooks hooks = byGroup.get(change.group());
    if (hooks != null) {
      hooks.changed(change);
    }
  }

  /** What came of a group's hooks when they were run last; any thread. */
  public Collection<HookRun> runs(String group) {
    GroupHooks hooks = byGroup.get(group);
    return hooks == null ? List.of() : hooks.runs();
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
