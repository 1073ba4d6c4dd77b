package io.vipd.daemon.doctor;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import java.util.List;
import java.util.stream.Stream;

/** Services that listen on a virtual address by its name, which a Backup does not have. */
final class ServiceCheck {
  private static final List<String> PLACES =
      List.of(
          "/etc/nginx/nginx.conf",
          "/etc/nginx/conf.d",
          "/etc/nginx/sites-enabled",
          "/etc/haproxy/haproxy.cfg");

  private ServiceCheck() {}

  static void look(Case patient, Findings findings) {
    for (Family family : Family.values()) {
      String setting =
          family == Family.IPV4
              ? "/proc/sys/net/ipv4/ip_nonlocal_bind"
              : "/proc/sys/net/ipv6/ip_nonlocal_bind";
      List<VirtualAddress> addresses =
          patient.routers().stream()
              .filter(router -> router.family() == family && !router.owner())
              .flatMap(router -> router.addresses().stream())
              .toList();
      if (!addresses.isEmpty()) {
        look(patient.host(), setting, addresses, findings);
      }
    }
  }

  private static void look(
      Host host, String setting, List<VirtualAddress> addresses, Findings findings) {
    if (host.number(setting, 0) == 1) {
      findings.ok("nonlocal_bind", setting + " is 1");
      return;
    }
    List<String> listeners =
        files(host).flatMap(file -> listeners(file, host.file(file).or(""), addresses)).toList();
    if (listeners.isEmpty()) {
      findings.ok(
          "nonlocal_bind",
          setting
              + " is 0, and neither nginx nor HAProxy listens on a virtual address by its name");
    } else {
      findings.warning(
          "nonlocal_bind",
          "%s is 0, but %s".formatted(setting, listeners.getFirst()),
          "a node that is Backup does not have that address: the service does not start there, and"
              + " does not take a new configuration",
          "sysctl -w %s=1; for good: a file in /etc/sysctl.d; or listen on all addresses"
              .formatted(setting.substring("/proc/sys/".length())));
    }
  }

  private static Stream<String> files(Host host) {
    return PLACES.stream()
        .flatMap(place ->
            Stream.concat(
                Stream.of(place), host.folder(place).stream().map(name -> place + "/" + name)));
  }

  private static Stream<String> listeners(
      String file, String text, List<VirtualAddress> addresses) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("listen ") || line.startsWith("bind "))
        .filter(line ->
            addresses.stream()
                .map(virtual -> virtual.address().toString())
                .anyMatch(address -> names(line.split("\\s+")[1], address)))
        .map(line -> "%s has '%s'".formatted(file, line));
  }

  /** An address, or an address and a port. */
  private static boolean names(String token, String address) {
    String bare = token.endsWith(";") ? token.substring(0, token.length() - 1) : token;
    return bare.equals(address)
        || bare.startsWith("[" + address + "]")
        || !address.contains(":") && bare.startsWith(address + ":");
  }
}
