package io.vipd.daemon.doctor;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import java.util.List;

/** Whether the interfaces are there, up, and can send adverts of every group. */
final class InterfaceCheck {
  private static final String SYS = "/sys/class/net/";
  private static final int TRAILER_BYTES = 28;
  private static final int PASSWORD_BYTES = 8;

  private InterfaceCheck() {}

  static void look(Case patient, Findings findings) {
    for (String name : patient.interfaces()) {
      Host.Interface link = patient.host().interfaceOf(name);
      if (link == null) {
        findings.problem(
            "interface",
            "interface %s does not exist".formatted(name),
            "%s cannot leave FAULT without it".formatted(Case.names(patient.on(name))),
            "find its name with 'ip -brief link' and write it at interface: in the group's file");
        continue;
      }
      if (link.up()) {
        findings.ok("interface", "%s is up".formatted(name));
      } else {
        findings.problem(
            "interface",
            "link %s is down".formatted(name),
            "%s cannot leave FAULT before it is up".formatted(Case.names(patient.on(name))),
            "ip link set %s up, and look at its cable or its virtual switch".formatted(name));
      }
      for (VirtualRouter router : patient.on(name)) {
        source(patient, router, findings);
        networks(patient, router, findings);
        mtu(patient, router, findings);
      }
      snooping(patient, name, findings);
    }
  }

  /** RFC 9568 5.1.1.1, 5.1.2.1. */
  private static void source(Case patient, VirtualRouter router, Findings findings) {
    String name = router.interfaceName();
    boolean linkLocal = router.family() == Family.IPV6 && router.multicast();
    List<Host.Address> own =
        router.owner()
            ? patient.host().addresses(name, router.family())
            : patient.own(name, router.family());
    List<Host.Address> suitable =
        own.stream().filter(each -> !linkLocal || each.address().isLinkLocal()).toList();
    if (suitable.stream().anyMatch(Host.Address::maySend)) {
      return;
    }
    String kind = router.family() == Family.IPV4 ? "IPv4" : linkLocal ? "link-local IPv6" : "IPv6";
    if (suitable.isEmpty()) {
      findings.problem(
          "source",
          "%s has no %s address of its own".formatted(name, kind),
          "%s sends its adverts from one and cannot leave FAULT".formatted(router.group()),
          linkLocal
              ? "sysctl -w net/ipv6/conf/%s/addr_gen_mode=0, then set the link down and up"
                  .formatted(name)
              : "give %s an address beside the virtual ones".formatted(name));
    } else {
      findings.problem(
          "source",
          "%s may not send from %s: it is tentative, or another host has it"
              .formatted(name, suitable.getFirst()),
          "%s waits until the kernel knows that nobody else has it".formatted(router.group()),
          "ip -6 address show dev %s; where it says dadfailed, another host has that address"
              .formatted(name));
    }
  }

  private static void networks(Case patient, VirtualRouter router, Findings findings) {
    List<Host.Address> own = patient.own(router.interfaceName(), router.family());
    for (VirtualAddress virtual : router.addresses()) {
      boolean inside = own.stream().anyMatch(each -> each.reaches(virtual.address()));
      if (!inside && !virtual.address().isLinkLocal() && !own.isEmpty() && !router.owner()) {
        findings.warning(
            "network",
            "%s of %s is in no network of %s, which has %s"
                .formatted(virtual, router.group(), router.interfaceName(), own),
            "hosts of the segment reach it only if they, or their router, have a route to it here",
            "check the address; where it is meant, route %s to this segment"
                .formatted(virtual.address()));
      }
    }
  }

  /** An advert that does not fit would go out in fragments, or not at all. */
  private static void mtu(Case patient, VirtualRouter router, Findings findings) {
    int mtu = patient.host().number(SYS + router.interfaceName() + "/mtu", Integer.MAX_VALUE);
    int bytes =
        (router.family() == Family.IPV4 ? 20 : 40)
            + 8
            + router.addresses().size() * router.family().addressBytes()
            + (router.version() == 2 ? PASSWORD_BYTES : 0)
            + (router.signature() == VirtualRouter.Signature.NONE ? 0 : TRAILER_BYTES);
    if (bytes > mtu) {
      findings.problem(
          "mtu",
          "an advert of %s has up to %d bytes, the MTU of %s is %d"
              .formatted(router.group(), bytes, router.interfaceName(), mtu),
          "adverts go out in fragments, which many refuse, or not at all",
          "make two groups of its addresses, or ip link set %s mtu %d"
              .formatted(router.interfaceName(), bytes));
    }
  }

  /** Linux's own bridge floods 224.0.0.0/24 always, and ff02::12 while nobody queries. */
  private static void snooping(Case patient, String name, Findings findings) {
    String bridge =
        patient.host().file(SYS + name + "/bridge/multicast_snooping") instanceof Reading.Text
            ? SYS + name + "/bridge/"
            : SYS + name + "/brport/bridge/bridge/";
    if (patient.host().number(bridge + "multicast_snooping", 0) == 1
        && patient.on(name).stream().anyMatch(VirtualRouter::multicast)) {
      boolean ipv6 = patient.speaks(name, Family.IPV6);
      findings.note(
          "snooping",
          "%s is part of a bridge with multicast_snooping=1 (%s)".formatted(name, bridge),
          ipv6
              ? "where a querier's reports are lost, adverts to ff02::12 reach nobody and every node"
                  + " becomes Active"
              : "this bridge floods 224.0.0.18 all the same; another switch may not",
          "if nodes do not hear each other: echo 0 > %smulticast_snooping".formatted(bridge));
    }
  }
}
