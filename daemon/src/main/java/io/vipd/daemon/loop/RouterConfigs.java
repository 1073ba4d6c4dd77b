package io.vipd.daemon.loop;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.RouterConfig.Admission;
import io.vipd.vrrp.node.RouterConfig.Patience;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.Password;
import java.time.Duration;

/** What a group's file means for its virtual router, or for the two that it is. */
final class RouterConfigs {
  /** The first run of a check may take so much longer, for the classes that it loads. */
  private static final Duration FIRST_RUN_EXTRA = Duration.ofSeconds(5);

  private RouterConfigs() {}

  /** The router of a group's addresses of this family. */
  static RouterConfig of(GroupConfig group, Family family) {
    return new RouterConfig(
        name(group, family),
        group.version(),
        group.vrid(),
        group.priority(),
        group.interval(),
        group.advertised(family).stream().map(VirtualAddress::address).toList(),
        group.peers(family),
        group.preempt(),
        group.pair(),
        patience(group),
        group.checksum(),
        admission(group),
        group.checks().stream().map(CheckConfig::weight).toList());
  }

  private static Patience patience(GroupConfig group) {
    GroupConfig.Holds holds = group.holds();
    return new Patience(
        holds.preemptDelay(),
        holds.recoverHold(),
        holds.bootHold(),
        holds.settle(),
        verdictLimit(group),
        group.hooks().promoteLimit());
  }

  /** Longer than a check can take to be up or down for the first time, unless it wavers. */
  private static Duration verdictLimit(GroupConfig group) {
    Duration longest = Duration.ZERO;
    for (CheckConfig check : group.checks()) {
      Duration run = check.every().compareTo(check.timeout()) > 0 ? check.every() : check.timeout();
      Duration delay =
          check.upDelay().compareTo(check.downDelay()) > 0 ? check.upDelay() : check.downDelay();
      Duration verdict =
          run.multipliedBy(Math.max(check.rise(), check.fall())).plus(FIRST_RUN_EXTRA).plus(delay);
      longest = verdict.compareTo(longest) > 0 ? verdict : longest;
    }
    return longest;
  }

  private static Admission admission(GroupConfig group) {
    return new Admission(
        group.minimumTtl(),
        group.strict(),
        group.auth() instanceof AuthSettings.Password password
            ? new Password(password.bytes())
            : null,
        group.auth() instanceof AuthSettings.Keys keys ? auth(group, keys) : null);
  }

  private static AuthConfig auth(GroupConfig group, AuthSettings.Keys keys) {
    return new AuthConfig(
        switch (keys.mode()) {
          case ENFORCE -> AuthMode.ENFORCE;
          case PERMISSIVE -> AuthMode.PERMISSIVE;
          case RECEIVE_ONLY -> AuthMode.RECEIVE_ONLY;
        },
        keys.keys().stream().map(key -> new HmacKey(key.id(), key.secret())).toList(),
        keys.signWith(),
        switch (keys.freshness()) {
          case TIME -> Freshness.TIME;
          case MONOTONIC -> Freshness.MONOTONIC;
        },
        keys.window() == null
            ? AuthConfig.defaultWindowNanos(group.interval().toNanos())
            : keys.window().toNanos());
  }

  /** The group's name; with the family where the group has addresses of both. */
  static String name(GroupConfig group, Family family) {
    if (group.families().size() == 1) {
      return group.name();
    }
    return switch (family) {
      case IPV4 -> group.name() + "/ipv4";
      case IPV6 -> group.name() + "/ipv6";
    };
  }
}
