package io.vipd.daemon.reload;

import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.config.SyncGroup;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every key of the node's own file: what it says and what another value does. */
final class NodeKeys {
  /**
   * One key.
   *
   * @param name as the file has it
   * @param value what it says; compared
   * @param text how that is shown, null where it is left out; never a secret
   * @param effect what another value does
   */
  record Key(
      String name,
      Function<NodeConfig, Object> value,
      Function<NodeConfig, String> text,
      String effect) {
    boolean differs(NodeConfig before, NodeConfig after) {
      return !Objects.equals(value.apply(before), value.apply(after));
    }
  }

  /** In the order of the documentation. */
  static final List<Key> ALL =
      List.of(
          new Key("node-name", NodeConfig::name, NodeConfig::name, "shown from now on"),
          new Key(
              "script-user",
              NodeConfig::scriptUser,
              NodeConfig::scriptUser,
              "the next check or hook runs as this user"),
          new Key(
              "control-group",
              NodeConfig::controlGroup,
              NodeConfig::controlGroup,
              "its members may use vipctl"),
          new Key(
              "control-read",
              NodeConfig::controlRead,
              node -> node.controlRead() == null ? null : reading(node.controlRead().group()),
              "counts after a restart of vipd"),
          new Key(
              "log-level",
              NodeConfig::logLevel,
              node -> node.logLevel().name().toLowerCase(Locale.ROOT),
              "the next line of the log goes by it"),
          new Key(
              "http-listen",
              NodeConfig::http,
              node -> Objects.toString(node.http(), "off"),
              "metrics and the status page are served there"),
          new Key(
              "max-checks",
              NodeConfig::maxChecks,
              node -> Integer.toString(node.maxChecks()),
              "so many checks may run at the same time from now on"),
          new Key(
              "hooks",
              NodeConfig::hooks,
              node -> GroupKeys.hooks(node.hooks()),
              "the next change of role runs them"),
          new Key(
              "sync",
              NodeConfig::sync,
              node -> sync(node.sync()),
              "they move together from now on; what is wrong with one is wrong with all"));

  private NodeKeys() {}

  private static String sync(List<SyncGroup> groups) {
    return groups.isEmpty()
        ? null
        : groups.stream().map(SyncGroup::toString).collect(Collectors.joining(", "));
  }

  private static String reading(String group) {
    return group == null ? "everybody" : "group " + group;
  }
}
