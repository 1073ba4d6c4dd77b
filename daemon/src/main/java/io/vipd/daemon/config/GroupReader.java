package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.Holds;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code groups/NAME.yaml}. */
final class GroupReader {
  private static final int INTERFACE_BYTES = 15;
  private static final int OWNER = 255;
  private static final Duration SHORT_INTERVAL = Duration.ofMillis(100);

  private static final Form<Integer> VRID =
      Forms.whole(
          1,
          255,
          "RFC 9568 5.2.3",
          "choose a number that no other virtual router on this network has");
  private static final Form<Integer> VERSION =
      Forms.choice(
          Map.of("2", GroupConfig.VERSION_2, "3", GroupConfig.VERSION_3),
          "3 (RFC 9568), or 2 (RFC 3768) beside routers that know no other");
  private static final Form<Integer> PRIORITY =
      Forms.whole(
          1,
          OWNER,
          "RFC 9568 5.2.4",
          "choose the highest number for the node that should normally be Active");
  private static final Form<Duration> INTERVAL =
      Forms.duration(
          "10ms", "40.95s", "RFC 9568 5.2.7", "choose the same time on all nodes, normally 1s");
  private static final Form<Duration> INTERVAL_2 =
      Forms.duration(
          "1s", "255s", "RFC 3768 5.3.7", "choose the same time on all nodes, normally 1s");
  private static final Form<ChecksumForm> CHECKSUM =
      Forms.choice(
          Map.of(
              "pseudo-header", ChecksumForm.PSEUDO_HEADER,
              "rfc9568", ChecksumForm.RFC9568),
          "pseudo-header or rfc9568");
  private static final Form<Integer> REPEAT =
      Forms.whole(1, 100, "", "write how often to announce after a takeover");
  private static final Form<Duration> SPACING =
      Forms.duration("10ms", "1m", "", "write the time between two announcements, such as 1s");

  private GroupReader() {}

  /** Reads the file, and the keys that it names, and looks at its programs. */
  static GroupFile read(Path file, Machine machine, ScriptFiles scripts, Findings findings) {
    Place whole = Place.whole(file);
    String name = ConfigFolder.groupName(file);
    try {
      Forms.NAME.read(name);
    } catch (Refused e) {
      findings.error(whole, "is named after its group, and that name " + e.getMessage());
    }
    Optional<Mapping> mapping =
        YamlFile.read(file, findings).map(root -> Mapping.root(root, Schema.GROUP, file, findings));
    if (mapping.isEmpty()) {
      if (findings.sound()) {
        findings.error(whole, "is empty; a group needs at least vrid, interface and addresses");
      }
      return new GroupFile(
          name, findings, null, null, null, 0, List.of(), whole, List.of(), List.of(), whole, null,
          null);
    }
    return read(name, mapping.get(), file, machine, scripts, findings);
  }

  private static GroupFile read(
      String name,
      Mapping group,
      Path file,
      Machine machine,
      ScriptFiles scripts,
      Findings findings) {
    Located<Integer> vrid = group.locate("vrid", VRID);
    Located<String> interfaceName = group.locate("interface", GroupReader::interfaceName);
    int version = group.read("version", VERSION);
    int priority = group.read("priority", PRIORITY);
    Duration interval = interval(group, version);
    AuthSettings auth = AuthReader.read(group, version, interval, machine, findings);
    AddressReader.Read addresses =
        AddressReader.read(group, version, auth instanceof AuthSettings.Keys, findings);
    unicast(group, addresses);
    boolean preempt = group.read("preempt", Forms.TRUTH);
    Holds holds = HoldsReader.read(group, priority, preempt);
    preemption(group, priority, preempt);
    boolean pair = group.read("pair", Forms.TRUTH);
    pair(group, pair, addresses);
    owner(group, priority);
    boolean accept = accept(group, priority);
    ChecksumForm checksum = checksum(group, version);
    Duration lease = group.read("lease", GroupReader::lease);
    AnnounceConfig announce = announce(group.mapping("announce", Schema.ANNOUNCE));
    List<CheckConfig> checks =
        group.named("checks", Schema.CHECK, Forms.NAME, "name").entrySet().stream()
            .map(check -> {
              CheckConfig config = CheckReader.read(check.getKey(), check.getValue(), scripts);
              TrackReader.ownInterface(check.getValue(), config.spec(), interfaceName);
              return config;
            })
            .toList();
    HooksConfig hooks = HooksReader.read(group, machine, scripts);
    if (priority == OWNER && !hooks.promoteLimit().isZero()) {
      group.error(
          "hooks",
          "promote has no meaning with priority 255, for the address owner claims at once (RFC 9568"
              + " 6.4.1); remove it");
    }
    GroupConfig config =
        !findings.sound()
            ? null
            : new GroupConfig(
                name,
                vrid.value(),
                interfaceName.value(),
                version,
                priority,
                interval,
                addresses.addresses().stream().map(Located::value).toList(),
                addresses.advertise().stream().map(Located::value).toList(),
                addresses.peers().stream().map(Located::value).toList(),
                valueOf(addresses.source()),
                valueOf(addresses.sourceIpv6()),
                preempt,
                pair,
                holds,
                accept,
                addresses.minimumTtl(),
                addresses.strict(),
                checksum,
                auth,
                lease,
                announce,
                checks,
                hooks,
                file);
    return new GroupFile(
        name,
        findings,
        config,
        vrid,
        interfaceName,
        priority,
        addresses.addresses(),
        group.place("addresses"),
        addresses.advertise(),
        addresses.peers(),
        group.place("peers"),
        addresses.source(),
        addresses.sourceIpv6());
  }

