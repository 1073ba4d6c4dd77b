package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The literal bytes are those of a little-endian host, as both of ours are. */
class AddressMessagesTest {
  private static final IpAddress VIRTUAL = IpAddress.parse("192.0.2.10");

  private static final IpAddress VIRTUAL6 = IpAddress.parse("2001:db8:1::100");

  private final ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void holdingAsksToCreateOrReplaceWithTagAndLifetime() {
    buffer.put(0, filled(256));
    int end = AddressMessages.putChange(buffer, 4, 7, AddressChange.hold(3, VIRTUAL, 24, 2), true);
    assertEquals(72, end);
    assertEquals(
        // header: 68 bytes, RTM_NEWADDR, request+ack+replace+create, sequence 7, port 0
        "44000000"
            + "1400"
            + "0505"
            + "07000000"
            + "00000000"
            // inet, /24, no flags, universe, interface 3
            + "02"
            + "18"
            + "00"
            + "00"
            + "03000000"
            // IFA_LOCAL, IFA_ADDRESS
            + "08000200"
            + "c000020a"
            + "08000100"
            + "c000020a"
            // IFA_PROTO 112, padded
            + "05000b00"
            + "70000000"
            // IFA_CACHEINFO: preferred 2 s, valid 2 s
            + "14000600"
            + "02000000"
            + "02000000"
            + "0000000000000000",
        hex(4, end));
  }

  @Test
  void aRenewalIsTheSameRequestWithAMarkInItsNumber() {
    AddressMessages.putChange(buffer, 0, 7, AddressChange.hold(3, VIRTUAL, 24, 2), false);
    String held = hex(0, 68);
    AddressMessages.putChange(buffer, 0, 7, AddressChange.renew(3, VIRTUAL, 24, 2), false);
    // request+replace+create: the kernel answers a refusal only
    assertEquals("44000000" + "1400" + "0105" + "07000040", hex(0, 12));
    assertEquals(held.substring(24), hex(12, 68));
  }

  @Test
  void anIpv6AddressIsUniqueByDecreeDeprecatedAndBringsNoRoute() {
    buffer.put(0, filled(256));
    int end = AddressMessages.putChange(buffer, 4, 7, AddressChange.hold(3, VIRTUAL6, 64, 2), true);
    assertEquals(104, end);
    assertEquals(100, AddressMessages.MAX_CHANGE);
    assertEquals(
        // header: 100 bytes, RTM_NEWADDR, request+ack+replace+create, sequence 7, port 0
        "64000000"
            + "1400"
            + "0505"
            + "07000000"
            + "00000000"
            // inet6, /64, no flags here, universe, interface 3
            + "0a"
            + "40"
            + "00"
            + "00"
            + "03000000"
            // IFA_LOCAL, IFA_ADDRESS
            + "14000200"
            + "20010db8000100000000000000000100"
            + "14000100"
            + "20010db8000100000000000000000100"
            // IFA_PROTO 112, padded
            + "05000b00"
            + "70000000"
            // IFA_FLAGS: no duplicate address detection, no route of the prefix
            + "08000800"
            + "02020000"
            // IFA_CACHEINFO: preferred 0 s, valid 2 s
            + "14000600"
            + "00000000"
            + "02000000"
            + "0000000000000000",
        hex(4, end));
  }

  @Test
  void withoutLeaseItIsDeprecatedTooAndValidForEver() {
    AddressChange change = AddressChange.hold(3, VIRTUAL6, 128, AddressChange.FOREVER);
    int end = AddressMessages.putChange(buffer, 0, 7, change, true);
    assertEquals("14000600" + "00000000" + "ffffffff" + "0000000000000000", hex(end - 20, end));
  }

  @Test
  void removingAnIpv6AddressNamesItAndItsPrefix() {
    int end = AddressMessages.putChange(buffer, 0, 8, AddressChange.remove(3, VIRTUAL6, 64), true);
    assertEquals(
        "40000000"
            + "1500"
            + "0500"
            + "08000000"
            + "00000000"
            + "0a"
            + "40"
            + "00"
            + "00"
            + "03000000"
            + "14000200"
            + "20010db8000100000000000000000100"
            + "14000100"
            + "20010db8000100000000000000000100",
        hex(0, end));
  }

  @Test
  void anAddressWithoutLeaseIsHeldForEver() {
    AddressChange change = AddressChange.hold(3, VIRTUAL, 32, AddressChange.FOREVER);
    int end = AddressMessages.putChange(buffer, 0, 7, change, true);
    assertEquals("14000600" + "ffffffff" + "ffffffff" + "0000000000000000", hex(end - 20, end));
  }

