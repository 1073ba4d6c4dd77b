package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.health.ScriptRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Everybody who is told of one group: its own hooks first, then those of the node. */
final class GroupHooks {
  /** A reader of a FIFO wants to hear of every change; a group does not have so many in a row. */
  private static final int FIFO_ROOM = 256;

  private final List<Post> posts = new ArrayList<>();
  private final Map<String, HookRun> runs = new ConcurrentHashMap<>();

  /**
   * @param node the node's name
   * @param nodeWide the hooks of the node
   * @param fifos makes or finds the FIFO of a path
   */
  GroupHooks(
      String node,
      GroupConfig group,
      HooksConfig nodeWide,
      ScriptRunner scripts,
      Function<Path, NotifyFifo> fifos) {
    Function<Change, Message> messages = change -> new Message(node, group, change);
    List<HooksConfig> all = List.of(group.hooks(), nodeWide);
    if (all.stream().anyMatch(Programs::anyIn)) {
      Post[] post = new Post[1];
      List<Programs> programs =
          all.stream()
              .map(
                  hooks -> new Programs(hooks, scripts, messages, runs, () -> post[0].superseded()))
              .toList();
      post[0] =
          new Post("hooks-" + group.name(), 1, change -> programs.forEach(p -> p.run(change)));
      posts.add(post[0]);
    }
    for (HooksConfig hooks : all) {
      if (hooks.fifo() != null) {
        NotifyFifo fifo = fifos.apply(hooks.fifo());
        posts.add(
            new Post(
                "fifo-" + group.name(),
                FIFO_ROOM,
                change -> fifo.write(messages.apply(change).keepalivedLine(), change, runs)));
      }
      if (hooks.webhook() != null) {
        Post[] post = new Post[1];
        Webhook webhook = new Webhook(hooks.webhook(), messages, runs, () -> post[0].superseded());
        post[0] = new Post("webhook-" + group.name(), 1, webhook::deliver);
        posts.add(post[0]);
      }
    }
  }

  /** Whether anybody wants to be told at all. */
  boolean tellsAnybody() {
    return !posts.isEmpty();
  }

  void changed(Change change) {
    for (Post post : posts) {
      post.send(change);
    }
  }

  /** The last run of each hook, by its name. */
  Collection<HookRun> runs() {
    return new TreeMap<>(runs).values();
  }

  /** Waits until everybody has been told, or the time is up. */
  void finish(long endNanos) {
    posts.forEach(post -> post.finish(endNanos));
  }

  void close() {
    posts.forEach(Post::close);
  }
}