  private static IpAddress valueOf(Located<IpAddress> located) {
    return located == null ? null : located.value();
  }

  /** What the kernel takes as an interface's name. */
  static String interfaceName(String text) throws Refused {
    if (text.isEmpty()
        || text.equals(".")
        || text.equals("..")
        || text.getBytes(StandardCharsets.UTF_8).length > INTERFACE_BYTES
        || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '/' || c == ':')) {
      throw new Refused(
          "is no name of a Linux interface: 1 to 15 bytes without spaces, '/' and ':'; write one"
              + " that ip link shows");
    }
    return text;
  }

  private static Duration interval(Mapping group, int version) {
    Duration interval =
        group.read(
            "interval",
            version == GroupConfig.VERSION_2
                ? GroupReader::wholeSeconds
                : GroupReader::centiseconds);
    if (interval.compareTo(SHORT_INTERVAL) < 0) {
      group.warn(
          "interval",
          group.shown("interval")
              + " is below 100ms, so a stall of three times that on a busy machine is taken for a"
              + " failure; keep it only where you have measured");
    }
    return interval;
  }

  private static Duration centiseconds(String text) throws Refused {
    Duration interval = INTERVAL.read(text);
    if (interval.toNanos() % Centiseconds.NANOS != 0) {
      throw new Refused(
          "is no whole number of centiseconds (RFC 9568 5.2.7); choose a multiple of 10ms");
    }
    return interval;
  }

  private static Duration wholeSeconds(String text) throws Refused {
    Duration interval = INTERVAL_2.read(text);
    if (interval.getNano() != 0) {
      throw new Refused(
          "is no whole number of seconds, which version 2 counts in (RFC 3768 5.3.7); round it");
    }
    return interval;
  }

  private static void unicast(Mapping group, AddressReader.Read addresses) {
    if (!addresses.peers().isEmpty() && !group.has("auth")) {
      group.warn(
          "peers",
          "adverts of unicast peers can be forged by whoever can send from their address; add"
              + " auth");
    }
  }

  private static void preemption(Mapping group, int priority, boolean preempt) {
    if (!preempt && priority == OWNER) {
      group.warn(
          "preempt",
          "false has no effect with priority 255, for the address owner always preempts (RFC 9568"
              + " 6.1); choose a priority up to 254");
    }
  }

  private static void pair(Mapping group, boolean pair, AddressReader.Read addresses) {
    for (Family family : Family.values()) {
      long others =
          addresses.peers().stream().filter(peer -> peer.value().family() == family).count();
      if (pair && others > 1) {
        group.error(
            "pair",
            "true means that there is one other node, but peers lists "
                + others
                + "; write false, so that the best of them takes over");
        return;
      }
    }
  }

  private static void owner(Mapping group, int priority) {
    if (priority == OWNER && group.size("addresses") == 0) {
      group.error(
          "priority",
          "255 is for the owner of the addresses (RFC 9568 5.2.4), and this group has none; choose"
              + " one up to 254");
    }
  }

  private static boolean accept(Mapping group, int priority) {
    boolean accept = group.read("accept", Forms.TRUTH);
    if (!accept && priority == OWNER) {
      group.warn(
          "accept",
          "false has no effect with priority 255, for the address owner always accepts (RFC 9568"
              + " 6.1); choose a priority up to 254");
    }
    return accept;
  }

  private static ChecksumForm checksum(Mapping group, int version) {
    ChecksumForm checksum = group.read("checksum", CHECKSUM);
    if (version == GroupConfig.VERSION_2 && group.has("checksum")) {
      group.error(
          "checksum",
          group.shown("checksum")
              + " has no meaning with version: 2, which knows one form (RFC 3768 5.3.8); remove"
              + " it");
    }
    return checksum;
  }

  /** Null for auto and zero for off, as {@link GroupConfig#lease} has it. */
  private static Duration lease(String text) throws Refused {
    if (text.equals("auto")) {
      return null;
    }
    if (text.equals("off")) {
      return Duration.ZERO;
    }
    if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
      throw new Refused("is unknown; write auto, off or whole seconds from 2s to 1h");
    }
    Duration lease =
        Forms.duration("2s", "1h", "", "write auto, off or whole seconds in that range").read(text);
    if (lease.getNano() != 0) {
      throw new Refused("has a fraction, and the kernel counts whole seconds; round it");
    }
    return lease;
  }

  private static AnnounceConfig announce(Mapping announce) {
    return new AnnounceConfig(
        announce.read("repeat", REPEAT),
        announce.read("spacing", SPACING),
        announce.read("refresh", GroupReader::refresh),
        InquiryReader.read(announce));
  }

  private static Duration refresh(String text) throws Refused {
    Duration refresh = Durations.read(text);
    return refresh.isZero()
        ? refresh
        : Forms.duration("1s", "1h", "", "write a time in that range, or 0s for none").read(text);
  }
}
