package io.vipd.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host has in its file system that the others do not see: vipd as if it were installed, a
 * {@code /run} of its own, and programs and hooks where an example names them.
 */
final class Stage {
  /** Everything that is changed lies in memory and ends with the program that is started. */
  private static final String SET_UP =
      """
      set -e
      stage=$1 distribution=$2
      shift 2
      mount -t tmpfs tmpfs "$stage/layers"
      for top in usr etc; do
        mkdir "$stage/layers/$top" "$stage/layers/$top-work"
        layers="upperdir=$stage/layers/$top,workdir=$stage/layers/$top-work"
        mount -t overlay overlay -o "lowerdir=/$top,$layers" "/$top"
      done
      mkdir -p /usr/lib/vipd /etc/vipd
      mount --bind "$distribution" /usr/lib/vipd
      mount --bind "$stage/run" /run
      cp "$stage/programs/." /usr/local/bin -r
      cp "$stage/hooks" /etc/vipd -r
      exec "$@"
      """;

  private final Host host;
  private final Path folder;
  private final Path distribution;

  Stage(Host host, Path folder, Path distribution) {
    this.host = host;
    this.folder = folder;
    this.distribution = distribution;
    for (String part : List.of("layers", "run", "programs", "hooks")) {
      try {
        Files.createDirectories(folder.resolve(part));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Scripts.mode(folder.resolve(part), "rwxr-xr-x");
    }
  }

  /** The host's own file below {@code /run}. */
  Path run(String file) {
    return folder.resolve("run").resolve(file);
  }

  /** A program for the shell that is found by its name. */
  void program(String name, String body) {
    write(folder.resolve("programs").resolve(name), body);
  }

  /** A hook for the shell. */
  void hook(String name, String body) {
    write(folder.resolve("hooks").resolve(name), body);
  }

  private static void write(Path program, String body) {
    try {
      Files.writeString(program, "#!/bin/sh\n" + body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Scripts.mode(program, "rwxr-xr-x");
  }

  /** A command that executes the rest of its arguments there. */
  List<String> launcher() {
    return List.of(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        SET_UP,
        "stage",
        folder.toString(),
        distribution.toString());
  }

  /** Starts a program there. */
  Program start(String name, String... command) {
    List<String> all = new ArrayList<>(launcher());
    all.addAll(List.of(command));
    return host.start(name, all);
  }
}
