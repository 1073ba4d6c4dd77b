package io.vipd.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.systemtests.Command.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two machines, the same for all tests of a class, on a bridge when they run; what they boot from
 * is made by the first that asks and kept in the user's cache. {@code -Dvipd.suite=trixie} takes
 * Debian 13.
 */
final class Machines implements BeforeAllCallback, AfterAllCallback {
  static final Path CHECKOUT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../..").normalize();

  private static final Path TARGET = CHECKOUT.resolve("packaging/target");
  private static final String NODES = CHECKOUT.resolve("packaging/nodes/nodes").toString();
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration PLAYBOOK_LIMIT = Duration.ofMinutes(4);
  private static final Duration TREE_LIMIT = Duration.ofMinutes(10);

  private final boolean booted;
  private final Path lab;
  private final Machine first = new Machine(this, 1);
  private final Machine second = new Machine(this, 2);
  private Path work;
  private CompletableFuture<String> nextPackage;

  /** Two that run. */
  Machines() {
    this(true, "nodes");
  }

  private Machines(boolean booted, String name) {
    this.booted = booted;
    this.lab =
        Path.of("/var/tmp/vipd-%s-%s".formatted(name, Integer.toHexString(CHECKOUT.hashCode())));
  }

  /** Two that are off: {@link Machine#bare} uses their disks. */
  static Machines off() {
    return new Machines(false, "bare");
  }

  Machine first() {
    return first;
  }

  Machine second() {
    return second;
  }

  /** A folder that the machines see as /packages. */
  Path packages() {
    return work;
  }

  /** The Debian package that the build has made. */
  static Path builtPackage() {
    return built("vipd_.*\\.deb");
  }

  /** The archive that the build has made for other systems. */
  static Path builtArchive() {
    return built("vipd-.*\\.tar\\.gz");
  }

  private static Path built(String name) {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    assumeTrue(builtPackage() != null, "needs the package: mvn -Ppackages");
    Result possible = nodes(A_MINUTE, List.of("possible"));
    assumeTrue(possible.exitCode() == 0, possible.err());
    nodes(A_MINUTE, List.of("down"));
    work = Files.createDirectories(lab.resolve("packages"));
    Files.copy(builtPackage(), work.resolve("vipd.deb"));
    Files.copy(builtArchive(), work.resolve("vipd.tar.gz"));
    nodes(TREE_LIMIT, List.of("tree")).ok();
    if (!booted) {
      return;
    }
    nodes(A_MINUTE, List.of("up")).ok();
    nextPackage = CompletableFuture.supplyAsync(this::makeNextPackage);
    Stream.of(first, second).parallel().forEach(Machine::boot);
  }

  /** The package of a next version, among {@link #packages}. */
  String nextPackage() {
    return nextPackage.join();
  }

  private String makeNextPackage() {
    Command.run(
            A_MINUTE,
            List.of(
                CHECKOUT.resolve("packaging/nodes/next-build").toString(),
                builtPackage().toString(),
                work.resolve("next.deb").toString()))
        .ok();
    return "next.deb";
  }

  @Override
  public void afterAll(ExtensionContext context) {
    nodes(A_MINUTE, List.of("down")).ok();
  }

  /** Runs packaging/nodes/nodes. */
  Result nodes(Duration limit, List<String> arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "LAB=" + lab,
                "PACKAGES=" + lab.resolve("packages"),
                "SUITE=" + System.getProperty("vipd.suite", "bookworm"),
                NODES));
    line.addAll(arguments);
    return Command.run(limit, line);
  }

  /** Runs the Ansible playbook for a pair on both, with arguments behind its own. */
  Result ansible(Path inventory, String... arguments) {
    Path packaging = CHECKOUT.resolve("packaging");
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "LAB=" + lab,
                "ANSIBLE_CONNECTION_PLUGINS=" + packaging.resolve("nodes/connection"),
                "ANSIBLE_PIPELINING=1",
                "ANSIBLE_NOCOLOR=1",
                "ansible-playbook",
                "--inventory=" + inventory,
                "--extra-vars=vipd_package=" + work.resolve("vipd.deb"),
                "--extra-vars=nodes_program=" + NODES,
                packaging.resolve("ansible/pair.yml").toString()));
    line.addAll(List.of(arguments));
    return Command.run(PLAYBOOK_LIMIT, line);
  }

  /** Runs a command line in the shell of the client on the bridge. */
  Result client(String line) {
    String namespace = nodes(A_MINUTE, List.of("client")).ok().out().strip();
    return Command.run(A_MINUTE, List.of("ip", "netns", "exec", namespace, "bash", "-c", line));
  }
}
