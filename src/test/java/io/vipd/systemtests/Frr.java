package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real FRR on a host: its vrrpd, and its zebra, which tells vrrpd about interfaces.
 *
 * <p>FRR neither makes the interface with the virtual MAC address nor gives it its addresses: it
 * finds a macvlan that has both, and lets it speak or not. So the host has the addresses all the
 * time, and who is Active is told by FRR itself and by the wire.
 */
final class Frr {
  private final Path folder;
  private final boolean ipv6;
  private final Program zebra;
  private final Program vrrpd;

  private Frr(Path folder, boolean ipv6, Program zebra, Program vrrpd) {
    this.folder = folder;
    this.ipv6 = ipv6;
    this.zebra = zebra;
    this.vrrpd = vrrpd;
  }

  /**
   * Starts it and waits until its router listens. A host can have one, once. Of a router with
   * addresses of both families the IPv4 one is followed.
   *
   * @param folder for its configuration and its sockets, and for nothing else
   */
  static Frr start(Host host, Path folder, FrrRouter router) {
    addMacvlan(host, router, false);
    addMacvlan(host, router, true);
    Path config = folder.resolve("vrrpd.conf");
    try {
      Files.writeString(config, router.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Both give up root and make their sockets here afterwards.
    Command.run("chown", "-R", "frr:frr", folder.toString()).ok();
    Program zebra = start(host, folder, "zebra", Path.of("/dev/null"));
    awaitFile(folder.resolve("zserv.api"));
    boolean ipv6 = router.addresses(false).isEmpty();
    Frr frr = new Frr(folder, ipv6, zebra, start(host, folder, "vrrpd", config));
    awaitFile(folder.resolve("vrrpd.vty"));
    frr.awaitState("Backup");
    return frr;
  }

  private static void addMacvlan(Host host, FrrRouter router, boolean ipv6) {
    List<String> addresses = router.addresses(ipv6);
    if (addresses.isEmpty()) {
      return;
    }
    String name = ipv6 ? "vrrp6" : "vrrp4";
    String mac = "00:00:5e:00:%s:%02x".formatted(ipv6 ? "02" : "01", router.vrid());
    host.ip("link", "add", name, "link", "eth0", "address", mac, "type", "macvlan");
    for (String address : addresses) {
      host.ip("addr", "add", address, "dev", name);
    }
    host.ip("link", "set", name, "up");
  }

  private static Program start(Host host, Path folder, String name, Path config) {
    return host.start(
        name,
        "/usr/lib/frr/" + name,
        "--config_file=" + config,
        "--socket=" + folder.resolve("zserv.api"),
        "--vty_socket=" + folder,
        "--pid_file=" + folder.resolve(name + ".pid"),
        "--vty_port=0");
  }

  private static void awaitFile(Path file) {
    Await.until(file + " exists", () -> Files.exists(file));
  }

  /** Waits until its router is Active. */
  void awaitMaster() {
    awaitState("Master");
  }

  /** Waits until its router is Backup. */
  void awaitBackup() {
    awaitState("Backup");
  }

  private void awaitState(String state) {
    // Asking FRR again and again would keep the machine busier than anything else here.
    Await.until("FRR is " + state, this::state, state::equals);
  }

  /** The role that it logged last. */
  private String state() {
    String family = ipv6 ? "[IPv6]" : "[IPv4]";
    return vrrpd
        .log()
        .lines()
        .filter(line -> line.contains(family) && line.contains(" -> "))
        .reduce("", (_, last) -> last)
        .replaceFirst(".* -> ", "");
  }

  /** What FRR tells of its router. */
  JsonObject status() {
    String json =
        Command.run("vtysh", "--vty_socket", folder.toString(), "-c", "show vrrp json").ok().out();
    JsonElement first = JsonParser.parseString(json).getAsJsonArray().get(0);
    return first.getAsJsonObject().getAsJsonObject(ipv6 ? "v6" : "v4");
  }

  /** How many adverts its router has accepted. */
  long advertsReceived() {
    return status().getAsJsonObject("stats").get("adverRx").getAsLong();
  }

  String log() {
    return vrrpd.log();
  }

  /** Stops it with SIGTERM. */
  void stop() {
    assertEquals(0, vrrpd.terminate(), vrrpd::log);
    zebra.terminate();
  }

  /** Kills it with SIGKILL. */
  void kill() {
    vrrpd.kill();
    zebra.kill();
  }
}
