package io.vipd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.log.SafeText;
import io.vipd.daemon.scan.SeenRouter;
import io.vipd.daemon.scan.SeenRouter.Protocol;
import io.vipd.daemon.scan.Sightings;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a scan found, for people and for programs.
 *
 * @param interfaces where it listened
 * @param time how long
 * @param sightings what it saw
 */
record ScanReport(List<String> interfaces, Duration time, Sightings sightings) {
  private static final double NANOS_PER_MILLI = 1e6;

  private static final List<String> ABOUT_CARP =
      List.of(
          "CARP (OpenBSD, pfSense, OPNsense) shares VRRP's protocol number and, as a virtual MAC"
              + " address, its 00:00:5e:00:01:VRID,",
          "so that its VHIDs count as taken. It hides its addresses; the lowest advskew wins.");

  List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    List<SeenRouter> routers = sightings.routers();
    if (routers.isEmpty()) {
      lines.add(
          "No virtual router was heard on "
              + SafeText.oneLine(String.join(", ", interfaces))
              + " within "
              + Times.passing(time)
              + ".");
    } else {
      lines.addAll(table(routers).lines(width));
    }
    List<String> disputed = disputed();
    if (!disputed.isEmpty()) {
      lines.add("");
      lines.addAll(disputed);
    }
    if (sightings.unlisted() > 0) {
      lines.add("");
      lines.add(sightings.unlisted() + " more packets of routers beyond those are not listed.");
    }
    if (sightings.carp()) {
      lines.add("");
      lines.addAll(ABOUT_CARP);
    }
    lines.add("");
    lines.add("Free VRIDs: " + ranges(sightings.freeVrids()));
    return lines;
  }

  private static TextTable table(List<SeenRouter> routers) {
    TextTable table = new TextTable();
    table.row(
        "INTERFACE",
        "VRID",
        "PROTOCOL",
        "PRIORITY",
        "INTERVAL",
        "SOURCE",
        "MAC",
        "AUTH",
        "ADDRESSES");
    for (SeenRouter router : routers) {
      table.row(
          SafeText.oneLine(router.interfaceName()),
          Integer.toString(router.vrid()),
          protocol(router),
          priority(router),
          router.intervalMillis() < 0 ? "-" : Times.passing(router.intervalMillis()),
          router.source().toString(),
          router.mac().toString(),
          router.auth(),
          addresses(router));
    }
    return table;
  }

  private static String protocol(SeenRouter router) {
    String family = router.family() == Family.IPV4 ? "IPv4" : "IPv6";
    return router.protocol() == Protocol.CARP
        ? "CARP " + family
        : "VRRPv" + router.version() + " " + family;
  }

  private static String priority(SeenRouter router) {
    if (router.priority() < 0) {
      return "-";
    }
    return router.protocol() == Protocol.CARP
        ? "advskew " + router.priority()
        : router.priority() == 0 ? "0 (leaving)" : Integer.toString(router.priority());
  }

  private static String addresses(SeenRouter router) {
    if (router.refused() != null) {
      return "unreadable: " + router.refused();
    }
    return router.addresses().isEmpty()
        ? "hidden"
        : router.addresses().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Addresses that more than one station was heard to claim. */
  private List<String> disputed() {
    List<String> lines = new ArrayList<>();
    sightings
        .holders()
        .forEach((address, stations) -> {
          if (stations.size() > 1) {
            lines.add(
                "CONFLICT: "
                    + address
                    + " is claimed by "
                    + stations.stream()
                        .map(MacAddress::toString)
                        .collect(Collectors.joining(" and ")));
          }
        });
    return lines;
  }

  /** {@code 1-50, 52-255}. */
  static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < numbers.size(); ) {
      int end = i;
      while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
        end++;
      }
      ranges.add(end == i ? "" + numbers.get(i) : numbers.get(i) + "-" + numbers.get(end));
      i = end + 1;
    }
    return ranges.isEmpty() ? "none" : String.join(", ", ranges);
  }

  String json() {
    JsonObject json = new JsonObject();
    JsonArray names = new JsonArray();
    interfaces.forEach(names::add);
    json.add("interfaces", names);
    json.addProperty("listened-ms", time.toMillis());
    JsonArray routers = new JsonArray();
    sightings.routers().forEach(router -> routers.add(json(router)));
    json.add("routers", routers);
    JsonArray holders = new JsonArray();
    for (Map.Entry<IpAddress, Set<MacAddress>> entry : sightings.holders().entrySet()) {
      JsonObject holder = new JsonObject();
      holder.addProperty("address", entry.getKey().toString());
      JsonArray macs = new JsonArray();
      entry.getValue().forEach(mac -> macs.add(mac.toString()));
      holder.add("macs", macs);
      holders.add(holder);
    }
    json.add("holders", holders);
    JsonArray free = new JsonArray();
    sightings.freeVrids().forEach(free::add);
    json.add("free-vrids", free);
    return json.toString();
  }

  private static JsonObject json(SeenRouter router) {
    JsonObject json = new JsonObject();
    json.addProperty("interface", router.interfaceName());
    json.addProperty("protocol", router.protocol() == Protocol.CARP ? "carp" : "vrrp");
    json.addProperty("version", router.version());
    json.addProperty("family", router.family() == Family.IPV4 ? "ipv4" : "ipv6");
    json.addProperty("vrid", router.vrid());
    json.addProperty("source", router.source().toString());
    json.addProperty("mac", router.mac().toString());
    boolean carp = router.protocol() == Protocol.CARP;
    json.addProperty("priority", carp || router.priority() < 0 ? null : router.priority());
    json.addProperty("advskew", carp ? router.priority() : null);
    json.addProperty("interval-ms", router.intervalMillis() < 0 ? null : router.intervalMillis());
    JsonArray addresses = new JsonArray();
    router.addresses().forEach(address -> addresses.add(address.toString()));
    json.add("addresses", addresses);
    json.addProperty("auth", router.auth());
    json.addProperty("adverts", router.adverts());
    json.addProperty("refused", router.refused());
    return json;
  }

  /** The answer to a probe; interface and MAC are null for a free address, the time for our own. */
  static String probeJson(IpAddress address, String name, MacAddress mac, Duration after) {
    JsonObject json = new JsonObject();
    json.addProperty("address", address.toString());
    json.addProperty("in-use", name != null);
    json.addProperty("interface", name);
    json.addProperty("mac", mac == null ? null : mac.toString());
    json.addProperty("after-ms", after == null ? null : after.toNanos() / NANOS_PER_MILLI);
    return json.toString();
  }

  /** In the form of the daemon's own errors. */
  static String errorJson(String message) {
    JsonObject error = new JsonObject();
    error.addProperty("code", "cannot-listen");
    error.addProperty("message", message);
    JsonObject answer = new JsonObject();
    answer.add("error", error);
    return answer.toString();
  }
}
