package io.vipd.daemon.doctor;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.doctor.VirtualRouter.Live;
import io.vipd.daemon.doctor.VirtualRouter.Peer;
import io.vipd.daemon.doctor.VirtualRouter.Signature;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/** Asks every check. */
public final class Doctor {
  private static final int OWNER_PRIORITY = 255;

  private static final List<BiConsumer<Case, Findings>> CHECKS =
      List.of(
          DaemonCheck::look,
          InterfaceCheck::look,
          DuplicateCheck::look,
          OtherDaemonCheck::look,
          FirewallCheck::look,
          KernelSettingsCheck::look,
          ServiceCheck::look,
          NetworkServiceCheck::look,
          ClockCheck::look,
          PeerCheck::look);

  private Doctor() {}

  /**
   * Looks at a host.
   *
   * @param loaded what is configured; where that cannot be used, what the daemon says counts
   * @param status what the daemon says; null where none answers
   * @param noDaemon why none answers; null where one does
   * @return what was found, the worst first
   */
  public static List<Finding> examine(
      Host host, Loaded loaded, NodeStatus status, String noDaemon) {
    Findings findings = new Findings();
    List<VirtualRouter> routers =
        switch (loaded) {
          case Loaded.Valid(Config config, _) -> of(config, status);
          case Loaded.Invalid(List<Problem> problems) -> {
            invalid(host, problems, findings);
            yield of(status);
          }
        };
    Case patient = new Case(host, routers, status == null ? null : status.pid(), noDaemon);
    return examine(patient, findings);
  }

  private static void invalid(Host host, List<Problem> problems, Findings findings) {
    String what = "the configuration cannot be used: " + problems.getFirst();
    String why = "what it says was not looked at, only what the daemon says";
    if (host.root()) {
      findings.problem(
          "config",
          what,
          why + "; and vipd would not start with it",
          "vipctl check-config lists all that is wrong");
    } else {
      findings.needsRoot("config", what, why);
    }
  }

  static List<Finding> examine(Case patient) {
    return examine(patient, new Findings());
  }

  private static List<Finding> examine(Case patient, Findings findings) {
    CHECKS.forEach(check -> check.accept(patient, findings));
    return findings.all().stream()
        .sorted(Comparator.comparing(Finding::severity).reversed())
        .toList();
  }

  private static List<VirtualRouter> of(Config config, NodeStatus status) {
    List<VirtualRouter> routers = new ArrayList<>();
    for (GroupConfig group : config.groups()) {
      for (Family family : group.families()) {
        routers.add(
            new VirtualRouter(
                group.name(),
                group.interfaceName(),
                family,
                group.version(),
                group.vrid(),
                group.addresses(family),
                group.peers(family),
                group.owner(),
                signature(group.auth()),
                live(status, group.name(), family)));
      }
    }
    return routers;
  }

  private static Signature signature(AuthSettings auth) {
    return switch (auth) {
      case null -> Signature.NONE;
      case AuthSettings.Password _ -> Signature.NONE;
      case AuthSettings.Keys keys -> keys.window() == null ? Signature.MONOTONIC : Signature.TIME;
    };
  }

  private static Live live(NodeStatus status, String group, Family family) {
    return status == null
        ? null
        : status.groups().stream()
            .filter(each -> each.name().equals(group) && family(each) == family)
            .findFirst()
            .map(Doctor::live)
            .orElse(null);
  }

  private static List<VirtualRouter> of(NodeStatus status) {
    if (status == null) {
      return List.of();
    }
    return status.groups().stream()
        .map(group ->
            new VirtualRouter(
                group.name(),
                group.interfaceName(),
                family(group),
                group.version(),
                group.vrid(),
                group.addresses().stream().map(Doctor::address).toList(),
                List.of(),
                group.basePriority() == OWNER_PRIORITY,
                Signature.UNKNOWN,
                live(group)))
        .toList();
  }

  private static Family family(GroupStatus group) {
    return group.family().equals("ipv6") ? Family.IPV6 : Family.IPV4;
  }

  private static VirtualAddress address(String text) {
    int slash = text.indexOf('/');
    return new VirtualAddress(
        IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  private static Live live(GroupStatus group) {
    return new Live(
        group.role(),
        group.why(),
        group.peers().stream()
            .map(peer ->
                new Peer(
                    peer.address(), peer.lastAdvertAgeMillis(), peer.checksum(), peer.warning()))
            .toList());
  }
}
