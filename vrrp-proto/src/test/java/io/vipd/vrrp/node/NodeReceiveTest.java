package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receive checks that need to know the router: RFC 9568 7.1. */
class NodeReceiveTest {
  @Test
  void anAdvertForAnotherVridIsRefused() { // RFC 9568 7.1
    Bench bench = new Bench().up();
    assertEquals(Verdict.UNKNOWN_VRID, bench.hear("192.0.2.3", "224.0.0.18", 52, 200, 100));
    assertEquals(Verdict.UNKNOWN_VRID, bench.hear("192.0.2.3", "224.0.0.18", 255, 200, 100));
    assertEquals(0, bench.router.advertsReceived());
  }

  @Test
  void anAdvertOnAnotherLinkIsRefused() { // RFC 9568 5.2.3: a VRID is known per interface
    Bench bench = new Bench().up();
    Advert advert = Bench.advert("192.0.2.3", "224.0.0.18", 51, 200, 100, "192.0.2.100");
    assertEquals(Verdict.UNKNOWN_VRID, bench.node.receive(1, advert, bench.nowNanos(), 0));
    assertEquals(Verdict.ACCEPTED, bench.node.receive(0, advert, bench.nowNanos(), 0));
  }

  @Test
  void theSameVridOnAnotherLinkIsAnotherRouter() { // RFC 9568 5.2.3
    Bench bench = new Bench().up();
    Router other = bench.node.add(7, bench.router.config(), bench.nowNanos());
    assertEquals(List.of(bench.router, other), bench.node.routers());
    assertEquals(1, other.id());
    assertEquals(7, other.link());
    Advert advert = Bench.advert("192.0.2.3", "224.0.0.18", 51, 200, 100, "192.0.2.100");
    assertEquals(Verdict.ACCEPTED, bench.node.receive(7, advert, bench.nowNanos(), 0));
    assertEquals(Verdict.UNKNOWN_VRID, bench.node.receive(6, advert, bench.nowNanos(), 0));
    assertEquals(1, other.advertsReceived());
    assertEquals(0, bench.router.advertsReceived());
    assertThrows(
        IllegalArgumentException.class,
        () -> bench.node.add(7, bench.router.config(), bench.nowNanos()));
  }

  @Test
  void ourOwnAdvertsAreIgnored() { // RFC 9568 6.4: they come from another router
    Bench bench = new Bench().active();
    assertEquals(Verdict.LOOPED_BACK, bench.hear(Bench.OURS, 120));
    assertEquals(Verdict.LOOPED_BACK, bench.hear(Bench.OURS, 0));
    assertEquals(List.of(), bench.take());
    assertEquals(0, bench.router.peerCount());
  }

  @Test
  void aMulticastGroupRefusesUnicast() {
    Bench bench = new Bench().up();
    assertEquals(Verdict.DESTINATION, bench.hear("192.0.2.3", Bench.OURS, 51, 200, 100));
  }

  @Test
  void aUnicastGroupHearsItsPeersAndNobodyElse() {
    Bench bench = new Bench();
    bench.peers = List.of("192.0.2.3", "192.0.2.4");
    bench.up();
    assertEquals(Verdict.ACCEPTED, bench.hear("192.0.2.3", Bench.OURS, 51, 200, 100));
    assertEquals(Verdict.ACCEPTED, bench.hear("192.0.2.4", Bench.OURS, 51, 200, 100));
    assertEquals(Verdict.UNKNOWN_PEER, bench.hear("192.0.2.5", Bench.OURS, 51, 200, 100));
    assertEquals(Verdict.DESTINATION, bench.hear("192.0.2.3", "224.0.0.18", 51, 200, 100));
    assertEquals(2, bench.router.peerCount());
  }

  @Test
  void whatAPeerSaidIsRemembered() { // RFC 9568 7.1: differences are worth a word
    Bench bench = new Bench().up();
    bench.at(250).hear("192.0.2.3", 200, 300);
    assertEquals(1, bench.router.peerCount());
    Peer peer = bench.router.peer(0);
    assertEquals("192.0.2.3", peer.address().toString());
    assertEquals(200, peer.priority());
    assertEquals(300, peer.intervalCentiseconds());
    assertEquals(250_000_000L, peer.heardAtNanos());
    assertEquals(ChecksumForm.RFC9568, peer.checksumForm());
    assertFalse(peer.otherAddresses());
  }

  @Test
  void anotherAddressListIsNotedAndNeverDrops() { // RFC 9568 7.1: MAY log, must not discard
    Bench bench = new Bench().up();
    for (String[] list :
        new String[][] {
          {"192.0.2.101"}, {"192.0.2.100", "192.0.2.101"}, {"192.0.2.101", "0.0.0.0"}
        }) {
      Advert advert = Bench.advert("192.0.2.3", "224.0.0.18", 51, 200, 100, list);
      assertEquals(Verdict.ACCEPTED, bench.node.receive(0, advert, bench.nowNanos(), 0));
      assertTrue(bench.router.peer(0).otherAddresses());
    }
    bench.hear("192.0.2.3", 200);
    assertFalse(bench.router.peer(0).otherAddresses());
  }

  @Test
  void aRouterInInitializeListensAndDoesNothing() { // RFC 9568 6.4.1
    Bench bench = new Bench().add();
    assertEquals(Verdict.ACCEPTED, bench.hear("192.0.2.3", 0));
    assertEquals(Verdict.ACCEPTED, bench.hear("192.0.2.3", 255));
    assertEquals(List.of(), bench.take());
    assertEquals(-1, bench.deadline());
    assertEquals("192.0.2.3", bench.router.lastPeer().address().toString());
  }
}
