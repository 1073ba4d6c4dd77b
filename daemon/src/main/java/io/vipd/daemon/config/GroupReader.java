package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code groups/NAME.yaml}. */
final class GroupReader {
  private static final int MAX_ADDRESSES = 255;
  private static final int INTERFACE_BYTES = 15;
  private static final int OWNER = 255;
  private static final int SHORTEST_PREFIX = 8;
  private static final Centiseconds SHORT_INTERVAL = new Centiseconds(10);

  private static final Form<Integer> VRID =
      Forms.whole(
          1,
          255,
          "RFC 9568 5.2.3",
          "choose a number that no other virtual router on this network has");
  private static final Form<Integer> PRIORITY =
      Forms.whole(
          1,
          OWNER,
          "RFC 9568 5.2.4",
          "choose the highest number for the node that should normally be Active");
  private static final Form<Duration> INTERVAL =
      Forms.duration(
          "10ms", "40.95s", "RFC 9568 5.2.7", "choose the same time on all nodes, normally 1s");
  private static final Form<ChecksumForm> CHECKSUM =
      Forms.choice(
          Map.of(
              "pseudo-header", ChecksumForm.PSEUDO_HEADER,
              "rfc9568", ChecksumForm.RFC9568),
          "pseudo-header or rfc9568");
  private static final Form<Duration> PREEMPT_DELAY =
      Forms.duration("0s", "1h", "", "write how long to listen before preempting, such as 30s");
  private static final Form<Integer> REPEAT =
      Forms.whole(1, 100, "", "write how often to announce after a takeover");
  private static final Form<Duration> SPACING =
      Forms.duration("10ms", "1m", "", "write the time between two announcements, such as 1s");
  private static final Form<Duration> HOOK_TIMEOUT =
      Forms.duration("10ms", "1h", "", "write how long a hook may take, such as 10s");

  private GroupReader() {}

  /** Reads the file. */
  static GroupFile read(Path file, Findings findings) {
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
      return new GroupFile(findings, null, null, null, 0, List.of(), List.of(), whole, null);
    }
    return read(name, mapping.get(), file, findings);
  }

  private static GroupFile read(String name, Mapping group, Path file, Findings findings) {
    Located<Integer> vrid = group.locate("vrid", VRID);
    Located<String> interfaceName = group.locate("interface", GroupReader::interfaceName);
    int priority = group.read("priority", PRIORITY);
    Centiseconds interval = interval(group);
    List<Located<VirtualAddress>> addresses = addresses(group, findings);
    List<Located<IpAddress>> peers = group.list("peers", Ipv4::host);
    Located<IpAddress> source = group.locate("source", Ipv4::host);
    boolean preempt = group.read("preempt", Forms.TRUTH);
    Duration preemptDelay = group.read("preempt-delay", PREEMPT_DELAY);
    preemption(group, priority, preempt, preemptDelay);
    ChecksumForm checksum = group.read("checksum", CHECKSUM);
    Duration lease = group.read("lease", GroupReader::lease);
    AnnounceConfig announce = announce(group.mapping("announce", Schema.ANNOUNCE));
    List<CheckConfig> checks =
        group.named("checks", Schema.CHECK).entrySet().stream()
            .map(check -> CheckReader.read(check.getKey(), check.getValue()))
            .toList();
    HooksConfig hooks = hooks(group.mapping("hooks", Schema.HOOKS));
    GroupConfig config =
        !findings.sound()
            ? null
            : new GroupConfig(
                name,
                vrid.value(),
                interfaceName.value(),
                priority,
                interval,
                addresses.stream().map(Located::value).toList(),
                peers.stream().map(Located::value).toList(),
                source == null ? null : source.value(),
                preempt,
                preemptDelay,
                checksum,
                lease,
                announce,
                checks,
                hooks,
                file);
    return new GroupFile(
        findings,
        config,
        vrid,
        interfaceName,
        priority,
        addresses,
        peers,
        group.place("peers"),
        source);
  }

  /** What the kernel takes as an interface's name. */
  private static String interfaceName(String text) throws Refused {
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

  private static Centiseconds interval(Mapping group) {
    Centiseconds interval = group.read("interval", GroupReader::interval);
    if (interval.value() < SHORT_INTERVAL.value()) {
      group.warn(
          "interval",
          group.shown("interval")
              + " is below 100ms, so a stall of three times that on a busy machine is taken for a"
              + " failure; keep it only where you have measured");
    }
    return interval;
  }

  private static Centiseconds interval(String text) throws Refused {
    Duration interval = INTERVAL.read(text);
    if (interval.toNanos() % Centiseconds.NANOS != 0) {
      throw new Refused(
          "is no whole number of centiseconds (RFC 9568 5.2.7); choose a multiple of 10ms");
    }
    return Centiseconds.of(interval);
  }

  private static List<Located<VirtualAddress>> addresses(Mapping group, Findings findings) {
    List<Located<VirtualAddress>> addresses = group.list("addresses", Ipv4::virtual);
    int size = group.size("addresses");
    if (size == 0) {
      group.error("addresses", "is an empty list; write for instance [192.0.2.10/24]");
    }
    if (size > MAX_ADDRESSES) {
      group.error(
          "addresses",
          size
              + " of them are more than the "
              + MAX_ADDRESSES
              + " that an advert can hold (RFC 9568 5.2.5); make two groups of them");
    }
    for (Located<VirtualAddress> address : addresses) {
      if (address.value().prefixLength() < SHORTEST_PREFIX) {
        findings.warn(
            address.place(),
            "addresses: "
                + address.value()
                + " claims that most of the Internet is on this interface; write the prefix length"
                + " of its network, such as /24");
      }
    }
    return addresses;
  }

  private static void preemption(
      Mapping group, int priority, boolean preempt, Duration preemptDelay) {
    if (!preempt && !preemptDelay.isZero()) {
      group.error(
          "preempt-delay",
          group.shown("preempt-delay")
              + " has no meaning with preempt: false; remove one of the two");
    }
    if (!preempt && priority == OWNER) {
      group.warn(
          "preempt",
          "false has no effect with priority 255, for the address owner always preempts (RFC 9568"
              + " 6.1); choose a priority up to 254");
    }
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
        announce.read("refresh", GroupReader::refresh));
  }

  private static Duration refresh(String text) throws Refused {
    Duration refresh = Durations.read(text);
    return refresh.isZero()
        ? refresh
        : Forms.duration("1s", "1h", "", "write a time in that range, or 0s for none").read(text);
  }

  private static HooksConfig hooks(Mapping hooks) {
    return new HooksConfig(
        hooks.command("active"),
        hooks.command("backup"),
        hooks.command("fault"),
        hooks.read("timeout", HOOK_TIMEOUT));
  }
}
