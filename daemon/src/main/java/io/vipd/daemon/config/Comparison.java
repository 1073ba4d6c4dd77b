package io.vipd.daemon.config;

import io.vipd.daemon.config.Priorities.Weight;
import io.vipd.vrrp.wire.Family;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Compares the configurations of nodes that are to hold the same addresses: what must be the same,
 * and whether weights can ever make one of them better than another.
 */
public final class Comparison {
  /**
   * A node's configuration.
   *
   * @param folder where it was read from, which is what messages call it
   */
  public record Member(Path folder, Config config) {}

  /** A group as one node has it. */
  private record Side(Member member, GroupConfig group) {
    Priorities priorities() {
      return Priorities.of(group, member.config());
    }

    Place place(String... keys) {
      return Nodes.find(group.file(), keys);
    }
  }

  private final List<Member> members;
  private final Findings findings = new Findings();

  private Comparison(List<Member> members) {
    this.members = members;
  }

  /**
   * What does not fit.
   *
   * @param errors what keeps the nodes from working together
   * @param warnings what is unwise
   */
  public record Result(List<Problem> errors, List<Problem> warnings) {}

  /** Compares two nodes or more. */
  public static Result of(List<Member> members) {
    Comparison comparison = new Comparison(members);
    comparison.bonds().forEach(comparison::compare);
    comparison.syncGroups();
    return new Result(comparison.findings.errors(), comparison.findings.warnings());
  }

  /** What checks can make of the priority of each group, in the order of the groups' names. */
  public static List<Priorities> priorities(Config config) {
    return config.groups().stream().map(group -> Priorities.of(group, config)).toList();
  }

  /** The groups of one name, and those that are the same virtual router under another. */
  private List<List<Side>> bonds() {
    Map<String, List<Side>> byName = new LinkedHashMap<>();
    for (Member member : members) {
      for (GroupConfig group : member.config().groups()) {
        byName
            .computeIfAbsent(nameOf(group, byName, member), _ -> new ArrayList<>())
            .add(new Side(member, group));
      }
    }
    return List.copyOf(byName.values());
  }

  private String nameOf(GroupConfig group, Map<String, List<Side>> known, Member member) {
    if (known.containsKey(group.name())) {
      return group.name();
    }
    for (Map.Entry<String, List<Side>> other : known.entrySet()) {
      GroupConfig namesake = other.getValue().getFirst().group();
      boolean sameRouter =
          namesake.vrid() == group.vrid()
              && namesake.addresses().stream().anyMatch(group.addresses()::contains);
      boolean free =
          other.getValue().stream().noneMatch(side -> side.member() == member)
              && member.config().groups().stream()
                  .noneMatch(mate -> mate.name().equals(other.getKey()));
      if (sameRouter && free) {
        findings.warn(
            Place.whole(group.file()),
            "is the virtual router that %s is; give both groups one name"
                .formatted(namesake.file()));
        return other.getKey();
      }
    }
    return group.name();
  }

  private void compare(List<Side> sides) {
    Side first = sides.getFirst();
    if (sides.size() == 1) {
      findings.warn(
          Place.whole(first.group().file()),
          "is on this node alone, so nobody can take its addresses over; is it missing in another"
              + " folder?");
      return;
    }
    for (Side side : sides.subList(1, sides.size())) {
      same(first, side, "vrid", GroupConfig::vrid, "they are two virtual routers, both Active");
      same(first, side, "version", GroupConfig::version, "neither hears the other");
      same(
          first,
          side,
          "interval",
          group -> Durations.text(group.interval()),
          "each counts by what the other says, or refuses it");
      same(
          first,
          side,
          "addresses",
          group -> new Addressed(group.addresses()),
          "a takeover leaves some of them behind");
      unicast(first, side);
      authentication(first, side);
    }
    for (Side side : sides) {
      priorities(side, sides);
      if (side.group().pair() && sides.size() > 2) {
        findings.error(
            side.place("pair"),
            "pair: true means that there is one other node, and here are %d; write false"
                .formatted(sides.size() - 1));
      }
    }
  }

