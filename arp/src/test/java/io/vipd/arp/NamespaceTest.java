package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real frames between two network namespaces joined by a veth pair: announced by a child JVM in one
 * of them, read by tcpdump in the other.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamespaceTest {
  private static final String SENDER = "vta-sender-" + ProcessHandle.current().pid();
  private static final String OBSERVER = "vta-observer-" + ProcessHandle.current().pid();
  private static final String HEAD = "ffffffffffff 02005e100001 0806 0001 0800 06 04";
  private static final String PADDING = "000000000000000000000000000000000000";
  private static final int PCAP_FILE_HEADER = 24;
  private static final List<String> ROUND =
      List.of(
          frame("0001 02005e100001 c0000201 000000000000 c0000201"),
          frame("0001 02005e100001 c00002c8 000000000000 c00002c8"),
          frame("0002 02005e100001 c0000201 02005e100001 c0000201"),
          frame("0002 02005e100001 c00002c8 02005e100001 c00002c8"));

  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void makeNamespaces() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/tcpdump")), "needs tcpdump");
    removeNamespaces();
    run("ip", "netns", "add", SENDER);
    run("ip", "netns", "add", OBSERVER);
    makeLink();
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (Process child : children) {
      child.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
    removeNamespaces();
  }

  @Test
  void announcementsReachTheWireAndOutliveTheirInterface() throws Exception {
    DataInputStream wire = observe();
    Sender sender = new Sender("192.0.2.1", "192.0.2.200");

    sender.tell("announce");
    assertEquals(ROUND, read(wire), "first round");
    assertEquals(ROUND, read(wire), "second round");
    assertEquals(ROUND, read(wire), "refresh");
    sender.tell("stop");

    // A packet socket remembers that its link was down; no frame may be lost of that.
    run("ip", "-n", SENDER, "link", "set", "eth0", "down");
    run("ip", "-n", SENDER, "link", "set", "eth0", "up");
    sender.tell("announce");
    assertEquals(ROUND, read(wire), "first round after the link was down");
    assertEquals(ROUND, read(wire), "second round after the link was down");
    sender.tell("stop");
    assertEquals("sent=20 failures=0", sender.reportOnce(report -> report.startsWith("sent=20 ")));

    // Another interface of the same name, as a driver makes one when it is loaded again.
    run("ip", "-n", SENDER, "link", "del", "eth0");
    sender.tell("announce");
    sender.reportOnce(report -> !report.endsWith("failures=0"));
    makeLink();
    DataInputStream newWire = observe();
    sender.tell("reopen");
    assertEquals(ROUND, read(newWire), "first round on the new interface");
  }

  @Test
  void aKernelThatKnewAnotherStationLearnsTheNewOne() throws Exception {
    String former = "lladdr 02:00:5e:10:00:99 nud stale dev eth0";
    List<String> addresses = List.of("192.0.2.1", "2001:db8:1::100");
    for (String address : addresses) {
      run(("ip -n %s neigh replace %s %s".formatted(OBSERVER, address, former)).split(" "));
    }
    Sender sender = new Sender(addresses.toArray(String[]::new));
    sender.tell("announce");
    for (String address : addresses) {
      // The frame is taken in after it was sent; the test's time limit ends the wait.
      while (!neighbour(address).contains("dev eth0 lladdr 02:00:5e:10:00:01 ")) {
        Thread.sleep(5);
      }
    }
  }

  /** What the observer's kernel knows of an address. */
  private static String neighbour(String address) throws Exception {
    Process process = new ProcessBuilder("ip", "-n", OBSERVER, "neigh", "show", address).start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, process.waitFor());
    return line;
  }

  private static void makeLink() throws Exception {
    run(
        ("ip -n %s link add eth0 address 02:00:5e:10:00:01 type veth peer name eth0 netns %s")
            .formatted(SENDER, OBSERVER)
            .split(" "));
    run("ip", "-n", OBSERVER, "link", "set", "eth0", "up");
    run("ip", "-n", SENDER, "link", "set", "eth0", "up");
  }

  private static void removeNamespaces() throws Exception {
    for (String namespace : List.of(SENDER, OBSERVER)) {
      if (Files.exists(Path.of("/run/netns", namespace))) {
        run("ip", "netns", "del", namespace);
      }
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), String.join(" ", command));
    assertEquals(0, process.exitValue(), String.join(" ", command));
  }

  /** Starts to capture ARP on the other end; what comes is a pcap file without end. */
  private DataInputStream observe() throws IOException {
    Process tcpdump =
        start(
            ("ip netns exec %s /usr/bin/tcpdump -i eth0 -U --immediate-mode -w - arp")
                .formatted(OBSERVER)
                .split(" "));
    BufferedReader says = tcpdump.errorReader();
    String line = says.readLine();
    while (line != null && !line.contains("listening on")) {
      line = says.readLine();
    }
    DataInputStream stream = new DataInputStream(tcpdump.getInputStream());
    stream.skipNBytes(PCAP_FILE_HEADER);
    return stream;
  }

  /** The next frames on the wire, as many as a round has. */
  private static List<String> read(DataInputStream wire) throws IOException {
    List<String> frames = new ArrayList<>();
    while (frames.size() < ROUND.size()) {
      wire.skipNBytes(Long.BYTES);
      int length = Integer.reverseBytes(wire.readInt());
      wire.skipNBytes(Integer.BYTES);
      frames.add(HexFormat.of().formatHex(wire.readNBytes(length)));
    }
    return frames;
  }

  private static String frame(String body) {
    return (HEAD + body + PADDING).replace(" ", "");
  }

  private Process start(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    children.add(process);
    return process;
  }

  /** The child JVM that announces. */
  private final class Sender {
    private final BufferedWriter commands;
    private final BufferedReader answers;

    Sender(String... addresses) throws IOException {
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", SENDER));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of(SenderMain.class.getName(), "eth0", "02:00:5e:10:00:01"));
      command.addAll(List.of(addresses));
      Process process = start(command.toArray(String[]::new));
      commands = process.outputWriter();
      answers = process.inputReader();
    }

    /** Hands it a command and returns its answer. */
    String tell(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
      return answers.readLine();
    }

    /** The first report that this is true of. A frame is seen on the wire before it is counted. */
    String reportOnce(Predicate<String> condition) throws Exception {
      String report = tell("report");
      while (!condition.test(report)) {
        Thread.sleep(5);
        report = tell("report");
      }
      return report;
    }
  }
}
