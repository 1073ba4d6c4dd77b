package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.control.NodeStatus.ForeignRouterStatus;
import io.vipd.vrrp.node.Foreigner;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once of each router that uses a group's VRID and is none of its peers who it is, what
 * differs and what to do, and once more when it has fallen silent: to the log, the journal and
 * hooks. Its station is looked for first, for a few seconds. Core thread only.
 */
final class ForeignWatch {
  private static final Logger log = LoggerFactory.getLogger(ForeignWatch.class);

  /** One or two may have been on their way while somebody changed a configuration. */
  private static final int LEAST_ADVERTS = 3;

  private static final long STATION_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final class Known {
    private final Foreigner foreigner;
    private final long sinceNanos;
    private boolean told;

    Known(Foreigner foreigner, long sinceNanos) {
      this.foreigner = foreigner;
      this.sinceNanos = sinceNanos;
    }
  }

  // Whoever may send on the segment could be a thousand routers.
  private final Allowance tellings = new Allowance(4, TimeUnit.MINUTES.toNanos(1));
  private final List<Known> known = new ArrayList<>();

  /** Looks who is there; creates no object as long as nobody is. */
  void look(Group group, Chronicle chronicle, HookTeller hooks, long nowNanos) {
    for (int i = known.size() - 1; i >= 0; i--) {
      Foreigner foreigner = known.get(i).foreigner;
      if (!foreigner.isThere(nowNanos)) {
        if (known.remove(i).told) {
          tellOver(group, foreigner, chronicle, hooks);
        }
      }
    }
    for (int i = 0; i < group.router().foreignerCount(); i++) {
      Foreigner foreigner = group.router().foreigner(i);
      if (matters(foreigner, nowNanos) && !isKnown(foreigner)) {
        known.add(new Known(foreigner, nowNanos));
        if (group.announcement != null) {
          group.announcement.inquiry().lookForRouters();
        }
      }
    }
    for (int i = 0; i < known.size(); i++) {
      Known each = known.get(i);
      if (!each.told
          && (station(group, each.foreigner) != null
              || nowNanos - each.sinceNanos >= STATION_LIMIT_NANOS)
          && tellings.take(nowNanos)) {
        each.told = true;
        tell(group, each.foreigner, chronicle, hooks);
      }
    }
  }

  private boolean isKnown(Foreigner foreigner) {
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).foreigner == foreigner) {
        return true;
      }
    }
    return false;
  }

  private static boolean matters(Foreigner foreigner, long nowNanos) {
    return foreigner.adverts() >= LEAST_ADVERTS && foreigner.isThere(nowNanos);
  }

  private static void tell(
      Group group, Foreigner foreigner, Chronicle chronicle, HookTeller hooks) {
    String why = sentence(group, foreigner);
    MacAddress station = station(group, foreigner);
    log.warn(
        "{}. {} group={} interface={} vrid={} source={} mac={}",
        why,
        mend(foreigner),
        group.name(),
        group.link().name(),
        group.config().vrid(),
        foreigner.source(),
        station == null ? "unknown" : station);
    chronicle.foreignRouter(group, foreigner, station, why);
    hooks.foreignRouter(group, foreigner.source(), why);
  }

  private static void tellOver(
      Group group, Foreigner foreigner, Chronicle chronicle, HookTeller hooks) {
    log.info(
        "the other router with VRID {} has fallen silent. group={} source={} adverts={}",
        group.config().vrid(),
        group.name(),
        foreigner.source(),
        foreigner.adverts());
    String why = "the other router with its VRID, " + foreigner.source() + ", has fallen silent";
    chronicle.foreignRouterGone(group, foreigner, why);
    hooks.foreignRouterGone(group, foreigner.source(), why);
  }

  /** Who it is and what differs. */
  private static String sentence(Group group, Foreigner foreigner) {
    return "another router, %s (%s), uses VRID %d on %s: VRRPv%d, priority %d, every %d ms, addresses %s, authentication %s; %s"
        .formatted(
            foreigner.source(),
            known(station(group, foreigner)),
            group.config().vrid(),
            group.link().name(),
            foreigner.version(),
            foreigner.priority(),
            TimeUnit.NANOSECONDS.toMillis(foreigner.intervalNanos()),
            String.join(", ", addresses(foreigner)),
            authentication(foreigner),
            problem(foreigner));
  }

  private static String problem(Foreigner foreigner) {
    return foreigner.verdict().accepted()
        ? "it has none of this group's addresses, and takes part in its election all the same"
        : "its adverts are refused: " + foreigner.verdict().rule();
  }

  private static String mend(Foreigner foreigner) {
    return foreigner.verdict().accepted()
        ? "Give one of the two another VRID; 'vipctl scan' lists the free ones."
        : "If it is a peer, configure it like this node; if not, give one of the two another VRID"
            + " ('vipctl scan' lists the free ones).";
  }

  /** How adverts are authenticated; the form, for nobody can tell the key. */
  static String authentication(Foreigner foreigner) {
    if (foreigner.signed()) {
      return "signed";
    }
    return switch (foreigner.authenticationType()) {
      case 0 -> "none";
      case 1 -> "password";
      default -> "type " + foreigner.authenticationType();
    };
  }

  static List<String> addresses(Foreigner foreigner) {
    List<String> addresses =
        foreigner.addresses().stream().map(IpAddress::toString).collect(Collectors.toList());
    int more = foreigner.addressCount() - addresses.size();
    if (more > 0) {
      addresses.add("and " + more + " more");
    }
    return addresses;
  }

  private static MacAddress station(Group group, Foreigner foreigner) {
    Announcement announcement = group.announcement;
    return announcement == null
        ? null
        : announcement.inquiry().stationOf(Group.inet(foreigner.source()));
  }

  private static String known(MacAddress station) {
    return station == null ? "MAC address unknown" : station.toString();
  }

  /** Who is there at this moment, for people and programs. */
  static List<ForeignRouterStatus> picture(Group group, long nowNanos) {
    List<ForeignRouterStatus> all = new ArrayList<>();
    for (int i = 0; i < group.router().foreignerCount(); i++) {
      Foreigner foreigner = group.router().foreigner(i);
      if (matters(foreigner, nowNanos)) {
        MacAddress station = station(group, foreigner);
        all.add(
            new ForeignRouterStatus(
                foreigner.source().toString(),
                station == null ? null : station.toString(),
                foreigner.version(),
                foreigner.priority(),
                TimeUnit.NANOSECONDS.toMillis(foreigner.intervalNanos()),
                addresses(foreigner),
                authentication(foreigner),
                problem(foreigner),
                mend(foreigner),
                TimeUnit.NANOSECONDS.toMillis(nowNanos - foreigner.sinceNanos()),
                Math.max(0, TimeUnit.NANOSECONDS.toMillis(nowNanos - foreigner.heardAtNanos())),
                foreigner.adverts()));
      }
    }
    return all;
  }
}
