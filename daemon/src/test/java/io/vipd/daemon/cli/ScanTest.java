package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.FrameReceiver;
import io.vipd.arp.FrameSender;
import io.vipd.daemon.scan.Scan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code vipctl scan} on a wire of literal frames. */
@Timeout(30)
class ScanTest {
  private static final String ADVERT =
      """
      01005e000012 02005e100002 0800
      45c00020 00010000 ff70 0000 c000 0202 e000 0012
      3133 9601 0064 %s c000020a
      """;

  private final FakeWorld world = new FakeWorld();
  private final List<String> filters = new ArrayList<>();
  private final List<byte[]> sent = new ArrayList<>();
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
  private IOException refusal;

  private int scan(String... arguments) {
    world.pause =
        time -> {
          try {
            Thread.sleep(time);
            return true;
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    CommandLine line = new CommandLine(new ScanCommand(world.world(), opener()));
    return CommandLines.execute(line, world.world(), arguments);
  }

  private Scan.Opener opener() {
    return name -> {
      if (refusal != null) {
        throw refusal;
      }
      return new Wire();
    };
  }

  private void hear(String hex) {
    frames.add(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  private final class Wire implements FrameSender, FrameReceiver {
    @Override
    public void send(byte[] frame) {
      sent.add(frame);
    }

    @Override
    public FrameReceiver receiver() {
      return this;
    }

    @Override
    public void admit(String filter) {
      filters.add(filter);
    }

    @Override
    public byte[] receive() throws IOException {
      try {
        return frames.poll(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void interrupt() {}

    @Override
    public void close() {}
  }

  /** The checksum covers the pseudo-header too: c000+0202+e000+0012+0070+000c and the message. */
  @Test
  void aRouterIsListedWithAllThatItSays() {
    hear(ADVERT.formatted(checksum()));
    hear(ADVERT.formatted(checksum()));
    assertEquals(0, scan("--interface", "vta-none", "--for", "300ms"));
    assertEquals(
        """
        INTERFACE  VRID  PROTOCOL    PRIORITY  INTERVAL  SOURCE     MAC                AUTH  ADDRESSES
        vta-none   51    VRRPv3 IPv4  150       1 s       192.0.2.2  02:00:5e:10:00:02  none  192.0.2.10

        Free VRIDs: 1-50, 52-255
        """
            .replace("PROTOCOL    ", "PROTOCOL     "),
        world.out());
    assertEquals("", world.err());
    assertEquals("(ip proto 112) or (ip6 proto 112)", filters.getFirst());
    assertEquals(
        "(arp and (arp[14:4] == 0xc000020a)) or (ip proto 112) or (ip6 proto 112)",
        filters.getLast());
    assertTrue(sent.isEmpty());
  }

  private static String checksum() {
    // c000+0202+e000+0012+0070+000c + 3133+9601+0064+c000+020a
    return "d3ca";
  }

  @Test
  void programsGetOneLineOfJson() {
    hear(ADVERT.formatted(checksum()));
    hear(
        "ffffffffffff 02005e100002 0806 0001 0800 06 04 0001"
            + " 02005e100002 c000020a 000000000000 c000020a");
    hear(
        "ffffffffffff 02005e100009 0806 0001 0800 06 04 0002"
            + " 02005e100009 c000020a 02005e100009 c000020a");
    assertEquals(0, scan("-i", "vta-none", "--for", "300ms", "--json"));
    String json = world.out();
    assertTrue(json.startsWith("{\"interfaces\":[\"vta-none\"],\"listened-ms\":"), json);
    assertTrue(
        json.contains(
            "\"routers\":[{\"interface\":\"vta-none\",\"protocol\":\"vrrp\",\"version\":3,"
                + "\"family\":\"ipv4\",\"vrid\":51,\"source\":\"192.0.2.2\","
                + "\"mac\":\"02:00:5e:10:00:02\",\"priority\":150,\"advskew\":null,"
                + "\"interval-ms\":1000,\"addresses\":[\"192.0.2.10\"],\"auth\":\"none\","
                + "\"adverts\":1,\"refused\":null}]"),
        json);
    assertTrue(
        json.contains(
            "\"holders\":[{\"address\":\"192.0.2.10\","
                + "\"macs\":[\"02:00:5e:10:00:02\",\"02:00:5e:10:00:09\"]}]"),
        json);
    assertTrue(json.contains("\"free-vrids\":[1,2,"), json);
  }

  @Test
  void carpIsExplainedAndItsNumberTaken() {
    hear(
        "01005e000012 00005e000107 0800 45100038 00010000 ff70 0000 c0000203 e0000012"
            + " 21 07 64 07 00 01 0000 0000000000000001"
            + " 0000000000000000000000000000000000000000");
    assertEquals(0, scan("-i", "vta-none", "--for", "300ms"));
    assertTrue(world.out().contains("CARP IPv4"), world.out());
    assertTrue(world.out().contains("advskew 100"), world.out());
    assertTrue(world.out().contains("1.3 s"), world.out());
    assertTrue(world.out().contains("CARP (OpenBSD, pfSense, OPNsense) shares"), world.out());
    assertTrue(world.out().contains("Free VRIDs: 1-6, 8-255"), world.out());
  }

  @Test
  void whatCannotBeReadIsListedWithTheRule() {
    hear(ADVERT.formatted("ffff"));
    assertEquals(0, scan("-i", "vta-none", "--for", "300ms"));
    assertTrue(world.out().contains("unreadable: checksum is wrong"), world.out());
    assertTrue(world.out().contains("Free VRIDs: 1-50, 52-255"), world.out());
  }

  @Test
  void aSilentNetworkSaysSo() {
    assertEquals(0, scan("-i", "vta-none", "--for", "100ms"));
    assertTrue(
        world.out().startsWith("No virtual router was heard on vta-none within "), world.out());
    assertTrue(world.out().endsWith("Free VRIDs: 1-255\n"), world.out());
  }

  @Test
  void aTerminalShowsHowItGoes() {
    world.terminal = new FakeWorld.FakeTerminal(24, 80);
    scan("-i", "vta-none", "--for", "100ms");
    assertTrue(
        world.err().contains("listening on vta-none, 1 s left, 0 routers heard"), world.err());
    assertTrue(world.err().endsWith("\r\u001b[K"), world.err());
  }

  @Test
  void withoutTheRightToListenThereIsNothingToReport() {
    refusal = new IOException("You don't have permission to capture on that device");
    assertEquals(4, scan("-i", "eth0"));
    assertEquals(
        "vipctl scan: cannot listen: You don't have permission to capture on that device\n",
        world.err());
    assertEquals("", world.out());
    assertEquals(4, scan("-i", "eth0", "--json"));
    assertEquals(
        "{\"error\":{\"code\":\"cannot-listen\","
            + "\"message\":\"You don't have permission to capture on that device\"}}\n",
        world.out());
  }

  @Test
  void aWrongCommandLineIsNamed() {
    assertEquals(2, scan("--for", "50ms"));
    assertEquals(2, scan("--for", "soon"));
    assertEquals(2, scan("--probe", "192.0.2"));
    assertTrue(world.err().contains("'50ms' is outside 100ms..1h"), world.err());
    assertTrue(world.err().contains("--probe: "), world.err());
  }

  @Test
  void anInterfaceThatIsNotThereCannotBeProbedOn() {
    assertEquals(4, scan("-i", "vta-none", "--probe", "192.0.2.10"));
    assertEquals("vipctl scan: cannot listen: vta-none: No such device exists\n", world.err());
  }
}
