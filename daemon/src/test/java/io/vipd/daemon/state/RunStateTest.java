package io.vipd.daemon.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunStateTest {
  private static final VirtualAddress TEN = address("192.0.2.10", 24);
  private static final VirtualAddress ELEVEN = address("192.0.2.11", 32);
  private static final VirtualAddress SIX = address("2001:db8::10", 64);

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.vipd.daemon.state");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  @TempDir Path folder;

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
  }

  private static VirtualAddress address(String text, int prefixLength) {
    return new VirtualAddress(IpAddress.parse(text), prefixLength);
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void assertIgnored(String why) {
    assertEquals(Remains.NONE, Remains.read(folder));
    assertEquals(
        List.of(
            "the run-time state of an earlier run is not used, and a new one begun: "
                + why
                + ". file="
                + folder.resolve("state")),
        lines());
  }

  private RunState published() {
    RunState state = RunState.begin(folder, 1);
    state.enter("eth0", 51, List.of(TEN)).active(7);
    state.publish();
    return state;
  }

  private byte[] bytes() throws IOException {
    return Files.readAllBytes(folder.resolve("state"));
  }

  private ByteBuffer image() throws IOException {
    return ByteBuffer.wrap(bytes()).order(ByteOrder.nativeOrder());
  }

  private void write(ByteBuffer image) throws IOException {
    Files.write(folder.resolve("state"), image.array());
  }

  @Test
  void whereNothingWasLeftThereIsNothingToSay() {
    assertEquals(Remains.NONE, Remains.read(folder));
    assertEquals(List.of(), lines());
  }

  @Test
  void theNextLifeReadsWhatThisOneNotedLast() {
    RunState state = RunState.begin(folder, 3);
    Slot web = state.enter("eth0", 51, List.of(TEN, ELEVEN));
    Slot web6 = state.enter("eth0", 51, List.of(SIX));
    state.enter("a-longest-name1", 255, List.of(TEN));
    state.publish();
    web.ours(0, true);
    web.ours(1, true);
    web.active(1_000);
    web.active(2_000);
    web.hold(9_000);
    web6.hold(9_000);
    web6.noHold();
    web6.ours(0, true);
    web6.active(1_500);
    web6.notActive();

    assertEquals(
        new Remains(
            ProcessHandle.current().pid(),
            List.of(
                new Remains.Router("eth0", 51, Family.IPV4, 2_000, 9_000, List.of(TEN, ELEVEN)),
                new Remains.Router("eth0", 51, Family.IPV6, 0, 0, List.of(SIX)),
                new Remains.Router("a-longest-name1", 255, Family.IPV4, 0, 0, List.of()))),
        Remains.read(folder));
    assertEquals(4_000, Remains.read(folder).routers().getFirst().holdNanos(5_000));
    assertEquals(0, Remains.read(folder).routers().getLast().holdNanos(5_000));
    assertTrue(Remains.read(folder).routers().getFirst().active());
    assertFalse(Remains.read(folder).routers().getLast().active());
    assertEquals(List.of(), lines());
  }

  @Test
  void anAddressThatWasTakenAwayIsOursNoLonger() {
    RunState state = RunState.begin(folder, 1);
    Slot web = state.enter("eth0", 51, List.of(TEN, ELEVEN));
    state.publish();
    web.ours(0, true);
    web.ours(1, true);
    web.ours(0, false);
    assertEquals(List.of(ELEVEN), Remains.read(folder).routers().getFirst().ours());
  }

  @Test
  void asManyAddressesAsAnAdvertHoldsAreRemembered() {
    List<VirtualAddress> most =
        IntStream.rangeClosed(1, 255).mapToObj(i -> address("192.0.2." + i, 32)).toList();
    List<VirtualAddress> most6 =
        IntStream.rangeClosed(1, 90).mapToObj(i -> address("2001:db8::" + i, 128)).toList();
    RunState state = RunState.begin(folder, 2);
    Slot web = state.enter("eth0", 51, most);
    Slot web6 = state.enter("eth0", 51, most6);
    IntStream.range(0, 255).forEach(i -> web.ours(i, true));
    IntStream.range(0, 90).forEach(i -> web6.ours(i, true));
    state.publish();
    assertEquals(most, Remains.read(folder).routers().getFirst().ours());
    assertEquals(most6, Remains.read(folder).routers().getLast().ours());
  }

  @Test
  void nothingOfItIsSeenBeforeItIsWhole() {
    RunState first = RunState.begin(folder, 1);
    first.enter("eth0", 51, List.of(TEN)).active(7);
    first.publish();
    RunState second = RunState.begin(folder, 1);
    second.enter("eth1", 52, List.of(ELEVEN));
    assertEquals("eth0", Remains.read(folder).routers().getFirst().interfaceName());
    second.publish();
    assertEquals("eth1", Remains.read(folder).routers().getFirst().interfaceName());
    assertFalse(Files.exists(folder.resolve("state.new")));
  }

  @Test
  void aRouterThatLeavesMakesRoomForAnother() {
    RunState state = RunState.begin(folder, 0);
    List<Slot> slots = new ArrayList<>();
    for (int vrid = 1; vrid <= 6; vrid++) {
      slots.add(state.enter("eth0", vrid, List.of(TEN)));
    }
    state.publish();
    state.enter("eth0", 7, List.of(TEN)).active(7);
    assertEquals(
        List.of(
            "the run-time state has no room for a router; the next restart will be a failover, so choose its time."
                + " interface=eth0 vrid=7"),
        lines());
    slots.get(2).ours(0, true);
    slots.get(2).active(3);
    slots.get(2).leave();
    state.enter("eth0", 8, List.of(SIX));
    slots.get(2).active(4); // it is not its own any more

    List<Remains.Router> routers = Remains.read(folder).routers();
    assertEquals(6, routers.size());
    assertEquals(new Remains.Router("eth0", 8, Family.IPV6, 0, 0, List.of()), routers.get(2));
  }

  @Test
  void theFileIsForItsOwnerAlone() throws IOException {
    published();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))));
  }

  @Test
  void anEmptyOrCutOffFileIsNotUsed() throws IOException {
    published();
    byte[] whole = bytes();
    for (int length : new int[] {0, 1, 63, 64, 2_000, whole.length - 1}) {
      Files.write(folder.resolve("state"), Arrays.copyOf(whole, length));
      assertEquals(Remains.NONE, Remains.read(folder), () -> length + " bytes");
    }
    assertEquals(6, lines().size());
    assertTrue(lines().get(0).contains("it is no state of vipd's"), lines()::toString);
    assertTrue(
        lines().get(5).contains("it is 14399 bytes long and not as long as 7 slots are"),
        lines()::toString);
  }

  @Test
  void garbageIsNotUsed() throws IOException {
    Files.writeString(folder.resolve("state"), "#!/bin/sh\n".repeat(1_000));
    assertIgnored("it is no state of vipd's");
  }

  @Test
  void aFileOfAnotherBootIsNotUsed() {
    published();
    assertEquals(Remains.NONE, Remains.read(folder, UUID.fromString("0-0-0-0-1")));
    assertTrue(
        lines().getFirst().contains("it is from before the machine's last boot"),
        lines()::toString);
  }

  @Test
  void aFileOfAnotherVersionIsNotUsed() throws IOException {
    published();
    ByteBuffer image = image();
    image.putInt(8, 1);
    write(image);
    assertIgnored("its layout is version 1, and this vipd knows version 2");
  }

  @Test
  void aHeaderWithAWrongBitIsNotUsed() throws IOException {
    published();
    ByteBuffer image = image();
    image.putLong(32, image.getLong(32) ^ 1);
    write(image);
    assertIgnored("its header is damaged");
  }

  @Test
  void aFileOfSomebodyElseIsNotUsed() throws IOException {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
    published();
    Files.setAttribute(folder.resolve("state"), "unix:uid", 12_345);
    assertIgnored("java.io.IOException: it belongs to the user 12345");
  }

  @Test
  void aLinkToAnotherFileIsNotFollowed() throws IOException {
    published();
    Files.move(folder.resolve("state"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("state"), folder.resolve("elsewhere"));
    assertEquals(Remains.NONE, Remains.read(folder));
    assertEquals(1, lines().size());
  }

  @Test
  void aDamagedSlotIsLeftOutAndTheOthersAreUsed() throws IOException {
    RunState state = RunState.begin(folder, 2);
    state.enter("eth0", 51, List.of(TEN));
    state.enter("eth0", 52, List.of(ELEVEN));
    state.publish();
    ByteBuffer image = image();
    image.put(64 + 72, (byte) 10); // the first byte of 192.0.2.10
    write(image);
    assertEquals(
        List.of(new Remains.Router("eth0", 52, Family.IPV4, 0, 0, List.of())),
        Remains.read(folder).routers());
    assertEquals(
        List.of(
            "part of the run-time state is damaged and not used. file="
                + folder.resolve("state")
                + " slots=1"),
        lines());
  }

  @Test
  void whereItCannotBeWrittenTheDaemonWorksWithoutAndSaysSo() throws IOException {
    Path missing = folder.resolve("missing");
    RunState state = RunState.begin(missing, 1);
    Slot web = state.enter("eth0", 51, List.of(TEN));
    web.active(7);
    state.publish();
    assertFalse(state.isOnFile());
    assertEquals(
        List.of(
            "the run-time state cannot be written, and a restart will be a failover:"
                + " java.nio.file.NoSuchFileException: "
                + missing.resolve("state.new")
                + ". file="
                + missing.resolve("state")),
        lines());
  }

  @Test
  void itsClockIsTheSameInTheNextProcess() throws Exception {
    long before = System.nanoTime();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Clock.class.getName())
            .start();
    long inChild = Long.parseLong(new String(child.getInputStream().readAllBytes()).strip());
    assertEquals(0, child.waitFor());
    assertTrue(before - inChild < 0 && inChild - System.nanoTime() < 0, () -> "" + inChild);
  }

  /** A process that says what time it is. */
  static final class Clock {
    private Clock() {}

    public static void main(String[] args) {
      System.out.println(System.nanoTime());
    }
  }
}