  @Test
  void removingNamesTheAddressAndItsPrefix() {
    int end = AddressMessages.putChange(buffer, 0, 8, AddressChange.remove(3, VIRTUAL, 24), true);
    assertEquals(
        "28000000"
            + "1500"
            + "0500"
            + "08000000"
            + "00000000"
            + "02"
            + "18"
            + "00"
            + "00"
            + "03000000"
            + "08000200"
            + "c000020a"
            + "08000100"
            + "c000020a",
        hex(0, end));
  }

  @Test
  void theDumpAsksForTheAddressesOfAllFamilies() {
    int end = AddressMessages.putDump(buffer, 0, 9);
    assertEquals(
        "18000000" + "1600" + "0103" + "09000000" + "00000000" + "0000000000000000", hex(0, end));
  }

  @Test
  void theProbeNamesNoInterfaceAndHasATagWithoutValue() {
    int end = AddressMessages.putTagProbe(buffer, 0, 1);
    assertEquals(
        "24000000"
            + "1400"
            + "0500"
            + "01000000"
            + "00000000"
            + "0220000000000000"
            + "08000200"
            + "00000000"
            + "04000b00",
        hex(0, end));
  }

  @Test
  void anAddedAddressIsRead() {
    assertEquals(
        List.of("address 3 192.0.2.10/24 tag 112 flags 201"),
        deliver(
            "48000000"
                + "1400"
                + "0000"
                + "00000000"
                + "00000000"
                + "02180100"
                + "03000000"
                + "08000100"
                + "c000020a"
                + "08000200"
                + "c000020a"
                // IFA_LABEL "eth0", padded
                + "09000300"
                + "6574683000000000"
                // IFA_FLAGS tells what does not fit the eight bits above
                + "08000800"
                + "01020000"
                + "05000b00"
                + "70000000"));
  }

  @Test
  void aPeerAddressIsNotTakenForOurs() {
    assertEquals(
        List.of("address 3 192.0.2.10/32 tag 0 flags 80"),
        deliver(
            "28000000"
                + "1400"
                + "0000"
                + "00000000"
                + "00000000"
                + "02208000"
                + "03000000"
                + "08000100"
                + "c0000263"
                + "08000200"
                + "c000020a"));
  }

  @Test
  void aRemovedAddressIsRead() {
    assertEquals(
        List.of("address removed 3 192.0.2.10/24 tag 0 flags 0"),
        deliver(
            "20000000"
                + "1500"
                + "0000"
                + "00000000"
                + "00000000"
                + "02180000"
                + "03000000"
                + "08000200"
                + "c000020a"));
  }

  @Test
  void anIpv6AddressIsRead() {
    assertEquals(
        List.of("address 3 2001:db8:1::100/64 tag 112 flags 222"),
        deliver(
            "3c000000"
                + "1400"
                + "0000"
                + "00000000"
                + "00000000"
                + "0a402200"
                + "03000000"
                + "14000100"
                + "20010db8000100000000000000000100"
                + "08000800"
                + "22020000"
                + "05000b00"
                + "70000000"));
  }

  @Test
  void theOtherEndOfAnIpv6PointToPointLinkIsNotTakenForOurs() {
    assertEquals(
        List.of("address removed 3 2001:db8::1/128 tag 0 flags 80"),
        deliver(
            "40000000"
                + "1500"
                + "0000"
                + "00000000"
                + "00000000"
                + "0a808000"
                + "03000000"
                + "14000200"
                + "20010db8000000000000000000000001"
                + "14000100"
                + "20010db8000000000000000000000002"));
  }

  @Test
  void anAddressOfAnotherFamilyIsPassedOver() {
    // Family 37, bytes as IPv6 has them.
    assertEquals(
        List.of(),
        deliver(
            "2c000000"
                + "1400"
                + "0000"
                + "00000000"
                + "00000000"
                + "25400000"
                + "03000000"
                + "14000100"
                + "20010db8000000000000000000000001"));
  }

