package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real keepalived on a host, speaking VRRPv3 by multicast, with one instance of VRID 51. */
final class Keepalived {
  private final Program program;
  private final Path vrrpPidFile;

  private Keepalived(Program program, Path vrrpPidFile) {
    this.program = program;
    this.vrrpPidFile = vrrpPidFile;
  }

  /**
   * Starts it.
   *
   * @param interval seconds, as keepalived writes them
   * @param address with prefix length
   */
  static Keepalived start(Host host, Path folder, int priority, String interval, String address) {
    Path config = folder.resolve("keepalived.conf");
    Path vrrpPidFile = folder.resolve("vrrp.pid");
    try {
      Files.writeString(
          config,
          """
          global_defs {
            vrrp_version 3
          }
          vrrp_instance web {
            state BACKUP
            interface eth0
            virtual_router_id 51
            priority %d
            advert_int %s
            virtual_ipaddress {
              %s
            }
          }
          """
              .formatted(priority, interval, address));
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
    program.awaitLog("Entering BACKUP STATE");
    return new Keepalived(program, vrrpPidFile);
  }

  void awaitMaster() {
    program.awaitLog("(web) Entering MASTER STATE");
  }

  String log() {
    return program.log();
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
