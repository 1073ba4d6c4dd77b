package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkMonitorTest {
  private final Recorder recorder = new Recorder();
  private NetworkNamespace host;
  private LinkMonitor monitor;
  private int index;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    host.ip("link add vtk-a address 02:00:00:00:00:0a type veth peer name vtk-b");
    index = host.index("vtk-a");
    monitor = host.call(LinkMonitor::open);
  }

  @AfterEach
  void close() {
    if (monitor != null) {
      monitor.close();
    }
    if (host != null) {
      host.close();
    }
  }

  @Test
  void aLinkIsUpWithItsCarrierOnly() throws Exception {
    host.ip("link set vtk-a up");
    hears("link %d vtk-a false 02:00:00:00:00:0a");
    host.ip("link set vtk-b up");
    hears("link %d vtk-a true 02:00:00:00:00:0a");
    host.ip("link set vtk-b down");
    hears("link %d vtk-a false 02:00:00:00:00:0a");
    host.ip("link set vtk-b up");
    hears("link %d vtk-a true 02:00:00:00:00:0a");
    host.ip("link set vtk-a down");
    hears("link %d vtk-a false 02:00:00:00:00:0a");
  }

  @Test
  void aRenamedLinkKeepsItsIndex() throws Exception {
    host.ip("link set vtk-a name vtk-new");
    hears("link %d vtk-new false 02:00:00:00:00:0a");
  }

  @Test
  void aDeletedLinkIsGoneAndItsAddressesToo() throws Exception {
    host.ip("address add 192.0.2.1/24 dev vtk-a");
    hears("address %d 192.0.2.1/24 tag 0 flags 80");
    host.ip("link delete vtk-a");
    hears("address removed %d 192.0.2.1/24 tag 0 flags 80");
    hears("link removed %d vtk-a");
  }

  @Test
  void leavingABridgeIsNotLeavingTheHost() throws Exception {
    host.ip("link add vtk-br type bridge");
    host.ip("link set vtk-a master vtk-br up");
    host.ip("link set vtk-b up");
    hears("link %d vtk-a true 02:00:00:00:00:0a");
    host.ip("link set vtk-a nomaster");
    host.ip("link set vtk-a down");
    hears("link %d vtk-a false 02:00:00:00:00:0a");
    assertFalse(recorder.lines.contains("link removed " + index + " vtk-a"));
  }

  @Test
  void addressesComeAndGo() throws Exception {
    host.ip("address add 192.0.2.1/24 dev vtk-a");
    hears("address %d 192.0.2.1/24 tag 0 flags 80");
    host.ip("address add 192.0.2.10/24 dev vtk-a valid_lft 60 preferred_lft 60");
    hears("address %d 192.0.2.10/24 tag 0 flags 1");
    host.ip("address delete 192.0.2.10/24 dev vtk-a");
    hears("address removed %d 192.0.2.10/24 tag 0 flags 1");
  }

  @Test
  void ipv6AddressesComeAndGo() throws Exception {
    host.ip("address add 2001:db8::1/64 dev vtk-a nodad");
    hears("address %d 2001:db8::1/64 tag 0 flags 82");
    host.ip("address delete 2001:db8::1/64 dev vtk-a");
    hears("address removed %d 2001:db8::1/64 tag 0 flags 82");
  }

  @Test
  void anIpv6AddressIsToldAgainWhenItIsKnownToBeUnique() throws Exception {
    host.ip("link set vtk-a up");
    host.ip("link set vtk-b up");
    host.ip("address add fe80::1/64 dev vtk-a");
    hears("address %d fe80::1/64 tag 0 flags c0");
    hears("address %d fe80::1/64 tag 0 flags 80");
  }

  @Test
  void theDumpTellsLinksBeforeAddresses() throws Exception {
    host.ip("address add 192.0.2.1/24 dev vtk-a");
    host.run(() -> LinkMonitor.dump(recorder));
    assertEquals(
        List.of(
            "link 1 lo true 00:00:00:00:00:00 0",
            "link %d vtk-a false 02:00:00:00:00:0a 2".formatted(index),
            "address 1 127.0.0.1/8 tag 0 flags 80",
            "address %d 192.0.2.1/24 tag 0 flags 80".formatted(index),
            "address 1 ::1/128 tag 1 flags 80"),
        recorder.lines.stream().filter(line -> !line.contains("vtk-b")).toList());
  }

  @Test
  void aDumpOfManyAddressesIsComplete() throws Exception {
    List<AddressChange> changes = AddressWriterTest.hundred(index, 60);
    host.run(() -> {
      try (AddressWriter writer = new AddressWriter()) {
        for (int network = 0; network < 20; network++) {
          int third = network;
          writer.apply(
              changes.stream()
                  .map(change ->
                      AddressChange.hold(
                          index,
                          IpAddress.ofIpv4((int) change.address().low() & ~0xFF00 | third << 8),
                          32,
                          60))
                  .toList());
        }
      }
      LinkMonitor.dump(recorder);
    });
    assertEquals(2_000, recorder.lines.stream().filter(line -> line.contains("tag 112")).count());
  }

  @Test
  void lostEventsAreToldAsOverrunAndTheNextOnesAreHeard() throws Exception {
    AddressChange renewal = AddressChange.hold(index, IpAddress.parse("192.0.2.10"), 24, 60);
    host.run(() -> {
      try (AddressWriter writer = new AddressWriter()) {
        writer.apply(Collections.nCopies(20_000, renewal));
      }
    });
    eventually(
        "an overrun",
        () -> {
          monitor.drain(recorder);
          return recorder.lines.contains("overrun");
        });
    eventually(
        "all that is left is read",
        () -> {
          recorder.lines.clear();
          monitor.drain(recorder);
          return recorder.lines.isEmpty();
        });
    host.ip("address delete 192.0.2.10/24 dev vtk-a");
    hears("address removed %d 192.0.2.10/24 tag 112 flags 0");
  }

  @Test
  void oneDrainIsBoundedUnderAStormOfEvents() throws Exception {
    AddressChange renewal = AddressChange.hold(index, IpAddress.parse("192.0.2.10"), 24, 60);
    host.run(() -> {
      try (AddressWriter writer = new AddressWriter()) {
        writer.apply(Collections.nCopies(600, renewal));
      }
    });
    monitor.drain(recorder);
    assertEquals(256, recorder.lines.size());
    monitor.drain(recorder);
    assertEquals(512, recorder.lines.size());
    monitor.drain(recorder);
    assertTrue(recorder.lines.size() >= 600);
  }

  @Test
  void whatAnotherProcessSendsIsNotTakenForTheKernel() throws Exception {
    host.run(() -> {
      int forger = Native.socket(16, 3, 0);
      Block forgery = new Block(12 + 44);
      // struct sockaddr_nl at 0, then RTM_DELLINK of interface 3, "eth0"
      forgery.bytes().putShort(0, (short) 16);
      forgery.bytes().putInt(12, 44).putShort(16, (short) 17).putInt(32, 3);
      forgery.bytes().putShort(44, (short) 9).putShort(46, (short) 3);
      forgery.bytes().put(48, new byte[] {'e', 't', 'h', '0'});
      int sent = 0;
      for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/netlink"))) {
        String[] columns = line.trim().split(" +"); // address, protocol, port, ...
        if (columns[1].equals("0") && !columns[2].equals("0")) {
          forgery.bytes().putInt(4, Integer.parseUnsignedInt(columns[2]));
          sent += Native.sendto(forger, forgery, 12, 44, 0, 0, 12) == 44 ? 1 : 0;
        }
      }
      Native.close(forger);
      assertTrue(sent >= 1, "sent " + sent);
    });
    Poller poller = new Poller();
    int slot = poller.add(monitor);
    poller.await(0);
    assertTrue(poller.isReadable(slot), "the forgery has arrived");
    monitor.drain(recorder);
    assertEquals(List.of(), recorder.lines);
  }

  /**
   * Waits for a line that begins like this, after those heard before; {@code %d} stands for the
   * interface's index. The operational state, which a line about a link ends with, follows the
   * flags late and not always in an event of its own, so nothing waits for it.
   */
  private void hears(String line) throws Exception {
    String expected = line.contains("%d") ? line.formatted(index) : line;
    Poller poller = new Poller();
    int slot = poller.add(monitor);
    eventually(
        expected,
        () -> {
          poller.await(20_000_000);
          if (poller.isReadable(slot)) {
            monitor.drain(recorder);
          }
          boolean found = false;
          while (!found && !recorder.lines.isEmpty()) {
            found = recorder.lines.removeFirst().startsWith(expected);
          }
          return found;
        });
  }
}