  @Test
  void aMessageWithoutAddressOrCutOffIsPassedOver() {
    assertEquals(
        List.of(), deliver("18000000" + "1400" + "0000" + "0000000000000000" + "0218000003000000"));
    assertEquals(
        List.of(), deliver("14000000" + "1400" + "0000" + "0000000000000000" + "02180000"));
    // An attribute that claims to be longer than the message, and one shorter than itself.
    assertEquals(
        List.of(),
        deliver(
            "20000000"
                + "1400"
                + "0000"
                + "0000000000000000"
                + "0218000003000000"
                + "09000200c000020a"));
    assertEquals(
        List.of(),
        deliver(
            "20000000"
                + "1400"
                + "0000"
                + "0000000000000000"
                + "0218000003000000"
                + "03000200c000020a"));
    // An IPv6 address of four bytes.
    assertEquals(
        List.of(),
        deliver(
            "20000000"
                + "1400"
                + "0000"
                + "0000000000000000"
                + "0a40000003000000"
                + "0800010020010db8"));
    // An address of three bytes.
    assertEquals(
        List.of(),
        deliver(
            "20000000"
                + "1400"
                + "0000"
                + "0000000000000000"
                + "0218000003000000"
                + "07000200c0000200"));
  }

  @Test
  void anAddressSeenBeforeIsTheSameObject() {
    String renewal =
        "20000000" + "1400" + "0000" + "0000000000000000" + "0218000003000000" + "08000200c000020a";
    List<IpAddress> seen = new ArrayList<>();
    LinkMonitor.Listener listener =
        new EmptyListener() {
          @Override
          public void addressAdded(int index, IpAddress address, int prefix, int tag, int flags) {
            seen.add(address);
          }
        };
    AddressMessages messages = new AddressMessages();
    buffer.put(0, HexFormat.of().parseHex(renewal));
    messages.deliver(buffer, 0, 32, listener);
    messages.deliver(buffer, 0, 32, listener);
    // 192.0.3.11 falls into the same place of the memory.
    buffer.put(30, (byte) 3).put(31, (byte) 11);
    messages.deliver(buffer, 0, 32, listener);
    assertSame(seen.get(0), seen.get(1));
    assertEquals("[192.0.2.10, 192.0.2.10, 192.0.3.11]", seen.toString());
  }

  @Test
  void anIpv6AddressSeenBeforeIsTheSameObjectAndNeverOneOfIpv4() {
    List<IpAddress> seen = new ArrayList<>();
    LinkMonitor.Listener listener =
        new EmptyListener() {
          @Override
          public void addressAdded(int index, IpAddress address, int prefix, int tag, int flags) {
            seen.add(address);
          }
        };
    AddressMessages messages = new AddressMessages();
    String head = "1400" + "0000" + "0000000000000000";
    String ipv4 = "20000000" + head + "0218000003000000" + "08000200c000020a";
    // ::192.0.2.10 has the same low bits.
    String ipv6 =
        "2c000000" + head + "0a60000003000000" + "14000100" + "000000000000000000000000c000020a";
    for (String message : List.of(ipv6, ipv6, ipv4, ipv6)) {
      byte[] bytes = HexFormat.of().parseHex(message);
      buffer.put(0, bytes);
      messages.deliver(buffer, 0, bytes.length, listener);
    }
    assertSame(seen.get(0), seen.get(1));
    assertEquals("[::c000:20a, ::c000:20a, 192.0.2.10, ::c000:20a]", seen.toString());
  }

  @Test
  void aChangeThatCannotBeAskedForIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> AddressChange.remove(3, VIRTUAL, 33));
    assertThrows(IllegalArgumentException.class, () -> AddressChange.remove(3, VIRTUAL6, 129));
    assertThrows(IllegalArgumentException.class, () -> AddressChange.remove(3, VIRTUAL6, -1));
    assertThrows(IllegalArgumentException.class, () -> AddressChange.hold(3, VIRTUAL, 24, 0));
  }

  @Test
  void aFailedChangeSaysWhatFailed() {
    assertEquals(
        "cannot add 192.0.2.10/24 on interface 3: No such device (ENODEV)",
        AddressChange.hold(3, VIRTUAL, 24, 2).failure(19).getMessage());
    assertEquals(
        "cannot remove 192.0.2.10/24 on interface 3: Unknown error (errno 999)",
        AddressChange.remove(3, VIRTUAL, 24).failure(999).getMessage());
  }

  private List<String> deliver(String message) {
    Recorder recorder = new Recorder();
    byte[] bytes = HexFormat.of().parseHex(message);
    buffer.put(4, bytes);
    new AddressMessages().deliver(buffer, 4, bytes.length, recorder);
    return recorder.lines;
  }

  private String hex(int from, int to) {
    byte[] bytes = new byte[to - from];
    buffer.get(from, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xEE);
    return bytes;
  }
}
