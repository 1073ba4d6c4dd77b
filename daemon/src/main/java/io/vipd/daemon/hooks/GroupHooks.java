package io.vipd.daemon.hooks;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.health.ScriptRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Everybody who is told of one group: its own hooks first, then those of the node. */
final class GroupHooks {
  /** A reader of a FIFO wants to hear of every change; a group does not have so many in a row. */
  private static final int FIFO_ROOM = 256;

  private final List<Post> posts = new ArrayList<>();
  private final List<Programs> programs = new ArrayList<>();
  private final String name;

  /**
   * @param node the node's name
   * @param nodeWide the hooks of the node
   * @param fifos makes or finds the FIFO of a path
   * @param ledger where it is noted what comes of them
   */
  GroupHooks(
      String node,
      GroupConfig group,
      HooksConfig nodeWide,
      ScriptRunner scripts,
      Function<Path, NotifyFifo> fifos,
      Ledger ledger) {
    Function<Change, Message> messages = change -> new Message(node, group, change);
    List<HooksConfig> all = List.of(group.hooks(), nodeWide);
    this.name = group.name();
    ledger.expectNothing();
    List<Ledger.Page> pages = List.of(ledger.page(false), ledger.page(true));
    if (all.stream().anyMatch(Programs::anyIn)) {
      Post[] post = new Post[1];
      for (int i = 0; i < all.size(); i++) {
        programs.add(
            new Programs(
                all.get(i),
                group.addresses().isEmpty(),
                scripts,
                messages,
                pages.get(i),
                () -> post[0].superseded()));
      }
      post[0] = new Post("hooks-" + group.name(), Waiting.newest(), this::runPrograms);
      posts.add(post[0]);
    }
    for (int i = 0; i < all.size(); i++) {
      HooksConfig hooks = all.get(i);
      Ledger.Page page = pages.get(i);
      if (hooks.fifo() != null) {
        page.expect(NotifyFifo.HOOK);
        NotifyFifo fifo = fifos.apply(hooks.fifo());
        posts.add(
            new Post(
                "fifo-" + group.name(),
                Waiting.all(FIFO_ROOM),
                change -> {
                  // keepalived has no word for others
                  if (change.what() == What.TRANSITION || change.what() == What.CONTEST_WON) {
                    fifo.write(messages.apply(change).keepalivedLine(), change, page);
                  }
                }));
      }
      if (hooks.webhook() != null) {
        Post[] post = new Post[1];
        Webhook webhook = new Webhook(hooks.webhook(), messages, page, () -> post[0].superseded());
        post[0] =
            new Post(
                "webhook-" + group.name(),
                Waiting.newest(),
                change -> {
                  if (!change.what().isAwaited()) {
                    webhook.deliver(change);
                  }
                });
        posts.add(post[0]);
      }
    }
  }

  /** Looks whether the programs can be run before anybody needs them; may take a while. */
  void look() {
    programs.forEach(each -> each.look(name));
  }

  private void runPrograms(Change change) {
    boolean willing = true;
    for (Programs each : programs) {
      willing &= each.run(change);
    }
    if (change.answer() != null) {
      change.answer().accept(willing);
    }
  }

  /** How long the group waits for its programs, at most; zero where there are none. */
  Duration limit(What what) {
    return programs.stream().map(each -> each.limit(what)).reduce(Duration.ZERO, Duration::plus);
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

  /** Waits until everybody has been told, or the time is up. */
  void finish(long endNanos) {
    posts.forEach(post -> post.finish(endNanos));
  }

  void close() {
    posts.forEach(Post::close);
  }
}
