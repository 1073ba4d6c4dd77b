package io.vipd.daemon;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.Listen;
import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.control.ControlServer;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.ReloadDocument.Change;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.log.LogSetup;
import io.vipd.daemon.loop.Core;
import io.vipd.daemon.reload.Reloader;
import io.vipd.health.ScriptRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives another configuration to the parts of the daemon that use one. What serves both the old and
 * the new one comes before the core changes over, and what serves the new one alone after it.
 */
final class Reloads implements Reloader.Target {
  private static final Logger log = LoggerFactory.getLogger(Reloads.class);

  private final Core core;
  private final Hooks hooks;
  private final ScriptRunner scripts;
  private final AcceptMode acceptMode;
  private final Journal journal;
  private final Consumer<Listen> serveHttp;
  private ControlServer control;

  /**
   * @param serveHttp serves metrics and pages there instead; null for nowhere
   */
  Reloads(
      Core core,
      Hooks hooks,
      ScriptRunner scripts,
      AcceptMode acceptMode,
      Journal journal,
      Consumer<Listen> serveHttp) {
    this.core = core;
    this.hooks = hooks;
    this.scripts = scripts;
    this.acceptMode = acceptMode;
    this.journal = journal;
    this.serveHttp = serveHttp;
  }

  /** The control socket, as soon as it is open. */
  void control(ControlServer control) {
    this.control = control;
  }

  @Override
  public NodeStatus status() {
    return core.operations().status();
  }

  @Override
  public void apply(Config before, Config after) throws KernelException {
    // An address must not accept packets for a moment because its filter comes late.
    List<GroupConfig> both = new ArrayList<>(before.groups());
    both.addAll(after.groups());
    acceptMode.use(both);
    boolean done = false;
    try {
      use(after);
      core.reconfigure(after);
      done = true;
    } finally {
      Config present = done ? after : before;
      if (!done) {
        use(before);
      }
      hooks.retain(present.groups());
      narrow(present.groups());
    }
    NodeConfig node = after.node();
    if (node.logLevel() != before.node().logLevel()) {
      LogSetup.level(node.logLevel());
    }
    if (!Objects.equals(node.controlGroup(), before.node().controlGroup())) {
      control.controlGroup(node.controlGroup());
    }
    core.limitChecks(node.maxChecks());
    if (!Objects.equals(node.http(), before.node().http())) {
      serveHttp.accept(node.http());
    }
  }

  private void use(Config config) {
    scripts.runAs(config.node().scriptUser());
    hooks.use(config.node().name(), config.node().hooks(), config.groups());
  }

  /** Filters no more than is wanted. That there is more for a while is no reason to go back. */
  private void narrow(List<GroupConfig> groups) {
    try {
      acceptMode.use(groups);
    } catch (KernelException e) {
      log.warn("{}; what was accepted or dropped before still is, in part", e.getMessage());
    }
  }

  @Override
  public void applied(String user, List<Change> changes) {
    journal.write(
        new Note(Kind.RELOADED, null, user + " had the configuration reloaded")
            .with("user", user)
            .with("changes", changes.stream().map(Change::toString).toList()));
  }
}
