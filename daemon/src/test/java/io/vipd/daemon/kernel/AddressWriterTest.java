package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressWriterTest {
  private static final IpAddress VIRTUAL = IpAddress.parse("192.0.2.10");

  private NetworkNamespace host;
  private AddressWriter writer;
  private int index;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    host.ip("link add vtk-a type veth peer name vtk-b");
    host.ip("link set vtk-a up");
    host.ip("link set vtk-b up");
    host.ip("address add 192.0.2.1/24 dev vtk-a");
    index = host.index("vtk-a");
    writer = host.call(AddressWriter::new);
  }

  @AfterEach
  void close() {
    if (writer != null) {
      writer.close();
    }
    if (host != null) {
      host.close();
    }
  }

  @Test
  void aHeldAddressHasTagAndLifetime() throws Exception {
    assertTrue(writer.tagSupported());
    assertArrayEquals(new int[] {0}, hold(60));
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 24)), tagged());
    JsonObject address = find("192.0.2.10");
    assertEquals(24, address.get("prefixlen").getAsInt());
    assertEquals("global", address.get("scope").getAsString());
    assertEquals(60, address.get("valid_life_time").getAsInt(), 2);
    assertEquals(60, address.get("preferred_life_time").getAsInt(), 2);
  }

  @Test
  void besideTheHostsAddressItIsSecondaryAndBringsNoSecondRoute() throws Exception {
    String routes = host.ip("route show");
    assertArrayEquals(new int[] {0}, hold(60));
    assertTrue(find("192.0.2.10").get("secondary").getAsBoolean());
    assertEquals(routes, host.ip("route show"));
    assertArrayEquals(new int[] {0}, remove());
    assertEquals(routes, host.ip("route show"));
  }

  @Test
  void inANetworkOfItsOwnItBringsTheRoute() throws Exception {
    IpAddress elsewhere = IpAddress.parse("198.51.100.10");
    writer.apply(List.of(AddressChange.hold(index, elsewhere, 24, 60)));
    assertTrue(host.ip("route show").contains("198.51.100.0/24 dev vtk-a"));
    writer.apply(List.of(AddressChange.remove(index, elsewhere, 24)));
    assertFalse(host.ip("route show").contains("198.51.100.0/24"));
  }

  @Test
  void anAddressThatIsNotRenewedExpiresAndOneThatIsStays() throws Exception {
    IpAddress renewed = IpAddress.parse("192.0.2.11");
    AddressChange renewal = AddressChange.hold(index, renewed, 24, 1);
    hold(1);
    writer.apply(List.of(renewal));
    eventually(
        "the kernel takes it away",
        () -> {
          assertArrayEquals(new int[] {0}, writer.apply(List.of(renewal)));
          return find("192.0.2.10") == null;
        });
    assertEquals(1, find("192.0.2.11").get("valid_life_time").getAsInt(), 1);
  }

  @Test
  void anAddressHeldForEverDoesNotExpireAndCanBeGivenALease() throws Exception {
    hold(AddressChange.FOREVER);
    assertEquals(4294967295L, find("192.0.2.10").get("valid_life_time").getAsLong());
    hold(60);
    assertEquals(60, find("192.0.2.10").get("valid_life_time").getAsInt(), 2);
  }

  @Test
  void anAddressThatSomebodyElsePutThereBecomesOurs() throws Exception {
    host.ip("address add 192.0.2.10/24 dev vtk-a");
    assertArrayEquals(new int[] {0}, hold(60));
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 24)), tagged());
  }

  @Test
  void removingWhatIsNotThereIsDone() throws Exception {
    hold(60);
    assertArrayEquals(new int[] {0}, remove());
    assertEquals(null, find("192.0.2.10"));
    assertArrayEquals(new int[] {0}, remove());
  }

  @Test
  void oneChangeThatFailsDoesNotKeepTheOthers() throws Exception {
    int[] errnos =
        writer.apply(
            List.of(
                AddressChange.hold(index, VIRTUAL, 24, 60),
                AddressChange.hold(4711, VIRTUAL, 24, 60),
                AddressChange.hold(index, IpAddress.parse("192.0.2.11"), 24, 60)));
    assertArrayEquals(new int[] {0, Errno.ENODEV, 0}, errnos);
    assertEquals(24, find("192.0.2.11").get("prefixlen").getAsInt());
  }

  @Test
  void aHundredAddressesGoInOneCall() throws Exception {
    writer.rehearse(20);
    long start = System.nanoTime();
    int[] added = writer.apply(hundred(index, 60));
    long addedAt = System.nanoTime();
    int[] renewed = writer.apply(hundred(index, 60));
    long renewedAt = System.nanoTime();
    System.out.printf(
        "100 addresses: added in %d us, renewed in %d us%n",
        (addedAt - start) / 1_000, (renewedAt - addedAt) / 1_000);
    assertArrayEquals(new int[100], added);
    assertArrayEquals(new int[100], renewed);
    assertEquals(101, addresses().size());
    List<AddressChange> leftovers = tagged();
    assertEquals(100, leftovers.size());
    assertArrayEquals(new int[100], writer.apply(leftovers));
    assertEquals(1, addresses().size());
  }

  @Test
  void moreThanOneRequestHoldsAreAnsweredInOrder() {
    List<AddressChange> changes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      changes.add(AddressChange.hold(i % 3 == 0 ? 4711 : index, VIRTUAL, 24, 60));
    }
    int[] errnos = writer.apply(changes);
    for (int i = 0; i < 300; i++) {
      assertEquals(i % 3 == 0 ? Errno.ENODEV : 0, errnos[i], "change " + i);
    }
  }

  @Test
  void answersAreMatchedByTheirNumberAndStrangersAreIgnored() {
    ByteBuffer answers =
        ByteBuffer.wrap(
                HexFormat.of()
                    .parseHex(
                        // three acknowledgements: of 100 (a request given up), 102 (ENODEV), 101
                        "14000000020000006400000000000000"
                            + "00000000"
                            + "14000000020000006600000000000000"
                            + "edffffff"
                            + "14000000020000006500000000000000"
                            + "00000000"
                            // 102 again, 104 (not asked for yet), and something else for 103
                            + "14000000020000006600000000000000"
                            + "00000000"
                            + "14000000020000006800000000000000"
                            + "00000000"
                            + "14000000140000006700000000000000"
                            + "00000000"))
            .order(ByteOrder.LITTLE_ENDIAN);
    int[] errnos = unanswered(5);
    AddressWriter.collect(answers, 120, 101, errnos, 1, 4);
    assertArrayEquals(new int[] {-1, 0, 19, -1, -1}, errnos);
  }

  @Test
  void aRenewalIsAnsweredByTheNumberThatItWasAskedWith() {
    ByteBuffer answers =
        ByteBuffer.wrap(
                HexFormat.of()
                    .parseHex(
                        // 0x3fffffff, and then 0, which follows it, as a renewal: both ENODEV
                        "1400000002000000ffffff3f00000000"
                            + "edffffff"
                            + "14000000020000000000004000000000"
                            + "edffffff"))
            .order(ByteOrder.LITTLE_ENDIAN);
    int[] errnos = unanswered(2);
    AddressWriter.collect(answers, 40, 0x3fff_ffff, errnos, 0, 2);
    assertArrayEquals(new int[] {19, 19}, errnos);
  }

  @Test
  void whichRenewalIsRefusedIsToldWhereverItStands() {
    for (int refused = 0; refused < 3; refused++) {
      int[] expected = new int[3];
      expected[refused] = Errno.ENODEV;
      List<AddressChange> changes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        changes.add(AddressChange.renew(i == refused ? 4711 : index, VIRTUAL, 24, 60));
      }
      assertArrayEquals(expected, writer.apply(changes));
    }
  }

  @Test
  void aMonitorCanBeDeafForRenewalsAndHearsAllElse() throws Exception {
    try (LinkMonitor monitor = host.call(() -> LinkMonitor.open(writer));
        AddressWriter another = host.call(AddressWriter::new)) {
      Recorder recorder = new Recorder();
      hold(60);
      writer.apply(List.of(AddressChange.renew(index, VIRTUAL, 24, 60)));
      monitor.drain(recorder);
      String there = "address " + index + " 192.0.2.10/24 tag 112 flags 1";
      assertEquals(List.of(there), recorder.lines, "only the first time");
      hold(60);
      another.apply(List.of(AddressChange.renew(index, VIRTUAL, 24, 60)));
      monitor.drain(recorder);
      assertEquals(List.of(there, there, there), recorder.lines, "asked anew, and by another one");
      recorder.lines.clear();
      remove();
      monitor.drain(recorder);
      assertEquals(List.of(there.replace("address", "address removed")), recorder.lines);
    }
  }

  @Test
  void nothingToDoIsDone() {
    assertEquals(0, writer.apply(List.of()).length);
  }

  @Test
  void theSweepFindsWhatCarriesOurTagAndNothingElse() throws Exception {
    host.ip("address add 198.51.100.1/32 dev vtk-b");
    hold(60);
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 24)), tagged());
  }

  @Test
  void aRehearsalChangesNothing() throws Exception {
    try (LinkMonitor monitor = host.call(LinkMonitor::open)) {
      Recorder recorder = new Recorder();
      writer.rehearse(3);
      monitor.drain(recorder);
      assertEquals(List.of(), recorder.lines);
    }
  }

  private static int[] unanswered(int count) {
    int[] errnos = new int[count];
    Arrays.fill(errnos, AddressWriter.UNANSWERED);
    return errnos;
  }

  private int[] hold(long lifetimeSeconds) {
    return writer.apply(List.of(AddressChange.hold(index, VIRTUAL, 24, lifetimeSeconds)));
  }

  private int[] remove() {
    return writer.apply(List.of(AddressChange.remove(index, VIRTUAL, 24)));
  }

  /** Read back by our own dump, because Debian 12's {@code ip} does not show the tag. */
  private List<AddressChange> tagged() throws Exception {
    return host.call(AddressWriter::leftovers);
  }

  /** 192.0.2.100 to 192.0.2.199. */
  static List<AddressChange> hundred(int index, long lifetimeSeconds) {
    List<AddressChange> changes = new ArrayList<>();
    for (int i = 100; i < 200; i++) {
      changes.add(AddressChange.hold(index, IpAddress.ofIpv4(0xC0000200 | i), 24, lifetimeSeconds));
    }
    return changes;
  }

  private JsonArray addresses() throws Exception {
    String json = host.ip("-j -4 address show dev vtk-a");
    return new Gson()
        .fromJson(json, JsonArray.class)
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("addr_info");
  }

  private JsonObject find(String address) throws Exception {
    for (JsonElement element : addresses()) {
      if (element.getAsJsonObject().get("local").getAsString().equals(address)) {
        return element.getAsJsonObject();
      }
    }
    return null;
  }
}
