package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The literal bytes are those of a little-endian host, as both of ours are. */
class AcceptTableTest {
  private static final Destination IPV4 = destination("192.0.2.10");
  private static final Destination IPV6 = destination("2001:db8::10");
  private static final Destination LINK_LOCAL = destination("fe80::10");

  private ByteBuffer buffer = ByteBuffer.allocate(9_000).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void theBatchReplacesTheTableInsideItsFrame() {
    List<String> messages = create(IPV4);
    // NFNL_MSG_BATCH_BEGIN, request, number 7; unspecified family, version 0, subsystem 10
    assertEquals("14000000" + "1000" + "0100" + "0700000000000000" + "0000000a", messages.get(0));
    // NFT_MSG_NEWTABLE, request+create; inet, version 0, resource 0; name "t", flags 0
    assertEquals(
        "24000000"
            + "000a"
            + "0104"
            + "0800000000000000"
            + "01000000"
            + "0600010074000000"
            + "0800020000000000",
        messages.get(1));
    // NFT_MSG_DELTABLE, request
    assertEquals(
        "24000000"
            + "020a"
            + "0100"
            + "0900000000000000"
            + "01000000"
            + "0600010074000000"
            + "0800020000000000",
        messages.get(2));
    // NFT_MSG_NEWTABLE, request+create; with NFT_TABLE_F_OWNER
    assertEquals(
        "24000000"
            + "000a"
            + "0104"
            + "0a00000000000000"
            + "01000000"
            + "0600010074000000"
            + "0800020000000002",
        messages.get(AcceptTable.CREATION));
    assertEquals("14000000" + "1100" + "0100" + "0f00000000000000" + "0000000a", messages.get(8));
  }

  @Test
  void theChainJudgesIncomingPacketsBeforeThoseOfPriorityZero() {
    // NFT_MSG_NEWCHAIN, request+create: table "t", name "input", hook 1 at priority -10, policy
    // accept, type "filter"
    assertEquals(
        "50000000"
            + "030a"
            + "0104"
            + "0b00000000000000"
            + "01000000"
            + "0600010074000000"
            + "0a000300696e707574000000"
            + "14000480"
            + "0800010000000001"
            + "08000200fffffff6"
            + "0800050000000001"
            + "0b00070066696c7465720000",
        create(IPV4).get(4));
  }

  @Test
  void anIpv4AddressStandsInASetOfItsKind() {
    List<String> messages = create(IPV4);
    // NFT_MSG_NEWSET, request+create: table, name, key of type ipv4_addr with 4 bytes, id 1
    assertEquals(
        "48000000"
            + "090a"
            + "0104"
            + "0c00000000000000"
            + "01000000"
            + "0600010074000000"
            + "13000200697076342d61646472657373657300"
            + "00"
            + "0800040000000007"
            + "0800050000000004"
            + "08000a0000000001",
        messages.get(5));
    // NFT_MSG_NEWSETELEM, request+create: table, set, the list with one key
    assertEquals(
        "44000000"
            + "0c0a"
            + "0104"
            + "0d00000000000000"
            + "01000000"
            + "0600010074000000"
            + "13000200697076342d61646472657373657300"
            + "00"
            + "14000380"
            + "10000180"
            + "0c000180"
            + "08000100"
            + "c000020a",
        messages.get(6));
  }

  @Test
  void aLinkLocalAddressStandsBesideItsInterface() {
    List<String> messages = create(LINK_LOCAL);
    // key of type ipv6_addr . ifname with 32 bytes, id 3
    assertTrue(
        messages.get(5).endsWith("0800040000000229" + "0800050000000020" + "08000a0000000003"));
    assertTrue(
        messages
            .get(6)
            .endsWith(
                "24000100"
                    + "fe800000000000000000000000000010"
                    + "65746830000000000000000000000000"));
  }

  @Test
  void whatIsLinkLocalIsToldByTenBits() {
    assertEquals(Destination.Kind.IPV6, destination("fe7f::10").kind());
    assertEquals(Destination.Kind.LINK_LOCAL, destination("fe80::10").kind());
    assertEquals(Destination.Kind.LINK_LOCAL, destination("febf:ffff::10").kind());
    assertEquals(Destination.Kind.IPV6, destination("fec0::10").kind());
    assertEquals(Destination.Kind.IPV4, destination("169.254.0.10").kind());
  }

  @Test
  void anIpv4PacketIsComparedByItsDestinationCountedAndDropped() {
    // NFT_MSG_NEWRULE, request+ack+create+append: table, chain, the list of its steps
    assertEquals(
        "24010000"
            + "060a"
            + "050c"
            + "0e00000000000000"
            + "01000000"
            + "0600010074000000"
            + "0a000200696e707574000000"
            + "fc000480"
            // meta: the family into register 1; cmp: equal to 2
            + "24000180"
            + "090001006d65746100000000"
            + "14000280"
            + "0800010000000001"
            + "080002000000000f"
            + "2c000180"
            + "08000100636d7000"
            + "20000280"
            + "0800010000000001"
            + "0800020000000000"
            + "0c000380"
            + "0500010002000000"
            // payload: from the network header, 16 bytes on, 4 bytes into register 1
            + "34000180"
            + "0c0001007061796c6f616400"
            + "24000280"
            + "0800010000000001"
            + "0800020000000001"
            + "0800030000000010"
            + "0800040000000004"
            // lookup: in the set, register 1
            + "30000180"
            + "0b0001006c6f6f6b75700000"
            + "20000280"
            + "13000100697076342d61646472657373657300"
            + "00"
            + "0800020000000001"
            // counter; immediate: drop into the register of the verdict
            + "14000180"
            + "0c000100636f756e74657200"
            + "04000280"
            + "30000180"
            + "0e000100696d6d6564696174650000"
            + "00"
            + "1c000280"
            + "0800010000000000"
            + "10000280"
            + "0c000280"
            + "0800010000000000",
        create(IPV4).get(7));
  }

