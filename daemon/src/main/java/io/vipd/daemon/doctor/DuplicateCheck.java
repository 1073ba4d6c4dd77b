package io.vipd.daemon.doctor;

import java.util.List;
import java.util.stream.Stream;

/** Virtual addresses that somebody else put onto this host, now or at its next start. */
final class DuplicateCheck {
  /** Where addresses of a host are configured; the last part may be a folder. */
  private static final List<String> PLACES =
      List.of(
          "/etc/network/interfaces",
          "/etc/network/interfaces.d",
          "/etc/netplan",
          "/etc/systemd/network",
          "/etc/NetworkManager/system-connections",
          "/etc/sysconfig/network-scripts");

  private DuplicateCheck() {}

  static void look(Case patient, Findings findings) {
    for (Host.Address address : patient.host().addresses()) {
      patient.routers().stream()
          .filter(router -> router.has(address.address()) && !router.owner())
          .findFirst()
          .ifPresent(router -> held(patient, router, address, findings));
    }
    for (VirtualRouter router : patient.routers()) {
      if (!router.owner()) {
        router
            .addresses()
            .forEach(
                virtual -> configured(patient, router, virtual.address().toString(), findings));
      }
    }
  }

  private static void held(
      Case patient, VirtualRouter router, Host.Address address, Findings findings) {
    boolean here = address.interfaceName().equals(router.interfaceName());
    boolean ours = here && address.tag() == ThisHost.VIPD_TAG;
    String mend = "ip address del %s dev %s".formatted(address, address.interfaceName());
    if (!ours && (router.live() == null || !router.live().role().equals("ACTIVE") || !here)) {
      findings.warning(
          "duplicate",
          "%s of %s is on %s and was not put there by vipd"
              .formatted(address, router.group(), address.interfaceName()),
          "this host answers for it whoever is Active, so two hosts do",
          mend + ", and take it out of the host's own configuration");
    } else if (ours && patient.pid() == null) {
      findings.warning(
          "duplicate",
          "%s of %s is on %s, left behind by a vipd that runs no more"
              .formatted(address, router.group(), address.interfaceName()),
          "it goes when its lease ends; without a lease it stays, and two hosts answer for it",
          mend + ", or start vipd");
    }
  }

  private static void configured(
      Case patient, VirtualRouter router, String address, Findings findings) {
    for (String place : PLACES) {
      Stream<String> files =
          Stream.concat(
              Stream.of(place),
              patient.host().folder(place).stream().map(name -> place + "/" + name));
      files
          .filter(file -> mentions(patient.host().file(file).or(""), address))
          .forEach(file ->
              findings.warning(
                  "duplicate",
                  "%s mentions %s, an address of %s".formatted(file, address, router.group()),
                  "the host gives itself that address when it starts, whoever is Active",
                  "take it out of %s".formatted(file)));
    }
  }

  /** As a word of its own: 192.0.2.1 is not in 192.0.2.10. */
  private static boolean mentions(String text, String address) {
    return text.lines()
        .filter(line -> !line.strip().startsWith("#"))
        .anyMatch(line -> Stream.of(line.split("[^0-9A-Fa-f.:]+")).anyMatch(address::equals));
  }
}
