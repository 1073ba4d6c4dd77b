package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the kernel says is made up; only the sockets are real, on an interface in a namespace. The
 * group has unicast peers, so that its socket opens whatever number the interface is said to have.
 */
class LinksTest {
  private static final byte[] MAC = {2, 0, 0, 0, 0, 10};
  private static final int UP = 6;
  private static final int OURS = 112;

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private NetworkNamespace host;
  private Group group;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    host.ip("link add vtk-l type veth peer name vtk-r");
    config.peers = List.of(IpAddress.parse("192.0.2.2"));
    config.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11");
  }

  @AfterEach
  void close() {
    bench.close();
    if (host != null) {
      host.close();
    }
  }

  /** Enters the group on a link that is there, and lets it become Active with its addresses. */
  private void becomeActive() {
    group = bench.add(config.build());
    state(link(7, true), address(7, "192.0.2.1", 0));
    bench.pass(Duration.ofSeconds(4));
    assertEquals(Role.ACTIVE, group.router().role());
    turn(() -> {
      added(7, "192.0.2.10", OURS);
      added(7, "192.0.2.11", OURS);
    });
    bench.confirm(group);
    bench.restorer.restore(bench.nowNanos);
    bench.done();
  }

  private static LinkSnapshot.Interface link(int index, boolean up) {
    return new LinkSnapshot.Interface(index, "vtk-l", up, MAC, UP);
  }

  private static LinkSnapshot.Address address(int index, String address, int tag) {
    return new LinkSnapshot.Address(index, IpAddress.parse(address), 24, tag, 0);
  }

  private void state(LinkSnapshot.Interface link, LinkSnapshot.Address... addresses) {
    inside(() ->
        bench.links.restate(new LinkSnapshot(List.of(link), List.of(addresses)), bench.nowNanos));
  }

  /** One turn of the loop in which the kernel says this; answers whether all is known. */
  private boolean turn(Runnable events) {
    boolean[] complete = new boolean[1];
    inside(() -> {
      bench.links.begin(bench.nowNanos);
      events.run();
      complete[0] = bench.links.end();
      bench.restorer.restore(bench.nowNanos);
    });
    return complete[0];
  }

  private void inside(NetworkNamespace.Body body) {
    try {
      host.run(body);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void changed(int index, String name, boolean up) {
    bench.links.linkChanged(index, name, up, MAC, UP);
  }

  private void added(int index, String address, int tag) {
    bench.links.addressAdded(index, IpAddress.parse(address), 24, tag, 0);
  }

  private void removed(int index, String address, int tag) {
    bench.links.addressRemoved(index, IpAddress.parse(address), 24, tag, 0);
  }

  private Set<Inhibitor> inhibitors() {
    return group.router().inhibitors();
  }

  private String source() {
    return group.router().source().toString();
  }

  @Test
  void aLinkThatComesUpLetsTheGroupListen() {
    group = bench.add(config.build());
    turn(() -> changed(7, "vtk-l", false));
    assertEquals(Set.of(Inhibitor.LINK_DOWN, Inhibitor.NO_SOURCE_ADDRESS), inhibitors());
    turn(() -> added(7, "192.0.2.1", 0));
    assertEquals(Set.of(Inhibitor.LINK_DOWN), inhibitors());
    turn(() -> changed(7, "vtk-l", true));
    assertEquals(List.of("INITIALIZE to BACKUP"), bench.done());
    assertEquals("192.0.2.1", source());
    assertNotNull(bench.side().socket);
  }

  @Test
  void anInterfaceThatAppearsIsAskedForItsAddresses() {
    group = bench.add(config.build());
    assertFalse(turn(() -> changed(7, "vtk-l", true)), "it may have had addresses before");
    assertTrue(turn(() -> changed(7, "vtk-l", true)));
  }

  @Test
  void aLinkThatGoesDownIsLeftWithARelease() {
    becomeActive();
    turn(() -> changed(7, "vtk-l", false));
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
    turn(() -> changed(7, "vtk-l", true));
    assertEquals(List.of("INITIALIZE to BACKUP"), bench.done());
  }

  @Test
  void anInterfaceThatIsGoneTakesItsSocketAlong() {
    becomeActive();
    turn(() -> bench.links.linkRemoved(7, "vtk-l"));
    assertEquals(
        List.of("advert 0 without a socket", "remove", "ACTIVE to INITIALIZE"), bench.done());
    assertEquals(Set.of(Inhibitor.INTERFACE_MISSING, Inhibitor.NO_SOURCE_ADDRESS), inhibitors());
    assertNull(bench.side().socket);
  }

  @Test
  void anInterfaceThatLosesItsNameIsLeftWithARelease() {
    becomeActive();
    turn(() -> changed(7, "other", true));
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
    assertNull(bench.side().socket);
    assertFalse(bench.link.exists());
    turn(() -> removed(7, "192.0.2.1", 0)); // nothing of ours any more
    turn(() -> bench.links.linkRemoved(7, "other"));
    assertEquals(List.of(), bench.done());
  }

  @Test
  void anInterfaceThatGetsTheNameTakesItsPlace() {
    becomeActive();
    turn(() -> {
      changed(7, "other", true);
      changed(8, "vtk-l", true);
      added(8, "192.0.2.3", 0);
    });
    assertEquals(
        List.of("advert 0", "remove", "ACTIVE to INITIALIZE", "INITIALIZE to BACKUP"),
        bench.done());
    assertEquals(8, bench.link.index);
    assertEquals("192.0.2.3", source());
  }

  @Test
  void anInterfaceThatCameBackBeforeItsEndWasHeardOfIsANewOne() {
    becomeActive();
    turn(() -> changed(8, "vtk-l", true));
    assertEquals(Role.INITIALIZE, group.router().role());
    assertEquals(8, bench.link.index);
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors());
    turn(() -> bench.links.linkRemoved(7, "vtk-l"));
    assertEquals(8, bench.link.index);
  }

  @Test
  void anotherInterfaceWithTheNumberOfOneThatIsGoneIsNoneOfOurs() {
    becomeActive();
    turn(() -> bench.links.linkRemoved(7, "vtk-l"));
    bench.done();
    turn(() -> {
      changed(7, "other", true);
      added(7, "192.0.2.9", 0);
    });
    assertFalse(bench.link.exists());
    assertEquals(List.of(), bench.done());
  }

  @Test
  void replacingTheAddressToSendFromIsNoReasonToLeave() {
    becomeActive();
    turn(() -> {
      removed(7, "192.0.2.1", 0);
      added(7, "192.0.2.5", 0);
    });
    assertEquals(List.of(), bench.done());
    assertEquals("192.0.2.5", source());
  }

  @Test
  void withoutAnAddressToSendFromTheGroupLeaves() {
    becomeActive();
    turn(() -> removed(7, "192.0.2.1", 0));
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors());
    turn(() -> added(7, "192.0.2.1", 0));
    assertEquals(List.of("INITIALIZE to BACKUP"), bench.done());
  }

  @Test
  void theNextAddressTakesOverWhenTheFirstGoes() {
    becomeActive();
    turn(() -> added(7, "192.0.2.3", 0));
    assertEquals("192.0.2.1", source());
    turn(() -> removed(7, "192.0.2.1", 0));
    assertEquals("192.0.2.3", source());
    assertEquals(List.of(), bench.done());
  }

  @Test
  void virtualAddressesAreNoneToSendFrom() {
    group = bench.add(config.build());
    state(link(7, true), address(7, "192.0.2.10", OURS), address(7, "192.0.2.77", OURS));
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors());
  }

  @Test
  void anAddressThatIsTakenAwayIsPutBackUnlessItCameBackInTheSameTurn() {
    becomeActive();
    turn(() -> {
      removed(7, "192.0.2.10", OURS);
      added(7, "192.0.2.10", OURS);
    });
    assertEquals(List.of(), bench.done());
    turn(() -> removed(7, "192.0.2.10", OURS));
    assertEquals(List.of("install"), bench.done());
  }

  @Test
  void theSameAddressWithAnotherPrefixIsAnotherAddress() {
    becomeActive();
    turn(() -> bench.links.addressRemoved(7, IpAddress.parse("192.0.2.10"), 32, 0, 0));
    assertEquals(List.of(), bench.done());
  }

  @Test
  void anAddressThatWasThereBeforeUsIsSomebodyElses() {
    group = bench.add(config.build());
    try (LogLines log = new LogLines(Links.class)) {
      state(link(7, true), address(7, "192.0.2.1", 0), address(7, "192.0.2.10", 0));
      assertEquals(Presence.FOREIGN, group.presence(0));
      assertEquals(Presence.ABSENT, group.presence(1));
      assertEquals("192.0.2.1", source());
      assertEquals(
          "WARN 192.0.2.10/24 is on vtk-l already and was not put there by vipd, which will not"
              + " remove it, so two nodes may have it; take it away with ip address delete."
              + " group=web interface=vtk-l",
          log.lines().getLast());
      turn(() -> added(7, "192.0.2.10", 0)); // a renewal, for instance
      assertEquals(2, log.lines().size());
    }
    bench.pass(Duration.ofSeconds(4));
    turn(() -> added(7, "192.0.2.10", 0));
    assertEquals(Presence.FOREIGN, group.presence(0), "also while we are Active");
  }

  @Test
  void aNewPictureDoesNotMakeSomebodyElsesAddressOurs() {
    group = bench.add(config.build());
    LinkSnapshot.Address own = address(7, "192.0.2.1", 0);
    LinkSnapshot.Address foreign = address(7, "192.0.2.10", 0);
    state(link(7, true), own, foreign);
    bench.pass(Duration.ofSeconds(4));
    assertEquals(Role.ACTIVE, group.router().role());
    state(link(7, true), own, foreign);
    assertEquals(Presence.FOREIGN, group.presence(0));
    state(link(7, true), own);
    assertEquals(Presence.ABSENT, group.presence(0));
  }

  @Test
  void overrunsAreLoggedOnceASecond() {
    becomeActive();
    try (LogLines log = new LogLines(Links.class)) {
      for (int milli = 0; milli < 2_000; milli++) {
        turn(() -> bench.links.overrun());
        bench.nowNanos += 1_000_000;
      }
      assertEquals(2, log.lines().size());
    }
  }

  @Test
  void whatIsSaidOfOurAddressWhileWeAreActiveDoesNotMakeItSomebodyElses() {
    becomeActive();
    turn(() -> added(7, "192.0.2.10", 0));
    assertEquals(Presence.OURS, group.presence(0));
  }

  @Test
  void somebodyElsesAddressThatGoesIsReplacedByOurs() {
    group = bench.add(config.build());
    state(
        link(7, true),
        address(7, "192.0.2.1", 0),
        address(7, "192.0.2.10", 0),
        address(7, "192.0.2.11", 0));
    bench.pass(Duration.ofSeconds(4));
    bench.confirm(group);
    bench.restorer.restore(bench.nowNanos);
    bench.done();
    turn(() -> removed(7, "192.0.2.10", 0));
    assertEquals(List.of("install"), bench.done());
  }

  @Test
  void anOwnerSendsFromAVirtualAddressThatIsItsOwn() {
    config.priority = 255;
    config.addresses = GroupConfigs.addresses("192.0.2.1");
    group = bench.add(config.build());
    try (LogLines log = new LogLines(Links.class)) {
      state(link(7, true), address(7, "192.0.2.1", 0));
      assertEquals(List.of("INFO link vtk-l is up. interface=vtk-l"), log.lines());
    }
    assertEquals(Role.ACTIVE, group.router().role());
    assertEquals(Presence.FOREIGN, group.presence(0));
    assertEquals("192.0.2.1", source());
  }

  @Test
  void aNewPictureDoesNotUpsetAGroupThatSendsFromItsSecondAddress() {
    config.source = IpAddress.parse("192.0.2.3");
    group = bench.add(config.build());
    LinkSnapshot.Address first = address(7, "192.0.2.1", 0);
    LinkSnapshot.Address second = address(7, "192.0.2.3", 0);
    state(link(7, true), first, second);
    bench.pass(Duration.ofSeconds(4));
    bench.done();
    state(link(7, true), first, second);
    assertEquals(List.of(), bench.done());
    assertEquals("192.0.2.3", source());
  }

  @Test
  void aNewPictureTellsWhatWasMissed() {
    becomeActive();
    state(link(7, true), address(7, "192.0.2.1", 0), address(7, "192.0.2.10", OURS));
    bench.restorer.restore(bench.nowNanos);
    assertEquals(List.of("install"), bench.done(), "192.0.2.11 was taken away, once");
    state(link(7, false), address(7, "192.0.2.1", 0));
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
  }

  @Test
  void aNewPictureWhileTheKernelIsAtItAsksForNothing() {
    group = bench.add(config.build());
    state(link(7, true), address(7, "192.0.2.1", 0));
    bench.pass(Duration.ofSeconds(4));
    bench.done();
    state(link(7, true), address(7, "192.0.2.1", 0));
    bench.restorer.restore(bench.nowNanos);
    assertEquals(List.of(), bench.done());
  }

  @Test
  void aNewPictureWithoutTheInterfaceIsItsEnd() {
    becomeActive();
    state(new LinkSnapshot.Interface(1, "lo", true, new byte[6], UP));
    assertFalse(bench.link.exists());
    assertEquals(Role.INITIALIZE, group.router().role());
  }

  @Test
  void lostMessagesAreAskedForAgain() {
    becomeActive();
    assertFalse(turn(() -> bench.links.overrun()));
    assertTrue(turn(() -> {}));
  }

  @Test
  void aSocketThatFailsIsOpenedAgainAfterASecondAndSaysSoOnce() {
    becomeActive();
    try (LogLines log = new LogLines(Links.class)) {
      for (int second = 0; second < 10; second++) {
        inside(() -> {
          bench.links.failed(bench.side(), new IOException("it broke"), bench.nowNanos);
          assertNull(bench.side().socket);
          assertEquals(Set.of(Inhibitor.SOCKET_FAILED), inhibitors());
          bench.links.reopen(bench.nowNanos + 999_999_999);
          assertNull(bench.side().socket);
          bench.nowNanos += 1_000_000_000;
          bench.links.reopen(bench.nowNanos);
        });
        assertNotNull(bench.side().socket);
        assertEquals(Set.of(), inhibitors());
      }
      assertEquals(List.of("WARN it broke; trying every second. interface=vtk-l"), log.lines());
    }
  }

  @Test
  void onlyWhatConcernsOurLinksCountsAsHeard() {
    becomeActive();
    long before = bench.links.heard();
    turn(() -> {
      changed(9, "other", true);
      added(9, "198.51.100.1", 0);
    });
    assertEquals(before, bench.links.heard());
    turn(() -> added(7, "192.0.2.3", 0));
    assertEquals(before + 1, bench.links.heard());
  }
}