  @Test
  void neighborDiscoveryIsLetThroughBeforeAnyIpv6PacketIsDropped() {
    List<String> messages = create(IPV6);
    // payload: from the transport header, 0 bytes on, 1 byte; cmp: equal to 135; accept
    String type =
        "0800010000000001"
            + "0800020000000002"
            + "0800030000000000"
            + "0800040000000001"
            + "2c000180"
            + "08000100636d7000"
            + "20000280"
            + "0800010000000001"
            + "0800020000000000"
            + "0c000380"
            + "05000100";
    String accept = "0800010000000000" + "10000280" + "0c000280" + "0800010000000001";
    assertTrue(messages.get(7).contains(type + "87000000"));
    assertTrue(messages.get(7).endsWith(accept));
    assertTrue(messages.get(8).contains(type + "88000000"));
    assertTrue(messages.get(8).endsWith(accept));
    // payload: from the network header, 24 bytes on, 16 bytes
    assertTrue(
        messages.get(9).contains("0800020000000001" + "0800030000000018" + "0800040000000010"));
  }

  @Test
  void onlyTheLastMessageAsksForAnAcknowledgement() {
    NftBatch batch = AcceptTable.create(buffer, 7, "t", 0, List.of(IPV4, IPV6, LINK_LOCAL));
    batch.end();
    List<Integer> asking = new ArrayList<>();
    for (int at = 0, message = 0; message <= batch.acknowledged() + 1; message++) {
      if ((NetlinkMessages.flags(buffer, at) & NetlinkMessages.NLM_F_ACK) != 0) {
        asking.add(message);
      }
      at = NetlinkMessages.next(at, buffer.getInt(at));
    }
    assertEquals(List.of(batch.acknowledged()), asking);
    assertEquals("rule for set link-local-addresses", batch.subject(batch.acknowledged()));
  }

  @Test
  void anAnswerIsMatchedToItsMessageAndOthersAreNotOurs() {
    NftBatch batch = AcceptTable.create(buffer, 7, "t", 0, List.of(IPV4));
    batch.end();
    assertEquals(-1, batch.message(6));
    assertEquals(0, batch.message(7));
    assertEquals("", batch.subject(0));
    assertEquals("chain input", batch.subject(batch.message(11)));
    assertEquals("elements of set ipv4-addresses", batch.subject(batch.message(13)));
    assertEquals(8, batch.message(15));
    assertEquals(-1, batch.message(16));
    assertEquals(16, batch.nextSequence());
  }

  @Test
  void removingIsABatchOfOneMessage() {
    assertEquals(
        List.of(
            "14000000" + "1000" + "0100" + "0700000000000000" + "0000000a",
            "24000000"
                + "020a"
                + "0500"
                + "0800000000000000"
                + "01000000"
                + "0600010074000000"
                + "0800020000000000",
            "14000000" + "1100" + "0100" + "0900000000000000" + "0000000a"),
        messages(AcceptTable.remove(buffer, 7, "t")));
  }

  @Test
  void aSetOfManyElementsComesInPartsThatFitTheirLength() {
    List<Destination> many = Collections.nCopies(1_025, LINK_LOCAL);
    int room = AcceptTable.room(many);
    buffer = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    List<String> messages = messages(AcceptTable.create(buffer, 7, "t".repeat(255), 0, many));
    // 1,024 elements of 44 bytes, the list's length in front; then one
    assertTrue(messages.get(6).contains("04b00380" + "2c000180"));
    assertTrue(messages.get(7).contains("30000380" + "2c000180"));
  }

  @Test
  void anInterfaceThatCannotBeIsRefused() {
    IpAddress address = IpAddress.parse("192.0.2.10");
    assertThrows(IllegalArgumentException.class, () -> new Destination(address, ""));
    assertThrows(IllegalArgumentException.class, () -> new Destination(address, "x".repeat(16)));
    assertEquals(4, new Destination(address, "x".repeat(15)).key().length);
  }

  private List<String> create(Destination... destinations) {
    return messages(
        AcceptTable.create(buffer, 7, "t", AcceptTable.NFT_TABLE_F_OWNER, List.of(destinations)));
  }

  private List<String> messages(NftBatch batch) {
    int end = batch.end();
    List<String> messages = new ArrayList<>();
    int at = 0;
    int length;
    while ((length = NetlinkMessages.length(buffer, at, end)) > 0) {
      byte[] bytes = new byte[length];
      buffer.get(at, bytes);
      messages.add(HexFormat.of().formatHex(bytes));
      at = NetlinkMessages.next(at, length);
    }
    assertEquals(end, at);
    return messages;
  }

  private static Destination destination(String address) {
    return new Destination(IpAddress.parse(address), "eth0");
  }
}
