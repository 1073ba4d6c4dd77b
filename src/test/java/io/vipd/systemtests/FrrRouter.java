package io.vipd.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A virtual router as FRR's vrrpd has it in its configuration: VRRPv3 on eth0 with VRID 51,
 * priority 100 and half a second between adverts, unless something else is asked for. With
 * addresses of both families it is one router of each.
 */
final class FrrRouter {
  private final List<String> addresses;
  private final List<String> settings = new ArrayList<>();
  private int version = 3;
  private int vrid = 51;
  private int priority = 100;
  private int intervalMillis = 500;

  private FrrRouter(List<String> addresses) {
    this.addresses = addresses;
  }

  /**
   * A router with these addresses.
   *
   * @param addresses with prefix lengths
   */
  static FrrRouter of(String... addresses) {
    return new FrrRouter(List.of(addresses));
  }

  /** VRRP version: 2 or 3. */
  FrrRouter version(int version) {
    this.version = version;
    return this;
  }

  FrrRouter vrid(int vrid) {
    this.vrid = vrid;
    return this;
  }

  FrrRouter priority(int priority) {
    this.priority = priority;
    return this;
  }

  /** Time between two adverts: a multiple of 10 milliseconds, whole seconds in version 2. */
  FrrRouter intervalMillis(int intervalMillis) {
    this.intervalMillis = intervalMillis;
    return this;
  }

  /** Does not take over from a healthy router of lower priority. */
  FrrRouter noPreempt() {
    settings.add("no vrrp %d preempt".formatted(vrid));
    return this;
  }

  int vrid() {
    return vrid;
  }

  /** Its addresses of a family, with prefix lengths. */
  List<String> addresses(boolean ipv6) {
    return addresses.stream().filter(address -> address.contains(":") == ipv6).toList();
  }

  /** The file. */
  String text() {
    Stream<String> first =
        Stream.of(
            "vrrp %d version %d".formatted(vrid, version),
            "vrrp %d priority %d".formatted(vrid, priority),
            "vrrp %d advertisement-interval %d".formatted(vrid, intervalMillis));
    Stream<String> last =
        addresses.stream()
            .map(address -> address.substring(0, address.indexOf('/')))
            .map(address ->
                "vrrp %d %s %s".formatted(vrid, address.contains(":") ? "ipv6" : "ip", address));
    List<String> lines =
        Stream.of(first, settings.stream(), last)
            .flatMap(part -> part)
            .map(line -> " " + line)
            .toList();
    return "log stdout\ninterface eth0\n" + String.join("\n", lines) + "\n";
  }
}
