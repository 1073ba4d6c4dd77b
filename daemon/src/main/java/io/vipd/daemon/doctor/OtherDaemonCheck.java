package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Other programs that speak VRRP or CARP on this host. */
final class OtherDaemonCheck {
  private static final Set<String> NAMES =
      Set.of("keepalived", "vrrpd", "ucarp", "uvrrpd", "carpd");
  private static final String KEEPALIVED = "/etc/keepalived";
  private static final String FRR = "/etc/frr/frr.conf";

  private OtherDaemonCheck() {}

  /** A router that another program is configured with. */
  record Other(String file, String interfaceName, int vrid, Family family) {
    boolean is(VirtualRouter router) {
      return router.vrid() == vrid
          && router.family() == family
          && router.interfaceName().equals(interfaceName);
    }
  }

  static void look(Case patient, Findings findings) {
    Set<String> running = running(patient.host());
    List<Other> others = configured(patient.host());
    boolean clash = false;
    for (Other other : others) {
      for (VirtualRouter router : patient.routers()) {
        if (other.is(router)) {
          clash = true;
          clash(router, other, running, findings);
        }
      }
    }
    if (running.isEmpty()) {
      if (!clash) {
        findings.ok("others", "no other VRRP daemon runs here");
      }
    } else if (!clash) {
      findings.note(
          "others",
          "%s runs here, too".formatted(String.join(", ", running)),
          "two programs may share a host, but not a VRID on one interface"
              + (others.isEmpty() ? "; its configuration was not found or is for root to see" : ""),
          "give each group a VRID that nobody else on the segment has");
    }
  }

  private static void clash(
      VirtualRouter router, Other other, Set<String> running, Findings findings) {
    String what =
        "%s has VRID %d on %s, as %s has"
            .formatted(other.file(), other.vrid(), other.interfaceName(), router.group());
    String program = other.file().equals(FRR) ? "vrrpd" : "keepalived";
    String mend =
        program.equals("keepalived")
            ? "systemctl disable --now keepalived, or another virtual_router_id"
            : "another VRID in %s".formatted(FRR);
    if (running.contains(program)) {
      findings.problem(
          "others",
          what + ", and " + program + " runs",
          "both hold the addresses on one host, and neither hears the other: what one takes away the"
              + " other puts back",
          mend);
    } else {
      findings.warning(
          "others",
          what + "; " + program + " does not run now",
          "if it starts with the host, both hold the addresses and neither hears the other",
          mend);
    }
  }

  /** Those of this network namespace, as far as that can be seen. */
  private static Set<String> running(Host host) {
    Set<String> names = new TreeSet<>();
    String ours = host.link("/proc/self/ns/net").or("");
    for (String pid : host.folder("/proc")) {
      if (!pid.chars().allMatch(Character::isDigit)) {
        continue;
      }
      String name = host.file("/proc/" + pid + "/comm").or("");
      if (NAMES.contains(name) && host.link("/proc/" + pid + "/ns/net").or(ours).equals(ours)) {
        names.add(name);
      }
    }
    return names;
  }

  private static List<Other> configured(Host host) {
    List<Other> others = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String folder : List.of(KEEPALIVED, KEEPALIVED + "/conf.d")) {
      host.folder(folder).stream()
          .filter(name -> name.endsWith(".conf"))
          .map(name -> folder + "/" + name)
          .forEach(files::add);
    }
    files.forEach(file -> others.addAll(keepalived(file, host.file(file).or(""))));
    others.addAll(frr(host.file(FRR).or("")));
    return others;
  }

  /** Every vrrp_instance of a file, roughly: comments go, the rest are words. */
  private static List<Other> keepalived(String file, String text) {
    List<Other> others = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String code = line.replaceFirst("[#!].*", "").replace("{", " { ").replace("}", " } ");
      words.addAll(List.of(code.strip().split("\\s+")));
    }
    for (int at = words.indexOf("vrrp_instance"); at >= 0; ) {
      int next = after(words, "vrrp_instance", at + 1, words.size());
      int end = next < 0 ? words.size() : next;
      int vrid = after(words, "virtual_router_id", at, end);
      int link = after(words, "interface", at, end);
      int address = after(words, "virtual_ipaddress", at, end);
      if (vrid >= 0 && link >= 0 && link + 1 < end && vrid + 1 < end) {
        boolean ipv6 = address >= 0 && address + 2 < end && words.get(address + 2).contains(":");
        int number = number(words.get(vrid + 1));
        others.add(new Other(file, words.get(link + 1), number, ipv6 ? Family.IPV6 : Family.IPV4));
      }
      at = next;
    }
    return others;
  }

  private static int after(List<String> words, String word, int from, int to) {
    int found = from >= to ? -1 : words.subList(from, to).indexOf(word);
    return found < 0 ? -1 : from + found;
  }

  /** Lines "vrrp 5 ip 192.0.2.1" below "interface eth0". */
  private static List<Other> frr(String text) {
    List<Other> others = new ArrayList<>();
    String link = "";
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words[0].equals("interface") && words.length > 1) {
        link = words[1];
      } else if (words[0].equals("vrrp") && words.length > 3 && words[2].startsWith("ip")) {
        Family family = words[2].equals("ipv6") ? Family.IPV6 : Family.IPV4;
        others.add(new Other(FRR, link, number(words[1]), family));
      }
    }
    return others.stream().distinct().toList();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
