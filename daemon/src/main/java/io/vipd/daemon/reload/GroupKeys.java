package io.vipd.daemon.reload;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.Durations;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.Holds;
import io.vipd.daemon.config.HooksConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every key of a group's file: what it says, how that is shown, and what another value does. */
final class GroupKeys {
  /** What another value of a key does. */
  @FunctionalInterface
  private interface Effect {
    String of(GroupConfig before, GroupConfig after, Situation situation);
  }

  /**
   * One key.
   *
   * @param name as the file has it
   * @param value what it says; compared
   * @param text how that is shown; never a secret
   */
  record Key(
      String name,
      Function<GroupConfig, Object> value,
      Function<GroupConfig, String> text,
      Effect effect) {
    boolean differs(GroupConfig before, GroupConfig after) {
      return !Objects.equals(value.apply(before), value.apply(after));
    }

    String effect(GroupConfig before, GroupConfig after, Situation situation) {
      return effect.of(before, after, situation);
    }
  }

  /** In the order of the documentation. */
  static final List<Key> ALL =
      List.of(
          key("vrid", GroupConfig::vrid, GroupKeys::moves),
          key("interface", GroupConfig::interfaceName, GroupKeys::moves),
          key("version", GroupConfig::version, "nodes of another version are not heard any more"),
          key("priority", GroupConfig::priority, GroupKeys::priority),
          new Key(
              "interval",
              GroupConfig::interval,
              group -> Durations.text(group.interval()),
              GroupKeys::interval),
          new Key(
              "addresses",
              GroupConfig::addresses,
              group -> joined(group.addresses()),
              GroupKeys::addresses),
          new Key(
              "advertise",
              GroupConfig::advertise,
              group -> joined(group.advertise()),
              (_, _, _) -> "nodes that list others are warned of"),
          new Key("peers", GroupConfig::peers, group -> joined(group.peers()), GroupKeys::peers),
          key("source", GroupConfig::source, "adverts are sent from there"),
          key("source-ipv6", GroupConfig::sourceIpv6, "adverts are sent from there"),
          key("preempt", GroupConfig::preempt, "counts at the next advert that is heard"),
          key("pair", GroupConfig::pair, "counts at the next farewell that is heard"),
          hold("preempt-delay", Holds::preemptDelay, "counts when the group next becomes ready"),
          hold("recover-hold", Holds::recoverHold, "counts after the next fault"),
          hold("boot-hold", Holds::bootHold, "counts at the next start of vipd"),
          hold("settle", Holds::settle, "counts when the link next comes up"),
          key(
              "accept",
              GroupConfig::accept,
              (_, after, _) ->
                  after.accept()
                      ? "packets to the addresses are accepted"
                      : "packets to the addresses are dropped"),
          key("min-ttl", GroupConfig::minimumTtl, "counts at the next advert that is heard"),
          key("strict", GroupConfig::strict, "counts at the next advert that is heard"),
          new Key(
              "checksum",
              GroupConfig::checksum,
              group -> group.checksum().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              (_, _, _) -> "counts from the next advert on"),
          new Key(
              "lease",
              GroupConfig::lease,
              group -> lease(group.lease()),
              (_, _, _) -> "the addresses in the kernel get it at once"),
          new Key(
              "auth",
              GroupConfig::auth,
              group -> auth(group.auth()),
              (_, _, _) ->
                  "signs and verifies from the next advert on; what was heard cannot be replayed"),
          new Key(
              "announce",
              GroupConfig::announce,
              group -> announce(group.announce()),
              (_, _, situation) ->
                  situation.active() ? "announced once more, then by it" : "for when it is ACTIVE"),
          new Key(
              "checks",
              GroupConfig::checks,
              group -> joined(group.checks().stream().map(CheckConfig::name).toList()),
              (before, after, _) -> checks(before.checks(), after.checks())),
          new Key(
              "hooks",
              GroupConfig::hooks,
              group -> hooks(group.hooks()),
              (_, _, _) -> "the next change of role runs them"));

  private GroupKeys() {}

  private static Key key(String name, Function<GroupConfig, Object> value, Effect effect) {
    return new Key(name, value, group -> Objects.toString(value.apply(group), null), effect);
  }

  private static Key key(String name, Function<GroupConfig, Object> value, String effect) {
    return key(name, value, (_, _, _) -> effect);
  }

