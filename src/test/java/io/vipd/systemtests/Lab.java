package io.vipd.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Hosts on one switch, fresh for each test: {@code node1} (10.99.0.1) and so on, {@code client}
 * (10.99.0.9) and {@code switch}; of IPv6 when a test asks for it. After the test every process in
 * it is killed and all of it removed; if the test failed, the logs are shown first.
 *
 * <p>Each checkout, and each of the JVMs that share its tests, has a lab of its own name, so that
 * they may run at once; what an aborted run left behind is removed by the next.
 */
final class Lab implements BeforeEachCallback, AfterEachCallback {
  private static final Path CHECKOUT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../..").normalize();
  private static final Path DISTRIBUTION = CHECKOUT.resolve("packaging/target/vipd");
  private static final String TOPOLOGY = CHECKOUT.resolve("packaging/lab/topology").toString();
  private static final String PREFIX =
      "vts-%08x-".formatted(CHECKOUT.hashCode() + Integer.getInteger("vipd.lab", 0));
  private static final Path NOTES = Path.of("/run/vipd-lab", PREFIX, "namespaces");

  /** Scripts do not run from below a folder that everybody may write to, so it is not in /tmp. */
  private static final Path FOLDER =
      Path.of("/var/lib/vipd-system-tests-" + PREFIX.substring(4, 12));

  private static final int SHOWN_LINES = 200;

  private final int nodes;
  private final List<String> programs;
  private final Map<String, Host> hosts = new HashMap<>();
  private Path logs;

  /**
   * @param nodes how many nodes, 1 to 8
   * @param programs what must be installed beside what every lab needs; tests are skipped if not
   */
  Lab(int nodes, String... programs) {
    this.nodes = nodes;
    this.programs =
        Stream.concat(Stream.of("ip", "bridge", "nsenter"), Arrays.stream(programs)).toList();
  }

  /** A node, counted from 1. */
  Host node(int number) {
    return host("node" + number);
  }

  /** The host that uses the virtual addresses. */
  Host client() {
    return host("client");
  }

  /** The switch's namespace: its bridge is br0, its ports are called like the hosts. */
  Host network() {
    return host("switch");
  }

  /** Runs vipctl on a host, where no daemon need be. */
  Command.Result vipctl(Host host, String... arguments) {
    return host.run(
        Stream.concat(
                Stream.of(DISTRIBUTION.resolve("bin/vipctl").toString()), Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  private Host host(String name) {
    return hosts.computeIfAbsent(name, _ -> new Host(name, PREFIX + name, logs));
  }

  /** A daemon for a node, not started. */
  Vipd vipd(int number) {
    return new Vipd(node(number), DISTRIBUTION, folder("vipd" + number));
  }

  /**
   * Gives every host addresses of IPv6 that end in the number of its IPv4 address, such as fe80::1
   * and 2001:db8:99::1, in place of the one that the kernel made of its MAC address. They are
   * usable at once: nobody waits for duplicates.
   */
  void addIpv6() {
    for (int number = 1; number <= nodes; number++) {
      addIpv6(node(number), number);
    }
    addIpv6(client(), 9);
  }

  private static void addIpv6(Host host, int number) {
    host.ip("-6", "addr", "flush", "dev", "eth0");
    host.ip("addr", "add", "fe80::%d/64".formatted(number), "dev", "eth0", "nodad");
    host.ip("addr", "add", "2001:db8:99::%d/64".formatted(number), "dev", "eth0", "nodad");
  }

  /**
   * A second switch, to which every node and the client have another interface.
   *
   * @param interfaceName what that is called on each of them
   * @param network the first three bytes of their addresses, such as {@code 10.98.0.}; the last is
   *     that of eth0's, and the prefix has 24 bits
   */
  void addSegment(String interfaceName, String network) {
    network().ip("link", "add", "br1", "type", "bridge");
    network().ip("link", "set", "br1", "up");
    for (int number = 1; number <= nodes; number++) {
      addPort(node(number), interfaceName, network + number);
    }
    addPort(client(), interfaceName, network + 9);
  }

  private void addPort(Host host, String interfaceName, String address) {
    String port = secondPort(host);
    network()
        .ip("link", "add", port, "type", "veth", "peer", interfaceName, "netns", host.namespace());
    network().ip("link", "set", port, "master", "br1", "up");
    host.ip("addr", "add", address + "/24", "dev", interfaceName);
    host.ip("link", "set", interfaceName, "up");
  }

  /** What a host's port of the second switch is called. */
  static String secondPort(Host host) {
    return host.name() + "-1";
  }

  /** Where {@code bin/vipd} and {@code bin/vipctl} are. */
  Path distribution() {
    return DISTRIBUTION;
  }

  /** A folder of that name that everybody may enter and only root may write to; made if missing. */
  Path folder(String name) {
    try {
      Path folder = Files.createDirectories(FOLDER.resolve(name));
      Files.setPosixFilePermissions(FOLDER, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the logs of this test lie. */
  Path logs() {
    return logs;
  }

  /** Pulls a node's cable. */
  void cut(int number) {
    topology("cut", Integer.toString(number));
  }

  /** Makes the switch forget a node, whose own interface stays up. */
  void cutSilently(int number) {
    topology("cut", "--silent", Integer.toString(number));
  }

  /** Undoes a cut. */
  void heal(int number) {
    topology("heal", Integer.toString(number));
  }

  private static void topology(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(TOPOLOGY, command, "--prefix", PREFIX));
    all.addAll(List.of(arguments));
    Command.run(all).ok();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "needs root: network namespaces are made");
    for (String program : programs) {
      assumeTrue(installed(program), "needs the program " + program);
    }
    assumeTrue(
        Files.isExecutable(DISTRIBUTION.resolve("bin/vipd")),
        "needs the distribution: run 'mvn package'");
    clear();
    logs =
        Path.of(System.getProperty("basedir", ""), "target", "lab")
            .resolve(
                context.getRequiredTestClass().getSimpleName()
                    + "."
                    + context.getRequiredTestMethod().getName())
            .toAbsolutePath();
    delete(logs);
    Files.createDirectories(logs);
    topology("up", "--nodes", Integer.toString(nodes));
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (logs == null) {
      return;
    }
    if (context.getExecutionException().isPresent()) {
      showLogs();
    }
    clear();
  }

  private void showLogs() throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines = Files.readAllLines(log);
        List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        System.err.printf("---- %s%n%s%n", log, String.join("\n", last));
      }
    }
  }

  /** Kills what runs in the lab of this name and removes it, if there is one. */
  private static void clear() throws IOException {
    if (Files.exists(NOTES)) {
      for (String namespace : Files.readAllLines(NOTES)) {
        if (Files.exists(Path.of("/run/netns", namespace))) {
          killAllIn(namespace);
        }
      }
    }
    topology("down");
    delete(FOLDER);
  }

  private static void killAllIn(String namespace) {
    Await.until(
        "no process is in " + namespace,
        () -> {
          List<Long> pids =
              Command.run("ip", "netns", "pids", namespace)
                  .ok()
                  .out()
                  .lines()
                  .map(Long::valueOf)
                  .toList();
          pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
          return pids.isEmpty();
        });
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
