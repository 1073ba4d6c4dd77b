package io.vipd.systemtests;

import com.google.gson.JsonParser;
import io.vipd.systemtests.Command.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A whole Debian machine with its own systemd, started and steered by packaging/nodes/nodes. */
final class Machine {
  /** A command in it may install a package. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Machines all;
  private final int number;

  Machine(Machines all, int number) {
    this.all = all;
    this.number = number;
  }

  String address() {
    return "10.99.0." + number;
  }

  /** Starts it, and waits until its services are up. */
  void boot() {
    nodes("boot").ok();
  }

  /** Runs a command line in its shell. */
  Result shell(String line) {
    return nodes("in", "sh", "-c", line);
  }

  /** Restarts it as its own reboot command does. */
  void reboot() {
    nodes("reboot").ok();
  }

  /** Pulls the plug. */
  void cutPower() {
    nodes("cut").ok();
  }

  /** Stops every process in it; its kernel goes on. */
  void freeze() {
    nodes("freeze").ok();
  }

  void thaw() {
    nodes("thaw").ok();
  }

  /** Whether its kernel has the address, asked of the kernel itself, frozen or not. */
  boolean holds(String address) {
    Result result = nodes("net", "ip", "-br", "-4", "addr", "show", "dev", "host0");
    return result.ok().out().contains(" " + address + "/");
  }

  void awaitHolds(String address) {
    Await.until("machine " + number + " holds " + address, () -> holds(address));
  }

  /** The role of a group, as vipctl tells it; "none" while no daemon answers. */
  String role(String group) {
    Result result = nodes("in", "vipctl", "status", group, "--json");
    return result.exitCode() != 0
        ? "none"
        : JsonParser.parseString(result.out())
            .getAsJsonObject()
            .getAsJsonArray("groups")
            .get(0)
            .getAsJsonObject()
            .get("role")
            .getAsString();
  }

  void awaitRole(String group, String role) {
    Await.until(
        "machine %d is %s of %s".formatted(number, role, group),
        Duration.ofSeconds(30),
        () -> role(group),
        role::equals);
  }

  /** A property of vipd's unit, as systemctl shows it. */
  String unit(String property) {
    return nodes("in", "systemctl", "show", "--property=" + property, "--value", "vipd")
        .ok()
        .out()
        .strip();
  }

  /** What vipd has written to the journal since the machine's start. */
  String journal() {
    return nodes("in", "journalctl", "--boot", "--unit=vipd", "--output=cat", "--no-pager")
        .ok()
        .out();
  }

  void write(Path file, String content) {
    shell("cat >" + file + " <<'END'\n" + content + "END").ok();
  }

  private Result nodes(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command, Integer.toString(number)));
    Stream.of(arguments).forEach(line::add);
    return all.nodes(LIMIT, line);
  }
}
