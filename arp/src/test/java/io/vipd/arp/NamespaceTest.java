package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    Sender sender = new Sender("PT0S", "192.0.2.1", "192.0.2.200");

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
    Sender sender = new Sender("PT0S", addresses.toArray(String[]::new));
    sender.tell("announce");
    for (String address : addresses) {
      awaitNeighbour(address);
    }
  }

  @Test
  void whoAnswersForOurAddressesIsHeardAndWhoPointsToUsIsKnown() throws Exception {
    ip("-n OBSERVER link set eth0 address 02:00:5e:10:00:99");
    for (String address :
        List.of("192.0.2.1", "2001:db8:1::100", "192.0.2.254", "2001:db8:1::254")) {
      ip(
          "-n OBSERVER addr add %s/%d dev eth0".formatted(address, address.contains(":") ? 64 : 24)
              + (address.contains(":") ? " nodad" : ""));
    }
    Sender sender =
        new Sender("PT1S", "192.0.2.1", "192.0.2.200", "2001:db8:1::100", "2001:db8:1::200");
    sender.tell("ask-from fe80::1");
    sender.tell("announce");

    String claims =
        sender.until(
            "claims",
            heard ->
                heard.contains("address=/192.0.2.1, mac=02:00:5e:10:00:99, how=ARP_REPLY")
                    && heard.contains(
                        "address=/2001:db8:1:0:0:0:0:100, mac=02:00:5e:10:00:99,"
                            + " how=NEIGHBOR_ADVERTISEMENT"));
    assertFalse(claims.contains("192.0.2.200,"), claims);
    assertFalse(claims.contains("contested=false"), claims);

    sender.tell("witness 192.0.2.254");
    sender.until("verifications", known -> known.contains("CONFIRMED, witness=/192.0.2.254"));
    awaitNeighbour("192.0.2.200");
    sender.tell("witness 2001:db8:1::254");
    sender.until(
        "verifications", known -> known.contains("CONFIRMED, witness=/2001:db8:1:0:0:0:0:254"));
    awaitNeighbour("2001:db8:1::200");

    // What is open is another handle after this, and it listens as well.
    int heard = claims.split("Claim", -1).length;
    sender.tell("reopen");
    sender.until("claims", more -> more.split("Claim", -1).length > heard + 8);
  }

  private static void ip(String arguments) throws Exception {
    run(("ip " + arguments.replace("OBSERVER", OBSERVER)).split(" "));
  }

  /**
   * Waits until the observer's kernel knows the sender's station for an address: the frame is taken
   * in after it was sent. The test's time limit ends the wait.
   */
  private static void awaitNeighbour(String address) throws Exception {
    while (!neighbour(address).contains("dev eth0 lladdr 02:00:5e:10:00:01 ")) {
      Thread.sleep(5);
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

    Sender(String probe, String... addresses) throws IOException {
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", SENDER));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of(SenderMain.class.getName(), "eth0", "02:00:5e:10:00:01", probe));
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

    /** The first answer to this question that this is true of. */
    String until(String question, Predicate<String> condition) throws Exception {
      String answer = tell(question);
      while (!condition.test(answer)) {
        Thread.sleep(20);
        answer = tell(question);
      }
      return answer;
    }

    /** The first report that this is true of. A frame is seen on the wire before it is counted. */
    String reportOnce(Predicate<String> condition) throws Exception {
      return until("report", condition);
    }
  }
}