  /** Addresses, the order of which does not matter to whether they are the same. */
  private record Addressed(List<?> addresses) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Addressed(List<?> theirs)
          && new HashSet<Object>(addresses).equals(new HashSet<Object>(theirs));
    }

    @Override
    public int hashCode() {
      return new HashSet<Object>(addresses).hashCode();
    }

    @Override
    public String toString() {
      return addresses.toString();
    }
  }

  private void same(
      Side first, Side side, String key, Function<GroupConfig, Object> value, String consequence) {
    Object theirs = value.apply(first.group());
    Object ours = value.apply(side.group());
    if (!theirs.equals(ours)) {
      findings.error(
          side.place(key),
          "%s: %s, and %s has %s, so that %s; write the same on all nodes"
              .formatted(key, ours, first.place(key), theirs, consequence));
    }
  }

  private void unicast(Side first, Side side) {
    for (Family family : side.group().families()) {
      boolean theirs = first.group().peers(family).isEmpty();
      if (first.group().families().contains(family)
          && theirs != side.group().peers(family).isEmpty()) {
        findings.error(
            side.place("peers"),
            "peers: adverts go by %s here, and by %s with %s, so that neither hears the other; give peers to all nodes or to none"
                .formatted(
                    theirs ? "unicast" : "multicast",
                    theirs ? "multicast" : "unicast",
                    first.group().file()));
      }
    }
  }

  private void authentication(Side first, Side side) {
    AuthSettings theirs = first.group().auth();
    AuthSettings ours = side.group().auth();
    if (theirs instanceof AuthSettings.Keys one && ours instanceof AuthSettings.Keys other) {
      signature(one, first, other, side);
      signature(other, side, one, first);
    } else if (!Objects.equals(theirs, ours)) {
      boolean strict =
          theirs instanceof AuthSettings.Password
              || ours instanceof AuthSettings.Password
              || demands(theirs)
              || demands(ours);
      String message =
          "auth: %s here, and %s in %s; write the same on all nodes"
              .formatted(kind(ours), kind(theirs), first.group().file());
      if (strict) {
        findings.error(side.place("auth"), message);
      } else {
        findings.warn(side.place("auth"), message);
      }
    }
  }

  private static boolean demands(AuthSettings auth) {
    return auth instanceof AuthSettings.Keys keys && keys.mode() == AuthSettings.Mode.ENFORCE;
  }

  private static String kind(AuthSettings auth) {
    return switch (auth) {
      case null -> "nothing";
      case AuthSettings.Password _ -> "a password";
      case AuthSettings.Keys _ -> "keys";
    };
  }

  /** What one node signs with must be known to the other, as the same key. */
  private void signature(
      AuthSettings.Keys signer, Side signing, AuthSettings.Keys verifier, Side verifying) {
    if (signer.mode() == AuthSettings.Mode.RECEIVE_ONLY) {
      if (verifier.mode() == AuthSettings.Mode.ENFORCE) {
        findings.error(
            verifying.place("auth", "mode"),
            "auth.mode: enforce, but %s does not sign (receive-only), so its adverts are refused; write permissive first"
                .formatted(signing.group().file()));
      }
      return;
    }
    byte[] secret = secret(signer, signer.signWith());
    byte[] known = secret(verifier, signer.signWith());
    if (known == null) {
      findings.error(
          verifying.place("auth", "keys"),
          "auth.keys: %s signs with key %d, which is not among %s; add it here first"
              .formatted(
                  signing.group().file(),
                  signer.signWith(),
                  verifier.keys().stream().map(AuthSettings.Key::id).toList()));
    } else if (secret.length > 0 && known.length > 0 && !MessageDigest.isEqual(secret, known)) {
      findings.error(
          verifying.place("auth", "keys"),
          "auth.keys: key %d is another one in %s; give all nodes the same"
              .formatted(signer.signWith(), signing.group().file()));
    }
  }

  private static byte[] secret(AuthSettings.Keys keys, int id) {
    return keys.keys().stream()
        .filter(key -> key.id() == id)
        .map(AuthSettings.Key::secret)
        .findFirst()
        .orElse(null);
  }

  private void priorities(Side side, List<Side> sides) {
    List<Side> others = sides.stream().filter(other -> other != side).toList();
    for (Side other : sides.subList(0, sides.indexOf(side))) {
      if (other.group().owner() && side.group().owner()) {
        findings.error(
            side.place("priority"),
            "priority: 255, and %s has it too, but an address has one owner; choose up to 254"
                .formatted(other.place("priority")));
      } else if (other.group().priority() == side.group().priority()) {
        findings.warn(
            side.place("priority"),
            "priority: %d, and %s has the same, so that the higher address decides who is Active; choose a lower one for the node that should be Backup (RFC 9568 8.3.2)"
                .formatted(side.group().priority(), other.place("priority")));
      }
    }
    Priorities own = side.priorities();
    for (Weight weight : own.weights()) {
      if (weight.group() == side.group()
          && others.stream().noneMatch(other -> own.canDecide(weight, other.priorities()))) {
        useless(weight, own, side, others);
      }
    }
  }

  private void useless(Weight weight, Priorities own, Side side, List<Side> others) {
    int best = others.stream().mapToInt(other -> other.priorities().highest()).max().orElseThrow();
    int worst = others.stream().mapToInt(other -> other.priorities().lowest()).min().orElseThrow();
    String check = weight.check().name();
    findings.error(
        side.place("checks", check, "weight"),
        "checks.%s.weight: %d can never move %s, for this node has %d to %d by its checks, and %s %d to %d; %s"
            .formatted(
                check,
                weight.check().weight(),
                side.group().name(),
                own.lowest(),
                own.highest(),
                others.size() == 1 ? others.getFirst().member().folder() : "the others",
                worst,
                best,
                mend(weight.check().weight(), own.highest(), worst, best)));
  }

  private static String mend(int weight, int highest, int worst, int best) {
    if (highest < worst) {
      return "raise its priority, or remove the weight";
    }
    if (weight < 0) {
      return "write %d or lower".formatted(best - highest - 1);
    }
    return highest - weight >= best
        ? "lower its priority by %d".formatted(highest - weight - best + 1)
        : "write %d or more".formatted(best - highest + weight);
  }

  /** The order of the members decides whose election counts, so it must be the same. */
  private void syncGroups() {
    Member first = members.getFirst();
    for (Member member : members.subList(1, members.size())) {
      if (!member.config().node().sync().equals(first.config().node().sync())) {
        Path file = member.config().node().file();
        findings.error(
            file == null ? Place.whole(member.folder()) : Nodes.find(file, "sync"),
            "sync: %s, and %s has %s; write the same groups in the same order on all nodes, for the first one's election decides"
                .formatted(shown(member), first.folder(), shown(first)));
      }
    }
  }

  private static String shown(Member member) {
    List<SyncGroup> sync = member.config().node().sync();
    return sync.isEmpty() ? "none" : sync.toString();
  }
}
