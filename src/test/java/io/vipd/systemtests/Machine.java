package io.vipd.systemtests;

import com.google.gson.JsonParser;
import io.vipd.systemtests.Command.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Runs a script in bash on its disk while it is off; it ends at the first command that fails. */
  Result bare(String script) {
    return nodes("bare", "bash", "-euo", "pipefail", "-c", script);
  }

  /** Installs a package, of those that all machines see, by apt. */
  Result install(String file) {
    return shell("DEBIAN_FRONTEND=noninteractive apt-get install -y /packages/" + file).ok();
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
    return leaseSeconds(address) > 0;
  }

  /** For how long its kernel keeps the address; 0 if it does not have it. */
  int leaseSeconds(String address) {
    String shown = nodes("net", "ip", "-4", "addr", "show", "dev", "host0").ok().out();
    Matcher lease =
        Pattern.compile(" %s/.*\\s+valid_lft (\\d+)sec".formatted(address)).matcher(shown);
    // In its last second it has 0 left, and is there all the same.
    return lease.find() ? Math.max(1, Integer.parseInt(lease.group(1))) : 0;
  }

  void awaitHolds(String address) {
    Await.until("machine " + number + " holds " + address, () -> holds(address));
  }

  /**
   * The role of a group, from the status line of vipd's unit; "none" while it does not run. systemd
   * answers with a tenth of the work that a start of vipctl takes, and tests ask often.
   */
  String role(String group) {
    // The status line of a process that has died stays until the next one has one.
    List<String> lines = unit("SubState,StatusText").lines().toList();
    return lines.contains("running")
        ? lines.stream()
            .flatMap(line -> Stream.of(line.split(", ")))
            .filter(role -> role.startsWith(group + " "))
            .map(role -> role.substring(group.length() + 1))
            .findFirst()
            .orElse("none")
        : "none";
  }

  /** What vipctl tells of a group, by the name that it has in JSON. */
  String statusOf(String group, String key) {
    return JsonParser.parseString(shell("vipctl status --json " + group).ok().out())
        .getAsJsonObject()
        .getAsJsonArray("groups")
        .get(0)
        .getAsJsonObject()
        .get(key)
        .getAsString();
  }

  void awaitRole(String group, String role) {
    Await.until(
        "machine %d is %s of %s".formatted(number, role, group),
        Duration.ofSeconds(30),
        () -> role(group),
        role::equals);
  }

  /** A property of vipd's unit, as systemctl shows it; or several, by commas, on lines. */
  String unit(String properties) {
    return nodes("in", "systemctl", "show", "--property=" + properties, "--value", "vipd")
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
