package io.vipd.systemtests;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A daemon on a host, with a configuration and a run folder of its own. */
final class Vipd {
  private final Host host;
  private final Path distribution;
  private final Path config;
  private final Path runFolder;
  private Program program;

  /**
   * @param distribution where {@code bin/vipd} and {@code bin/vipctl} are
   * @param folder for its configuration and its run folder
   */
  Vipd(Host host, Path distribution, Path folder) {
    this.host = host;
    this.distribution = distribution;
    this.config = folder.resolve("config");
    this.runFolder = folder.resolve("run");
    write(config.resolve("vipd.yaml"), "node-name: " + host.name() + "\n");
  }

  /** Gives it a group, or another text for one that it has. */
  Vipd group(String name, String yaml) {
    write(groupFile(name), yaml);
    return this;
  }

  /**
   * Gives it the files of an example as they are.
   *
   * @param folder below {@code conf/examples}
   */
  Vipd example(String folder) {
    Path example = distribution.resolve("../../../conf/examples").resolve(folder).normalize();
    try (Stream<Path> files = Files.walk(example)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        write(config.resolve(example.relativize(file).toString()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Where a group's file is. */
  Path groupFile(String name) {
    return config.resolve("groups").resolve(name + ".yaml");
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Host host() {
    return host;
  }

  Path configFolder() {
    return config;
  }

  Path runFolder() {
    return runFolder;
  }

  /** Where a program of the distribution is. */
  Path program(String name) {
    return distribution.resolve("bin").resolve(name);
  }

  /** Starts it and waits until it says that it runs. */
  Vipd start() {
    return start(List.of());
  }

  /** The same by way of a command that executes the rest of its arguments. */
  Vipd start(List<String> launcher) {
    int before = program == null ? 0 : program.log().length();
    launch(launcher);
    Await.until(
        "vipd runs on " + host.name(),
        () -> {
          if (!program.alive()) {
            throw new AssertionError("vipd has ended on " + host.name() + ":\n" + program.log());
          }
          return program.log().substring(before);
        },
        log -> log.contains(" is running"));
    return this;
  }

  /** Starts it and waits for nothing: it may end at once. */
  Program launch() {
    return launch(List.of());
  }

  /** Starts it by way of a command that executes the rest of its arguments. */
  Program launch(List<String> launcher) {
    List<String> command = new ArrayList<>(launcher);
    // Whoever starts the tests may ignore SIGHUP, and what it starts inherits that.
    command.addAll(List.of("env", "--default-signal=HUP"));
    command.addAll(
        List.of(
            distribution.resolve("bin/vipd").toString(),
            "run",
            "--config",
            config.toString(),
            "--run-dir",
            runFolder.toString(),
            "--state-dir",
            stateFolder().toString()));
    program = host.start("vipd", command);
    return program;
  }

  /** Where it keeps its journal, across restarts. */
  Path stateFolder() {
    return runFolder.resolve("var");
  }

  long pid() {
    return program.pid();
  }

  boolean alive() {
    return program.alive();
  }

  /** What it has logged since its first start. */
  String log() {
    return program.log();
  }

  void awaitLog(String text) {
    program.awaitLog(text);
  }

  /** Stops it with SIGTERM and returns its exit code. */
  int stop() {
    return program.terminate();
  }

  /** Kills it with SIGKILL. */
  void kill() {
    program.kill();
  }

  /** Stops it from running at all, as a hanging virtual machine does. */
  void freeze() {
    Command.run("kill", "-STOP", Long.toString(pid())).ok();
  }

  /** Lets it run again. */
  void thaw() {
    Command.run("kill", "-CONT", Long.toString(pid())).ok();
  }

  /** Runs vipctl to its end. */
  Command.Result vipctl(String... arguments) {
    List<String> command = new ArrayList<>();
    if (program != null && program.alive()) {
      // The daemon may see a run folder that nobody else sees.
      command.addAll(List.of("nsenter", "--mount", "--target", Long.toString(program.pid())));
    }
    command.addAll(
        List.of(distribution.resolve("bin/vipctl").toString(), "--run-dir", runFolder.toString()));
    Stream.of(arguments).forEach(command::add);
    return Command.run(command);
  }

  /** The group as it is now, in IPv4 where it has addresses of both families. */
  GroupStatus group(String name) {
    return status(name, false);
  }

  /** The IPv6 side of the group as it is now. */
  GroupStatus groupIpv6(String name) {
    return status(name, true);
  }

  private GroupStatus status(String name, boolean ipv6Only) {
    String status = vipctl("status", "--json").ok().out();
    for (JsonElement element :
        JsonParser.parseString(status).getAsJsonObject().getAsJsonArray("groups")) {
      GroupStatus group = new GroupStatus(element.getAsJsonObject());
      if (group.text("name").equals(name) && (!ipv6Only || group.text("family").equals("ipv6"))) {
        return group;
      }
    }
    throw new AssertionError("no group " + name + " in " + status);
  }

  /** Waits until the group has this role, and returns it. */
  GroupStatus awaitRole(String group, String role) {
    return Await.until(
        "%s is %s on %s".formatted(group, role, host.name()),
        () -> group(group),
        status -> status.role().equals(role));
  }

  /** Waits until the group is Backup here and knows the node with that address as Active. */
  GroupStatus awaitBackupOf(String group, String active) {
    return Await.until(
        "%s is BACKUP of %s on %s".formatted(group, active, host.name()),
        () -> group(group),
        status ->
            status.role().equals("BACKUP")
                && !status.isNull("active")
                && status.text("active").equals(active));
  }
}
