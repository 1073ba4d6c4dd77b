package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.health.ExitWatcher.Watch;
import io.vipd.health.Surroundings;
import io.vipd.health.Surroundings.LinkState;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSurroundingsTest {
  @TempDir Path folder;
  private final AtomicInteger changes = new AtomicInteger();
  private NetworkNamespace host;
  private KernelSurroundings surroundings;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    host.ip("link add vtk-a type veth peer name vtk-b");
    surroundings = new KernelSurroundings();
  }

  @AfterEach
  void close() {
    surroundings.close();
    host.close();
  }

  private LinkState link(String name) throws Exception {
    return host.call(() -> surroundings.link(name));
  }

  private int route(String to) throws Exception {
    return host.call(() -> surroundings.route(InetAddress.getByName(to)));
  }

  private void awaitChangeAfter(int before) throws Exception {
    eventually("a change is told", () -> changes.get() > before);
  }

  @Test
  void anInterfaceIsUpWithItsCarrierOnly() throws Exception {
    assertEquals(LinkState.DOWN, link("vtk-a"));
    host.ip("link set vtk-a up");
    assertEquals(LinkState.DOWN, link("vtk-a"));
    host.ip("link set vtk-b up");
    eventually("the carrier is there", () -> link("vtk-a") == LinkState.UP);
    host.ip("link set vtk-a name vtk-c");
    assertEquals(LinkState.MISSING, link("vtk-a"));
    assertEquals(LinkState.MISSING, link("vtk-0123456789a"));
  }

  @Test
  void changesOfInterfacesAreToldUntilTheWatchIsClosed() throws Exception {
    Watch watch = host.call(() -> surroundings.watchLinks(changes::incrementAndGet));
    host.ip("link set vtk-a up");
    awaitChangeAfter(0);
    watch.close();
    AtomicInteger others = new AtomicInteger();
    host.call(() -> surroundings.watchLinks(others::incrementAndGet));
    int before = changes.get();
    host.ip("link set vtk-b up");
    eventually("the other is told", () -> others.get() > 0);
    assertEquals(before, changes.get());
  }

  @Test
  void theNarrowestRouteIsFoundAndOneThatGoesNowhereIsNone() throws Exception {
    assertEquals(Surroundings.NO_ROUTE, route("10.1.0.0"));
    host.ip("link set vtk-b up");
    host.ip("link set vtk-a up");
    host.ip("addr add 192.0.2.1/24 dev vtk-a");
    host.ip("addr add 2001:db8::1/64 dev vtk-a nodad");
    assertEquals(Surroundings.NO_ROUTE, route("10.1.0.0"));
    host.ip("route add default via 192.0.2.254");
    eventually("the carrier is there", () -> route("10.1.0.0") == 0);
    assertEquals(0, route("1.0.0.0"));
    host.ip("route add 10.1.0.0/16 via 192.0.2.254");
    assertEquals(16, route("10.1.0.0"));
    host.ip("route add unreachable 10.1.0.0/24");
    assertEquals(Surroundings.NO_ROUTE, route("10.1.0.0"));
    assertEquals(24, route("192.0.2.77"));

    assertEquals(Surroundings.NO_ROUTE, route("2000::"));
    host.ip("-6 route add default via fe80::1 dev vtk-a");
    assertEquals(0, route("2000::"));
    assertEquals(64, route("2001:db8::7"));

    host.ip("link set vtk-b down"); // no carrier: the routes stay
    eventually("it is gone", () -> route("10.1.1.0") == Surroundings.NO_ROUTE);
    eventually("so it is for IPv6", () -> route("2001:db8::7") == Surroundings.NO_ROUTE);
  }

  @Test
  void changesOfRoutesAreToldAndThoseOfInterfacesToo() throws Exception {
    host.call(() -> surroundings.watchRoutes(changes::incrementAndGet));
    host.ip("link set vtk-a up");
    awaitChangeAfter(0);
    host.ip("addr add 192.0.2.1/24 dev vtk-a");
    eventually("it is quiet", () -> quiet());
    int before = changes.get();
    host.ip("route add 10.1.0.0/16 dev vtk-a");
    awaitChangeAfter(before);
  }

  private boolean quiet() throws Exception {
    int before = changes.get();
    Thread.sleep(100);
    return changes.get() == before;
  }

  @Test
  void whateverHappensToAnEntryOfAFolderIsTold() throws Exception {
    Path file = folder.resolve("number");
    surroundings.watchEntry(folder, "number", changes::incrementAndGet);
    int before = changes.get();
    Files.writeString(file, "1");
    awaitChangeAfter(before);

    eventually("it is quiet", () -> quiet());
    before = changes.get();
    Files.writeString(folder.resolve("other"), "2");
    Files.move(folder.resolve("other"), file, StandardCopyOption.ATOMIC_MOVE);
    awaitChangeAfter(before);

    before = changes.get();
    Files.delete(file);
    awaitChangeAfter(before);
  }

  @Test
  void otherEntriesAreNoNews() throws Exception {
    AtomicInteger others = new AtomicInteger();
    surroundings.watchEntry(folder, "number", changes::incrementAndGet);
    surroundings.watchEntry(folder, "other", others::incrementAndGet);
    Files.writeString(folder.resolve("other"), "1");
    eventually("the other is told", () -> others.get() > 0);
    assertEquals(0, changes.get());
  }

  @Test
  void aFolderThatGoesIsToldAndThatItCannotBeWatchedIsSaid() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Watch watch = surroundings.watchEntry(inner, "number", changes::incrementAndGet);
    Files.delete(inner);
    awaitChangeAfter(0);
    watch.close();
    assertThrows(KernelException.class, () -> surroundings.watchEntry(inner, "number", () -> {}));
  }

  @Test
  void afterItsEndNothingCanBeWatched() throws Exception {
    surroundings.watchEntry(folder, "number", changes::incrementAndGet);
    surroundings.close();
    assertThrows(KernelException.class, () -> surroundings.watchEntry(folder, "number", () -> {}));
  }
}
