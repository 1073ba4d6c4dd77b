package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.Family;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings below {@code /proc/sys/net}, and the kernel's version. */
final class KernelSettingsCheck {
  private static final String IPV4 = "/proc/sys/net/ipv4/conf/";
  private static final String IPV6 = "/proc/sys/net/ipv6/conf/";
  private static final String FOR_GOOD = "; for good: a file in /etc/sysctl.d";
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

  private KernelSettingsCheck() {}

  static void look(Case patient, Findings findings) {
    version(patient, findings);
    for (String name : patient.interfaces()) {
      if (patient.host().interfaceOf(name) == null) {
        continue;
      }
      if (patient.speaks(name, Family.IPV4)) {
        reversePath(patient, name, findings);
        arp(patient, name, findings);
      }
      if (patient.speaks(name, Family.IPV6)) {
        ipv6(patient, name, findings);
      }
    }
  }

  private static void version(Case patient, Findings findings) {
    String release = patient.host().file("/proc/sys/kernel/osrelease").or("");
    Matcher numbers = RELEASE.matcher(release);
    if (!numbers.matches()) {
      return;
    }
    int version = 1000 * Integer.parseInt(numbers.group(1)) + Integer.parseInt(numbers.group(2));
    if (version >= 5018) {
      findings.ok("kernel", "Linux %s keeps the mark of vipd's addresses".formatted(release));
    } else {
      findings.warning(
          "kernel",
          "Linux %s keeps no mark of who added an address".formatted(release),
          "what a killed vipd leaves behind goes by its lease alone, and an address of yours cannot"
              + " be told from one of vipd's",
          "use Linux 5.18 or later, and do not set lease: off before");
    }
  }

  /** The kernel takes the higher of the two. */
  private static int ofBoth(Case patient, String name, String setting) {
    return Math.max(
        patient.host().number(IPV4 + "all/" + setting, 0),
        patient.host().number(IPV4 + name + "/" + setting, 0));
  }

  private static void reversePath(Case patient, String name, Findings findings) {
    int value = ofBoth(patient, name, "rp_filter");
    if (value != 1) {
      findings.ok("rp_filter", "rp_filter of %s is %d".formatted(name, value));
      return;
    }
    List<Host.Address> rivals = rivals(patient, name);
    boolean farPeers =
        patient.on(name).stream()
            .flatMap(router -> router.peers().stream())
            .filter(peer -> peer.family() == Family.IPV4)
            .anyMatch(peer ->
                patient.own(name, Family.IPV4).stream().noneMatch(own -> own.reaches(peer)));
    if (rivals.isEmpty() && !farPeers) {
      findings.ok(
          "rp_filter",
          "rp_filter of %s is 1 (strict), and nothing else leads to its network".formatted(name));
    } else {
      findings.warning(
          "rp_filter",
          "rp_filter of %s is 1 (strict, %s), but %s"
              .formatted(
                  name,
                  IPV4 + name + "/rp_filter",
                  rivals.isEmpty()
                      ? "a unicast peer is in no network of it"
                      : "%s on %s is in the same network"
                          .formatted(rivals.getFirst(), rivals.getFirst().interfaceName())),
          "the kernel drops adverts, and packets to the virtual addresses, whose way back would be"
              + " another interface, without a word",
          "sysctl -w net/ipv4/conf/%s/rp_filter=2%s".formatted(name, FOR_GOOD));
    }
  }

