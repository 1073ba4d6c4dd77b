package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The literal bytes are those of a little-endian host, as both of ours are. */
class LinkMessagesTest {
  private static final String NAME = "0900030065746830" + "00000000";
  private static final String STATE_UP = "05001000" + "06000000";
  private static final String MAC = "0a000100" + "0200c0000201" + "0000";

  private final ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void theDumpAsksForAllInterfaces() {
    int end = LinkMessages.putDump(buffer, 0, 5);
    byte[] bytes = new byte[end];
    buffer.get(0, bytes);
    assertEquals(
        "20000000" + "1200" + "0103" + "05000000" + "00000000" + "00".repeat(16),
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void anInterfaceWithCarrierIsUp() {
    // IFF_UP 1, IFF_BROADCAST 2, IFF_RUNNING 0x40, IFF_MULTICAST 0x1000, IFF_LOWER_UP 0x10000
    assertEquals(
        List.of("link 3 eth0 true 02:00:c0:00:02:01 6"),
        deliver("1000", "00000100" + "03000000" + "43100100" + "00000000" + NAME + STATE_UP + MAC));
  }

  @Test
  void withoutCarrierOrOperationOrWhenSwitchedOffItIsNot() {
    List<String> down = List.of("link 3 eth0 false  0");
    assertEquals(down, deliver("1000", "00000100" + "03000000" + "43100000" + "00000000" + NAME));
    assertEquals(down, deliver("1000", "00000100" + "03000000" + "03100100" + "00000000" + NAME));
    assertEquals(down, deliver("1000", "00000100" + "03000000" + "42100100" + "00000000" + NAME));
  }

  @Test
  void aRemovedInterfaceIsRead() {
    assertEquals(
        List.of("link removed 3 eth0"),
        deliver("1100", "00000100" + "03000000" + "02100000" + "00000000" + NAME));
  }

  @Test
  void aPortThatLeavesABridgeIsNotARemovedInterface() {
    assertEquals(
        List.of(),
        deliver("1100", "07000100" + "03000000" + "43100100" + "00000000" + NAME + STATE_UP));
  }

  @Test
  void anEventWithoutANameAsWirelessDriversSendIsPassedOver() {
    assertEquals(
        List.of(), deliver("1000", "00000100" + "03000000" + "43100100" + "00000000" + STATE_UP));
  }

  @Test
  void aMessageCutOffIsPassedOver() {
    assertEquals(List.of(), deliver("1000", "00000100" + "03000000"));
  }

  private List<String> deliver(String type, String bodyAndAttributes) {
    byte[] body = HexFormat.of().parseHex(bodyAndAttributes);
    buffer.putInt(0, 16 + body.length);
    buffer.put(4, HexFormat.of().parseHex(type + "0000" + "0000000000000000"));
    buffer.put(16, body);
    Recorder recorder = new Recorder();
    LinkMessages.deliver(buffer, 0, 16 + body.length, recorder);
    return recorder.lines;
  }
}
