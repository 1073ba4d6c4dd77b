package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The literal bytes are those of a little-endian host, as both of ours are. */
class NetlinkMessagesTest {

  @Test
  void anAcknowledgementSaysZeroOrTheErrorNumber() {
    // NLMSG_ERROR for sequence 7: the error, then the head of the request
    String head = "24000000" + "0200" + "0001" + "07000000" + "2a000000";
    String request = "44000000" + "1400" + "0505" + "07000000" + "00000000";
    ByteBuffer done = buffer(head + "00000000" + request);
    assertEquals(36, NetlinkMessages.length(done, 0, 36));
    assertEquals(2, NetlinkMessages.type(done, 0));
    assertEquals(0x100, NetlinkMessages.flags(done, 0));
    assertEquals(7, NetlinkMessages.sequence(done, 0));
    assertEquals(0, NetlinkMessages.errno(done, 0));
    assertEquals(19, NetlinkMessages.errno(buffer(head + "edffffff" + request), 0));
  }

  @Test
  void anEndWithoutAnErrorNumberIsNoError() {
    assertEquals(0, NetlinkMessages.errno(buffer("10000000" + "0300" + "00".repeat(10)), 0));
  }

  @Test
  void aLengthThatLiesEndsTheDatagram() {
    assertEquals(-1, NetlinkMessages.length(buffer("0f000000" + "00".repeat(12)), 0, 16));
    assertEquals(-1, NetlinkMessages.length(buffer("11000000" + "00".repeat(12)), 0, 16));
    assertEquals(-1, NetlinkMessages.length(buffer("ffffffff" + "00".repeat(12)), 0, 16));
    assertEquals(-1, NetlinkMessages.length(buffer("10000000" + "00".repeat(12)), 4, 16));
    assertEquals(16, NetlinkMessages.length(buffer("10000000" + "00".repeat(12)), 0, 16));
  }

  @Test
  void theNextMessageBeginsAtAMultipleOfFour() {
    assertEquals(24, NetlinkMessages.next(4, 17));
    assertEquals(20, NetlinkMessages.next(4, 16));
  }

  @Test
  void anAttributeIsFoundBehindPaddedOnes() {
    // type 3 with three bytes and padding, then type 6 (marked as nested) with four
    ByteBuffer in = buffer("07000300" + "61620000" + "08000680" + "01020304");
    assertEquals(4, NetlinkMessages.attribute(in, 0, 16, 3, 3));
    assertEquals(3, NetlinkMessages.attributeLength(in, 4));
    assertEquals(12, NetlinkMessages.attribute(in, 0, 16, 6, 4));
    assertEquals(-1, NetlinkMessages.attribute(in, 0, 16, 6, 5), "too short");
    assertEquals(-1, NetlinkMessages.attribute(in, 0, 16, 7, 0), "absent");
    assertEquals(-1, NetlinkMessages.attribute(in, 0, 15, 6, 4), "cut off");
    assertEquals(-1, NetlinkMessages.attribute(buffer("00000300"), 0, 4, 6, 0), "no length");
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