  private static Key hold(String name, Function<Holds, Duration> time, String effect) {
    return new Key(
        name,
        group -> time.apply(group.holds()),
        group -> Durations.text(time.apply(group.holds())),
        (_, _, _) -> effect);
  }

  private static String moves(GroupConfig before, GroupConfig after, Situation situation) {
    String router = "virtual router " + after.vrid() + " on " + after.interfaceName();
    if (situation.knownRouter()) {
      return "its addresses are those of " + router + " from now on, whose role stays what it is";
    }
    return "leaves virtual router %d on %s, and begins anew as %s%s"
        .formatted(
            before.vrid(),
            before.interfaceName(),
            router,
            situation.active() ? ", without its addresses until then" : "");
  }

  private static String priority(GroupConfig before, GroupConfig after, Situation situation) {
    if (after.owner() != before.owner()) {
      return after.owner() ? "owns its addresses" : "does not own its addresses any more";
    }
    return situation.active() && after.priority() < before.priority()
        ? "stays ACTIVE until a node of higher priority preempts it"
        : "counts from the next advert on";
  }

  private static String interval(GroupConfig before, GroupConfig after, Situation situation) {
    if (after.version() == GroupConfig.VERSION_2) {
      return "nodes that have another interval refuse its adverts";
    }
    return situation.active()
        ? "told to the other nodes at once, which count by the old one until they hear of it"
        : "counts when no other node tells its own";
  }

  private static String addresses(GroupConfig before, GroupConfig after, Situation situation) {
    List<String> parts = new ArrayList<>();
    after.addresses().stream()
        .filter(address -> !before.addresses().contains(address))
        .forEach(address -> parts.add("+" + address));
    before.addresses().stream()
        .filter(address -> !after.addresses().contains(address))
        .forEach(address -> parts.add("-" + address));
    String what = parts.isEmpty() ? "another order" : String.join(" ", parts);
    return what + (situation.active() ? ", while the others stay" : ", for when it is ACTIVE");
  }

  private static String peers(GroupConfig before, GroupConfig after, Situation situation) {
    return before.peers().isEmpty() == after.peers().isEmpty()
        ? "adverts are exchanged with these"
        : "the socket is opened anew";
  }

  private static String lease(Duration lease) {
    return lease == null ? "auto" : lease.isZero() ? "off" : Durations.text(lease);
  }

  private static String auth(AuthSettings auth) {
    return switch (auth) {
      case null -> null;
      case AuthSettings.Password _ -> "password";
      case AuthSettings.Keys keys ->
          "%s, keys %s, signs with %d"
              .formatted(
                  keys.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  keys.keys().stream()
                      .map(key -> Integer.toString(key.id()))
                      .collect(Collectors.joining(" ")),
                  keys.signWith());
    };
  }

  private static String announce(AnnounceConfig announce) {
    return "%d times, every %s, again every %s"
        .formatted(
            announce.repeat(),
            Durations.text(announce.spacing()),
            Durations.text(announce.refresh()));
  }

  private static String checks(List<CheckConfig> before, List<CheckConfig> after) {
    List<String> parts = new ArrayList<>();
    for (CheckConfig check : after) {
      CheckConfig namesake = find(before, check.name());
      if (namesake == null) {
        parts.add(check.name() + " begins");
      } else if (!namesake.equals(check)) {
        parts.add(check.name() + " changes");
      }
    }
    for (CheckConfig check : before) {
      if (find(after, check.name()) == null) {
        parts.add(check.name() + " ends");
      }
    }
    String what = parts.isEmpty() ? "another order" : String.join(", ", parts);
    return what + "; a check counts as before until it has a verdict of its own";
  }

  private static CheckConfig find(List<CheckConfig> checks, String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst().orElse(null);
  }

  /** Who is told; null for nobody. */
  static String hooks(HooksConfig hooks) {
    List<String> parts = new ArrayList<>(hooks.described());
    if (hooks.fifo() != null) {
      parts.add("fifo " + hooks.fifo());
    }
    if (hooks.webhook() != null) {
      parts.add("webhook " + hooks.webhook().url());
    }
    return parts.isEmpty()
        ? null
        : String.join(", ", parts) + ", " + Durations.text(hooks.timeout());
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(" "));
  }
}
