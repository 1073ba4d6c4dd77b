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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host with 2001:db8:1::1/64 of its own, which is to hold 2001:db8:1::100/64 besides. */
class Ipv6AddressWriterTest {
  private static final IpAddress VIRTUAL = IpAddress.parse("2001:db8:1::100");
  private static final String VIRTUAL_TEXT = "2001:db8:1::100";

  private NetworkNamespace host;
  private NetworkNamespace neighbour;
  private AddressWriter writer;
  private int index;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    neighbour = new NetworkNamespace();
    NetworkNamespace.cable(host, "2001:db8:1::1/64 nodad", neighbour, "2001:db8:1::2/64 nodad");
    eventually(
        "IPv6 is up",
        () ->
            neighbour.ip("-6 route show dev vtk-r").contains("2001:db8:1::/64 proto kernel")
                && host.ip("-6 route show dev vtk-l").contains("fe80::/64 proto kernel"));
    index = host.index("vtk-l");
    writer = host.call(AddressWriter::new);
  }

  @AfterEach
  void close() {
    if (writer != null) {
      writer.close();
    }
    if (neighbour != null) {
      neighbour.close();
    }
    if (host != null) {
      host.close();
    }
  }

  @Test
  void aHeldAddressHasTagAndLeaseAndIsDeprecatedAndNotTentative() throws Exception {
    assertArrayEquals(new int[] {0}, hold(60));
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 64)), tagged());
    JsonObject address = find(VIRTUAL_TEXT);
    assertEquals(64, address.get("prefixlen").getAsInt());
    assertEquals("global", address.get("scope").getAsString());
    assertEquals(60, address.get("valid_life_time").getAsInt(), 2);
    assertEquals(0, address.get("preferred_life_time").getAsInt());
    assertTrue(address.get("deprecated").getAsBoolean());
    assertTrue(address.get("nodad").getAsBoolean());
    assertTrue(address.get("noprefixroute").getAsBoolean());
    assertFalse(address.has("tentative"));
  }

  /** 2001:db8:1::/64 is one route for both addresses; a lease of one must not become its own. */
  @Test
  void theHostsOwnRouteStaysWithoutExpiryThroughHoldingRenewingAndRemoving() throws Exception {
    String route = route();
    assertTrue(route.contains("2001:db8:1::/64 proto kernel"), route);
    assertFalse(route.contains("expires"), route);
    for (long lifetimeSeconds : new long[] {2, 2, 2, AddressChange.FOREVER, 2, 2}) {
      assertArrayEquals(new int[] {0}, hold(lifetimeSeconds));
      assertEquals(route, route(), "held for " + lifetimeSeconds + " s");
    }
    assertArrayEquals(new int[] {0}, remove());
    assertEquals(route, route(), "after removing it");
    hold(1);
    eventually("the kernel takes it away", () -> find(VIRTUAL_TEXT) == null);
    assertEquals(route, route(), "after it expired");
    assertEquals(64, find("2001:db8:1::1").get("prefixlen").getAsInt());
  }

  /** As router advertisements make it: the network's route lives as long as they say. */
  @Test
  void aRouteThatExpiresByItselfKeepsItsTime() throws Exception {
    host.ip("address flush dev vtk-l scope global");
    host.ip("address add 2001:db8:1::1/64 dev vtk-l nodad valid_lft 3600 preferred_lft 3600");
    for (int times = 0; times < 3; times++) {
      assertArrayEquals(new int[] {0}, hold(2));
      Matcher expires = Pattern.compile("expires ([0-9]+)sec").matcher(route());
      assertTrue(expires.find(), route());
      assertTrue(Integer.parseInt(expires.group(1)) > 3_500, expires.group());
    }
  }

  @Test
  void aNeighbourReachesItAtOnce() throws Exception {
    hold(60);
    String answer = neighbour.ip("-6 route get 2001:db8:1::100");
    assertTrue(answer.contains("dev vtk-r"), answer);
    neighbour.run(() -> ping(VIRTUAL_TEXT));
  }

  @Test
  void theHostGoesOnToBeginFromItsOwnAddress() throws Exception {
    // Were it not deprecated, the kernel would prefer it for the longer prefix in common.
    writer.apply(List.of(AddressChange.hold(index, VIRTUAL, 128, 60)));
    String route = host.ip("-6 route get 2001:db8:1::101");
    assertTrue(route.contains("src 2001:db8:1::1 "), route);
  }

  @Test
  void anAddressThatIsNotRenewedExpiresAndOneThatIsStays() throws Exception {
    AddressChange renewal = AddressChange.hold(index, IpAddress.parse("2001:db8:1::101"), 64, 1);
    hold(1);
    writer.apply(List.of(renewal));
    eventually(
        "the kernel takes it away",
        () -> {
          assertArrayEquals(new int[] {0}, writer.apply(List.of(renewal)));
          return find(VIRTUAL_TEXT) == null;
        });
    assertEquals(1, find("2001:db8:1::101").get("valid_life_time").getAsInt(), 1);
  }

  @Test
  void anAddressHeldForEverDoesNotExpireAndCanBeGivenALease() throws Exception {
    hold(AddressChange.FOREVER);
    assertEquals(4294967295L, find(VIRTUAL_TEXT).get("valid_life_time").getAsLong());
    assertTrue(find(VIRTUAL_TEXT).get("deprecated").getAsBoolean());
    hold(60);
    assertEquals(60, find(VIRTUAL_TEXT).get("valid_life_time").getAsInt(), 2);
  }

  @Test
  void anAddressThatSomebodyElsePutThereBecomesOurs() throws Exception {
    host.ip("address add 2001:db8:1::100/64 dev vtk-l nodad");
    assertArrayEquals(new int[] {0}, hold(60));
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 64)), tagged());
  }

  @Test
  void oneThatIsThereWithAnotherPrefixKeepsIt() throws Exception {
    host.ip("address add 2001:db8:1::100/128 dev vtk-l nodad");
    assertArrayEquals(new int[] {0}, hold(60));
    assertEquals(List.of(AddressChange.remove(index, VIRTUAL, 128)), tagged());
  }

  @Test
  void aRemovalThatNamesAnotherPrefixLeavesItAlone() throws Exception {
    host.ip("address add 2001:db8:1::100/128 dev vtk-l nodad");
    assertArrayEquals(
        new int[] {0}, writer.apply(List.of(AddressChange.remove(index, VIRTUAL, 64))));
    assertEquals(128, find(VIRTUAL_TEXT).get("prefixlen").getAsInt());
  }

  @Test
  void aLinkLocalAddressIsHeldToo() throws Exception {
    IpAddress linkLocal = IpAddress.parse("fe80::100");
    AddressChange change = AddressChange.hold(index, linkLocal, 64, 60);
    assertArrayEquals(new int[] {0}, writer.apply(List.of(change)));
    assertEquals("link", find("fe80::100").get("scope").getAsString());
    assertEquals(List.of(AddressChange.remove(index, linkLocal, 64)), tagged());
  }

  @Test
  void removingWhatIsNotThereIsDone() throws Exception {
    hold(60);
    assertArrayEquals(new int[] {0}, remove());
    assertEquals(null, find(VIRTUAL_TEXT));
    assertArrayEquals(new int[] {0}, remove());
  }

  @Test
  void whereIpv6IsSwitchedOffTheReasonIsTold() throws Exception {
    host.run(() -> {
      Process sysctl =
          new ProcessBuilder("sysctl", "-qw", "net.ipv6.conf.vtk-l.disable_ipv6=1").start();
      assertEquals(0, sysctl.waitFor());
    });
    int[] errnos = hold(60);
    assertEquals(
        "cannot add 2001:db8:1::100/64 on interface " + index + ": Permission denied (EACCES)",
        AddressChange.hold(index, VIRTUAL, 64, 60).failure(errnos[0]).getMessage());
  }

  @Test
  void aRequestFullOfBothFamiliesIsCarriedOutAndSweptAgain() throws Exception {
    List<AddressChange> changes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      changes.add(
          i % 3 == 0
              ? AddressChange.hold(index, IpAddress.ofIpv4(0xC0000200 | i / 3), 24, 60)
              : AddressChange.hold(
                  index, new IpAddress(VIRTUAL.family(), VIRTUAL.high(), 0x1000 + i), 64, 60));
    }
    long start = System.nanoTime();
    int[] added = writer.apply(changes);
    long addedAt = System.nanoTime();
    int[] renewed = writer.apply(changes);
    long renewedAt = System.nanoTime();
    System.out.printf(
        "100 IPv4 and 200 IPv6 addresses: added in %d us, renewed in %d us%n",
        (addedAt - start) / 1_000, (renewedAt - addedAt) / 1_000);
    assertArrayEquals(new int[300], added);
    assertArrayEquals(new int[300], renewed);
    List<AddressChange> leftovers = tagged();
    assertEquals(300, leftovers.size());
    assertArrayEquals(new int[300], writer.apply(leftovers));
    assertEquals(List.of(), tagged());
    assertEquals(64, find("2001:db8:1::1").get("prefixlen").getAsInt());
  }

  private static void ping(String address) throws Exception {
    // The wait is for an answer on a busy machine; duplicate address detection takes longer.
    long start = System.nanoTime();
    Process process = new ProcessBuilder("ping", "-6", "-q", "-c", "1", "-W", "5", address).start();
    assertEquals(0, process.waitFor());
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 900, "it took " + millis + " ms");
  }

  private int[] hold(long lifetimeSeconds) {
    return writer.apply(List.of(AddressChange.hold(index, VIRTUAL, 64, lifetimeSeconds)));
  }

  private int[] remove() {
    return writer.apply(List.of(AddressChange.remove(index, VIRTUAL, 64)));
  }

  /** The route of the host's own network. */
  private String route() throws Exception {
    return host.ip("-6 route show 2001:db8:1::/64 dev vtk-l");
  }

  private List<AddressChange> tagged() throws Exception {
    return host.call(AddressWriter::leftovers);
  }

  private JsonObject find(String address) throws Exception {
    JsonArray addresses =
        new Gson()
            .fromJson(host.ip("-j -6 address show dev vtk-l"), JsonArray.class)
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("addr_info");
    for (JsonElement element : addresses) {
      if (element.getAsJsonObject().get("local").getAsString().equals(address)) {
        return element.getAsJsonObject();
      }
    }
    return null;
  }
}
