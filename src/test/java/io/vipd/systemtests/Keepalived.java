package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real keepalived on a host. */
final class Keepalived {
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?i)invalid|bogus|mismatch|checksum|incorrect|wrong|not match|not present|drop|error"
              + "|ignor|unknown keyword");

  private final Program program;
  private final Path vrrpPidFile;

  private Keepalived(Program program, Path vrrpPidFile) {
    this.program = program;
    this.vrrpPidFile = vrrpPidFile;
  }

  /** Starts it and waits until all of its instances listen, or are in a fault. */
  static Keepalived start(Host host, Path folder, KeepalivedInstance... instances) {
    return start(host, folder, "", instances);
  }

  /** The same with a {@code vrrp_sync_group} of all instances. */
  static Keepalived startTied(Host host, Path folder, KeepalivedInstance... instances) {
    return start(
        host,
        folder,
        Stream.of(instances)
            .map(KeepalivedInstance::name)
            .collect(
                Collectors.joining(" ", "vrrp_sync_group tied {\n  group {\n    ", "\n  }\n}\n")),
        instances);
  }

  /**
   * The same.
   *
   * @param before what stands before the instances in its file
   */
  static Keepalived start(Host host, Path folder, String before, KeepalivedInstance... instances) {
    Path config = folder.resolve("keepalived.conf");
    Path vrrpPidFile = folder.resolve("vrrp.pid");
    try {
      Files.writeString(
          config,
          before
              + Stream.of(instances).map(KeepalivedInstance::text).collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Program program =
        host.start(
            "keepalived",
            List.of(
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--vrrp",
                "--use-file=" + config,
                "--pid=" + folder.resolve("keepalived.pid"),
                "--vrrp_pid=" + vrrpPidFile));
    for (KeepalivedInstance instance : instances) {
      // It spells "Entering BACKUP STATE" and "entering FAULT state".
      Await.until(
          "keepalived's %s is in its first state".formatted(instance.name()),
          program::log,
          log ->
              log.toLowerCase(Locale.ROOT).contains("(%s) entering ".formatted(instance.name())));
    }
    return new Keepalived(program, vrrpPidFile);
  }

  /** Waits until its instance {@code web} is Active. */
  void awaitMaster() {
    awaitMaster("web");
  }

  /** Waits until this instance is Active. */
  void awaitMaster(String instance) {
    program.awaitLog("(%s) Entering MASTER STATE".formatted(instance));
  }

  String log() {
    return program.log();
  }

  /** The lines of its log that find fault with its configuration or with a packet. */
  List<String> complaints() {
    return program.log().lines().filter(COMPLAINT.asPredicate()).toList();
  }

  /** Stops it with SIGTERM. */
  void stop() {
    assertEquals(0, program.terminate(), program::log);
  }

  /** Kills both of its processes with SIGKILL. */
  void kill() {
    try {
      long vrrp = Long.parseLong(Files.readString(vrrpPidFile).strip());
      // The parent would start the child again, and the child ends in good order without the
      // parent.
      Command.run("kill", "-STOP", Long.toString(program.pid())).ok();
      Command.run("kill", "-KILL", Long.toString(vrrp)).ok();
      program.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
