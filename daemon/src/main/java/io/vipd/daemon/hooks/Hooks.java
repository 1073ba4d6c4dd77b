package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.health.ScriptRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hooks of all groups. */
public final class Hooks implements AutoCloseable {
  private final Map<String, GroupHooks> byGroup = new HashMap<>();

  /** Starts a thread for every group that has hooks. */
  public Hooks(List<GroupConfig> groups, ScriptRunner scripts) {
    for (GroupConfig group : groups) {
      if (GroupHooks.has(group.hooks())) {
        byGroup.put(group.name(), new GroupHooks(group, scripts));
      }
    }
  }

  /** A group changed its role. Neither waits nor fails; safe to call from the core thread. */
  public void changed(String group, String from, String to, String why, int priority) {
    GroupHooks hooks = byGroup.get(group);
    if (hooks != null) {
      hooks.changed(new Change(from, to, why, priority));
    }
  }

  /** Lets hooks that are under way or wanted finish, for so long at most. */
  public void finish(Duration limit) {
    long endNanos = System.nanoTime() + limit.toNanos();
    byGroup.values().forEach(hooks -> hooks.finish(endNanos));
  }

  @Override
  public void close() {
    byGroup.values().forEach(GroupHooks::close);
  }

  record Change(String from, String to, String why, int priority) {}
}
