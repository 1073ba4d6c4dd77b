package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Others who use the VRID of a router whose address is 192.0.2.100. */
class NodeForeignersTest {
  private final Bench bench = new Bench();

  private void hear(String source, String... addresses) {
    Advert advert = Bench.advert(source, "224.0.0.18", 51, 200, 300, addresses);
    bench.node.receive(0, advert, bench.nowNanos(), 0);
  }

  private List<String> sources() {
    return IntStream.range(0, bench.router.foreignerCount())
        .mapToObj(i -> bench.router.foreigner(i).source().toString())
        .toList();
  }

  @Test
  void whoHasNoneOfTheAddressesIsAForeignerThoughHisAdvertsCount() {
    bench.up();
    hear("192.0.2.3", "192.0.2.77", "192.0.2.78");
    bench.at(3000);
    hear("192.0.2.3", "192.0.2.77", "192.0.2.78");
    assertEquals(List.of("192.0.2.3"), sources());
    Foreigner foreigner = bench.router.foreigner(0);
    assertEquals(Verdict.ACCEPTED, foreigner.verdict());
    assertEquals(3, foreigner.version());
    assertEquals(200, foreigner.priority());
    assertEquals(3_000_000_000L, foreigner.intervalNanos());
    assertEquals(
        List.of(IpAddress.parse("192.0.2.77"), IpAddress.parse("192.0.2.78")),
        foreigner.addresses());
    assertEquals(2, foreigner.addressCount());
    assertEquals(0, foreigner.authenticationType());
    assertFalse(foreigner.signed());
    assertEquals(2, foreigner.adverts());
    assertEquals(0, foreigner.sinceNanos());
    assertEquals(3_000_000_000L, foreigner.heardAtNanos());
  }

  @Test
  void whoHasOneOfThemIsAPeerThatDiffers() {
    bench.up();
    hear("192.0.2.3", "192.0.2.100");
    hear("192.0.2.4", "192.0.2.77", "192.0.2.100");
    assertEquals(List.of(), sources());
    assertTrue(bench.router.peer(1).otherAddresses());
  }

  @Test
  void whoIsRefusedIsAForeignerUnlessHeIsAConfiguredPeer() {
    bench.peers = List.of("192.0.2.3");
    bench.up();
    assertEquals(Verdict.DESTINATION, bench.hear("192.0.2.3", "224.0.0.18", 51, 200, 100));
    assertEquals(Verdict.UNKNOWN_PEER, bench.hear("192.0.2.5", Bench.OURS, 51, 200, 100));
    assertEquals(List.of("192.0.2.5"), sources());
    assertEquals(Verdict.UNKNOWN_PEER, bench.router.foreigner(0).verdict());
  }

  @Test
  void ourOwnAdvertsAndOtherVridsAreNobody() {
    bench.active();
    assertEquals(Verdict.LOOPED_BACK, bench.hear(Bench.OURS, 120));
    bench.hear("192.0.2.3", "224.0.0.18", 52, 200, 100);
    assertEquals(List.of(), sources());
  }

  @Test
  void ofManyAddressesTheFirstEightAreKept() {
    bench.up();
    hear(
        "192.0.2.3",
        IntStream.rangeClosed(1, 20).mapToObj(i -> "198.51.100." + i).toArray(String[]::new));
    assertEquals(20, bench.router.foreigner(0).addressCount());
    assertEquals(8, bench.router.foreigner(0).addresses().size());
  }

  @Test
  void whoFellSilentAndComesBackIsAnotherOne() {
    bench.up();
    hear("192.0.2.3", "192.0.2.77");
    Foreigner first = bench.router.foreigner(0);
    bench.at(12_000);
    assertTrue(first.isThere(bench.nowNanos()), "four of his intervals");
    hear("192.0.2.3", "192.0.2.77");
    assertSame(first, bench.router.foreigner(0));
    bench.at(24_001);
    assertFalse(first.isThere(bench.nowNanos()));
    hear("192.0.2.3", "192.0.2.77");
    assertNotSame(first, bench.router.foreigner(0));
    assertEquals(1, bench.router.foreignerCount());
  }

  @Test
  void ofMoreThanFourTheOneThatWasSilentForLongestGoes() {
    bench.up();
    for (int i = 1; i <= 4; i++) {
      bench.at(i * 10);
      hear("192.0.2.1" + i, "192.0.2.77");
    }
    bench.at(50);
    hear("192.0.2.11", "192.0.2.77");
    bench.at(60);
    hear("192.0.2.15", "192.0.2.77");
    assertEquals(List.of("192.0.2.11", "192.0.2.15", "192.0.2.13", "192.0.2.14"), sources());
  }
}