  private static void arp(Case patient, String name, Findings findings) {
    List<Host.Address> others =
        patient.host().addresses().stream()
            .filter(each -> each.address().family() == Family.IPV4)
            .filter(
                each -> !each.interfaceName().equals(name) && !each.interfaceName().equals("lo"))
            .toList();
    if (others.isEmpty()) {
      findings.ok(
          "arp", "%s is the only interface that answers for IPv4 addresses".formatted(name));
      return;
    }
    List<Host.Address> rivals = rivals(patient, name);
    int ignore = ofBoth(patient, name, "arp_ignore");
    String mend = "sysctl -w net/ipv4/conf/all/%s%s";
    if (ignore >= 1) {
      findings.ok("arp_ignore", "arp_ignore of %s is %d".formatted(name, ignore));
    } else if (rivals.isEmpty()) {
      findings.note(
          "arp_ignore",
          "arp_ignore is 0 (%sall/arp_ignore), and %s has an IPv4 address, too"
              .formatted(IPV4, others.getFirst().interfaceName()),
          "whoever asks there for a virtual address is answered with that interface's MAC address",
          mend.formatted("arp_ignore=1", FOR_GOOD));
    } else {
      findings.warning(
          "arp_ignore",
          "arp_ignore is 0 (%sall/arp_ignore), and %s on %s is in the network of %s"
              .formatted(IPV4, rivals.getFirst(), rivals.getFirst().interfaceName(), name),
          "both interfaces answer for a virtual address, so hosts and switches send to the wrong one",
          mend.formatted("arp_ignore=1", FOR_GOOD));
    }
    int announce = ofBoth(patient, name, "arp_announce");
    if (announce < 2 && !rivals.isEmpty()) {
      findings.warning(
          "arp_announce",
          "arp_announce is %d (%sall/arp_announce), and %s on %s is in the network of %s"
              .formatted(
                  announce, IPV4, rivals.getFirst(), rivals.getFirst().interfaceName(), name),
          "the other interface may name a virtual address as its own when it asks, and hosts learn"
              + " the wrong MAC address for it",
          mend.formatted("arp_announce=2", FOR_GOOD));
    }
  }

  /** Addresses of other interfaces in an IPv4 network of this one. */
  private static List<Host.Address> rivals(Case patient, String name) {
    List<Host.Address> own = patient.own(name, Family.IPV4);
    return patient.host().addresses().stream()
        .filter(each -> !each.interfaceName().equals(name))
        .filter(each -> own.stream().anyMatch(mine -> mine.reaches(each.address())))
        .toList();
  }

  private static void ipv6(Case patient, String name, Findings findings) {
    List<VirtualRouter> speakers =
        patient.on(name).stream().filter(router -> router.family() == Family.IPV6).toList();
    // That of "all" sets those of the interfaces when it is written, and means nothing by itself.
    if (patient.host().number(IPV6 + name + "/disable_ipv6", 1) != 0) {
      findings.problem(
          "ipv6",
          "IPv6 is switched off on %s (%s)".formatted(name, IPV6 + name + "/disable_ipv6"),
          "the kernel refuses the IPv6 addresses of " + Case.names(speakers),
          "sysctl -w net/ipv6/conf/%s/disable_ipv6=0%s".formatted(name, FOR_GOOD));
      return;
    }
    int detection =
        Math.max(
            patient.host().number(IPV6 + "all/accept_dad", 1),
            patient.host().number(IPV6 + name + "/accept_dad", 1));
    if (detection == 2) {
      findings.note(
          "accept_dad",
          "accept_dad of %s is 2 (%s)".formatted(name, IPV6 + name + "/accept_dad"),
          "where two hosts have one link-local address, as copies of a virtual machine do, the kernel"
              + " switches IPv6 off and the group is in FAULT",
          "sysctl -w net/ipv6/conf/%s/accept_dad=1%s".formatted(name, FOR_GOOD));
    } else if (patient.host().number(IPV6 + name + "/optimistic_dad", 0) == 1) {
      findings.note(
          "optimistic_dad",
          "optimistic_dad of %s is 1 (%s)".formatted(name, IPV6 + name + "/optimistic_dad"),
          "adverts may leave from an address that another host turns out to have; virtual addresses"
              + " need no such haste, since vipd adds them without asking",
          "sysctl -w net/ipv6/conf/%s/optimistic_dad=0%s".formatted(name, FOR_GOOD));
    } else {
      findings.ok("ipv6", "IPv6 is on at %s".formatted(name));
    }
  }
}
