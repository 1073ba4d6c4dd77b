package io.vipd.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real nginx on port 80 of a host, which answers every request with the host's name. */
final class Nginx {
  private final Program program;
  private final Path pidFile;

  private Nginx(Program program, Path pidFile) {
    this.program = program;
    this.pidFile = pidFile;
  }

  /** Starts it and waits until it serves. */
  static Nginx start(Host host, Path folder) {
    return start(host, folder, folder.resolve("nginx.pid"), List.of());
  }

  /**
   * The same by way of a command that executes the rest of its arguments.
   *
   * @param folder for its configuration
   */
  static Nginx start(Host host, Path folder, Path pidFile, List<String> launcher) {
    Path config = folder.resolve("nginx.conf");
    try {
      Files.writeString(
          config,
          """
          daemon off;
          worker_processes 1;
          pid %s;
          error_log stderr;
          events { worker_connections 64; }
          http {
            access_log off;
            server { listen 80; listen [::]:80; location / { return 200 "%s"; } }
          }
          """
              .formatted(pidFile, host.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("nginx", "-e", "stderr", "-c", config.toString()));
    Program program = host.start("nginx", command);
    Await.until(
        "nginx serves on " + host.name(),
        () -> host.run("curl", "-s", "-m", "1", "http://127.0.0.1/").out(),
        host.name()::equals);
    return new Nginx(program, pidFile);
  }

  /** The file with its master's PID. */
  Path pidFile() {
    return pidFile;
  }

  /** Stops it; nobody listens any more. */
  void stop() {
    program.terminate();
  }

  /** Kills its master process and nothing else. */
  void killMaster() {
    program.kill();
  }
}
