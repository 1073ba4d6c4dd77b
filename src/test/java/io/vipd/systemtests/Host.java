package io.vipd.systemtests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A namespace of the lab and what the kernel says of it. */
final class Host {
  private final String name;
  private final String namespace;
  private final Path logs;

  /**
   * @param name what it is called in the lab, such as {@code node1}
   * @param namespace its network namespace
   * @param logs folder for the logs of its programs
   */
  Host(String name, String namespace, Path logs) {
    this.name = name;
    this.namespace = namespace;
    this.logs = logs;
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  /** Runs a command here to its end. */
  Command.Result run(String... command) {
    return Command.run(inside(List.of(command)));
  }

  /** Runs {@code ip} here, which must succeed. */
  Command.Result ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments));
    return Command.run(command).ok();
  }

  /** Starts a program here, never outside the lab. */
  Program start(String program, String... command) {
    return start(program, List.of(command));
  }

  /** Starts a program here, never outside the lab. */
  Program start(String program, List<String> command) {
    if (inode(Path.of("/run/netns", namespace)).equals(inode(Path.of("/proc/self/ns/net")))) {
      throw new AssertionError(namespace + " is the machine's own network; nothing may send there");
    }
    return Program.start(
        program + " on " + name, logs.resolve(name + "-" + program + ".log"), inside(command));
  }

  private static Object inode(Path namespace) {
    try {
      return Files.getAttribute(namespace, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> inside(List<String> command) {
    return Stream.concat(Stream.of("ip", "netns", "exec", namespace), command.stream()).toList();
  }

  /** The IPv4 addresses of its interface eth0, in the kernel's order. */
  List<String> addresses() {
    return addresses("eth0");
  }

  /** The IPv4 addresses of an interface, in the kernel's order. */
  List<String> addresses(String interfaceName) {
    return addressesOf(interfaceName)
        .filter(address -> address.get("family").getAsString().equals("inet"))
        .map(address -> address.get("local").getAsString())
        .toList();
  }

  private Stream<JsonObject> addressesOf(String interfaceName) {
    return link(interfaceName).getAsJsonArray("addr_info").asList().stream()
        .map(JsonElement::getAsJsonObject);
  }

  /** Whether eth0 has this address, of either family. */
  boolean holds(String address) {
    return held().contains(address);
  }

  /** Waits until eth0 has this address, of either family. */
  void awaitHolds(String address) {
    Await.until(name + " holds " + address, this::held, held -> held.contains(address));
  }

  /** Waits until eth0 does not have this address, of either family. */
  void awaitHoldsNot(String address) {
    Await.until(name + " does not hold " + address, this::held, held -> !held.contains(address));
  }

  private List<String> held() {
    return addressesOf("eth0").map(address -> address.get("local").getAsString()).toList();
  }

  /** What the kernel says of this address on eth0, of either family. */
  JsonObject address(String address) {
    return addressesOf("eth0")
        .filter(held -> held.get("local").getAsString().equals(address))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " does not hold " + address));
  }

  /** The MAC address of eth0, in lower case with colons. */
  String mac() {
    return link("eth0").get("address").getAsString();
  }

  /** The MAC address that its neighbour table has for this address; empty when it has none. */
  String neighbour(String address) {
    for (JsonElement entry : json("neigh", "show", address)) {
      JsonElement mac = entry.getAsJsonObject().get("lladdr");
      if (mac != null) {
        return mac.getAsString();
      }
    }
    return "";
  }

  private JsonObject link(String interfaceName) {
    // Some versions of ip put empty objects before the one that was asked for.
    for (JsonElement link : json("addr", "show", "dev", interfaceName)) {
      if (link.getAsJsonObject().has("ifname")) {
        return link.getAsJsonObject();
      }
    }
    throw new AssertionError(name + " has no interface " + interfaceName);
  }

  private Iterable<JsonElement> json(String... arguments) {
    String text =
        ip(Stream.concat(Stream.of("-j"), Stream.of(arguments)).toArray(String[]::new)).out();
    // Without an entry, ip prints nothing or an empty list.
    return text.isBlank() ? List.of() : JsonParser.parseString(text).getAsJsonArray();
  }
}
