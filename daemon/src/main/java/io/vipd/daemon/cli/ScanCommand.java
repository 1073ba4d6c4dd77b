package io.vipd.daemon.cli;

import io.vipd.arp.FrameSender;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.Durations;
import io.vipd.daemon.log.SafeText;
import io.vipd.daemon.scan.AddressProbe;
import io.vipd.daemon.scan.Scan;
import io.vipd.daemon.scan.Sightings;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code vipctl scan}. */
@Command(
    name = "scan",
    header = "See which virtual routers a network has, before choosing a VRID.",
    description = {
      "",
      "Listens for VRRP of both versions and families and for CARP, and lists who announces which"
          + " VRID and addresses, and which VRIDs are free. Needs root or CAP_NET_RAW, but no"
          + " daemon. Sends nothing but the membership of VRRP's multicast groups.",
      "",
      "With --probe it asks instead whether anybody has an address, by ARP or neighbor discovery"
          + " (RFC 5227): before an address is chosen as a virtual one.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the scan is done, whatever it found; with --probe: nobody has the address",
      "1:with --probe: somebody has the address",
      "2:the command line is wrong",
      "4:nothing can be heard: no right to listen, or no such interface"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl scan",
      "  vipctl scan --interface eth0 --for 1m --json | jq '.\"free-vrids\"[0]'",
      "  vipctl scan --interface eth0 --probe 192.0.2.10"
    })
final class ScanCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofMillis(200);

  private final World world;
  private final Scan.Opener opener;

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "IF",
      description = {
        "Listen on this interface; may be given several times. Default: every Ethernet interface"
            + " that is up."
      })
  private List<String> interfaces = List.of();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = {
        "How long to listen, 100ms to 1h. Three intervals of the slowest router at least. Default:"
            + " 10s."
      })
  private String time = "10s";

  @Option(
      names = "--probe",
      paramLabel = "ADDRESS",
      description = "Ask for three seconds whether anybody has this address.")
  private String probe;

  @Option(
      names = "--json",
      description = {
        "Print one line of JSON: interfaces, listened-ms, routers, holders, free-vrids; with"
            + " --probe: address, in-use, interface, mac, after-ms."
      })
  private boolean json;

  ScanCommand(World world, Scan.Opener opener) {
    this.world = world;
    this.opener = opener;
  }

  @Override
  public Integer call() {
    IpAddress wanted = probe == null ? null : address();
    Duration length = length();
    try {
      List<String> names = interfaces.isEmpty() ? Interfaces.ethernet() : interfaces;
      if (names.isEmpty()) {
        throw new IOException("there is no Ethernet interface that is up");
      }
      return wanted == null ? scan(names, length) : probe(names, wanted);
    } catch (IOException e) {
      return cannotListen(e);
    }
  }

  private IpAddress address() {
    try {
      return IpAddress.parse(probe);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--probe: " + SafeText.oneLine(e.getMessage()));
    }
  }

  private Duration length() {
    try {
      Duration length = Durations.parse(time);
      if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
        throw new TypeConversionException("'" + time + "' is outside 100ms..1h");
      }
      return length;
    } catch (IllegalArgumentException | TypeConversionException e) {
      throw new ParameterException(
          spec.commandLine(), "--for: " + SafeText.oneLine(e.getMessage()));
    }
  }

  private int scan(List<String> names, Duration length) throws IOException {
    long startNanos = System.nanoTime();
    try (Scan scan = Scan.start(names, opener)) {
      ScanProgress progress = new ScanProgress(world, names);
      Duration passed = Duration.ZERO;
      while (passed.compareTo(length) < 0 && scan.failure() == null) {
        progress.show(length.minus(passed), scan.sightings());
        Duration left = length.minus(passed);
        if (!world.pause().pass(left.compareTo(STEP) < 0 ? left : STEP)) {
          break;
        }
        passed = Duration.ofNanos(System.nanoTime() - startNanos);
      }
      progress.end();
      if (scan.failure() != null) {
        throw new IOException(scan.failure());
      }
      return report(names, passed, scan.sightings());
    }
  }

  private int report(List<String> names, Duration passed, Sightings sightings) {
    ScanReport report = new ScanReport(names, passed, sightings);
    if (json) {
      world.out().println(report.json());
    } else {
      report.lines(world.terminal().size().columns()).forEach(world.out()::println);
    }
    return Exit.DONE;
  }

  private int probe(List<String> names, IpAddress wanted) throws IOException {
    InetAddress asked = AddressProbe.inet(wanted);
    for (String name : names) {
      NetworkInterface link = Interfaces.named(name);
      if (Interfaces.has(link, asked)) {
        return inUse(wanted, name, Interfaces.mac(link), null);
      }
      Inet6Address from = Interfaces.linkLocal(link);
      if (asked instanceof Inet6Address && from == null) {
        throw new IOException(name + " has no link-local IPv6 address to ask from");
      }
      try (FrameSender sender = opener.open(name)) {
        AddressProbe.Holder holder = AddressProbe.ask(sender, Interfaces.mac(link), from, asked);
        if (holder != null) {
          return inUse(wanted, name, holder.mac(), Duration.ofNanos(holder.afterNanos()));
        }
      }
    }
    if (json) {
      world.out().println(ScanReport.probeJson(wanted, null, null, null));
    } else {
      world.out().println(wanted + " is free: nobody answered on " + String.join(", ", names));
    }
    return Exit.DONE;
  }

  /** The time is null where the address is this host's own. */
  private int inUse(IpAddress address, String name, MacAddress mac, Duration after) {
    if (json) {
      world.out().println(ScanReport.probeJson(address, name, mac, after));
    } else {
      world
          .out()
          .println(
              after == null
                  ? address + " is in use: it is on " + name + " of this host"
                  : "%s is in use: %s answered on %s after %s"
                      .formatted(address, mac, name, Times.taken(after)));
    }
    return Exit.REFUSED;
  }

  private int cannotListen(IOException why) {
    new Output(world, "vipctl scan", json)
        .failed(
            ScanReport.errorJson(why.getMessage()),
            "vipctl scan: cannot listen: " + why.getMessage());
    return Exit.CANNOT_LISTEN;
  }
}
