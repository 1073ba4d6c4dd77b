package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vipd.vrrp.wire.Advert;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private final PeerTable table = new PeerTable();

  @Test
  void aPeerIsFoundAgainByItsAddress() {
    Peer peer = table.at(advert("192.0.2.3"));
    assertEquals("192.0.2.3", peer.address().toString());
    assertSame(peer, table.at(advert("192.0.2.3")));
    assertEquals(1, table.size());
    assertSame(peer, table.get(0));
  }

  @Test
  void theSeventeenthPeerTakesThePlaceOfTheOneSilentForLongest() {
    for (int i = 1; i <= 16; i++) {
      hear(i, i == 7 ? 5 : 100 + i);
    }
    Peer seventh = table.at(advert("192.0.0.7"));
    hear(17, 200);
    assertEquals(16, table.size());
    assertNotSame(seventh, table.get(6));
    assertEquals("192.0.0.17", table.get(6).address().toString());
  }

  @Test
  void whoWasSilentForLongestIsFoundAcrossTheOverflowOfTheClock() {
    for (int i = 1; i <= 16; i++) {
      hear(i, i == 3 ? Long.MAX_VALUE : Long.MIN_VALUE + i);
    }
    hear(17, Long.MIN_VALUE + 100);
    assertEquals("192.0.0.17", table.get(2).address().toString());
  }

  private void hear(int host, long nowNanos) {
    Advert advert = advert("192.0.0." + host);
    table.at(advert).heard(advert, false, nowNanos);
  }

  private static Advert advert(String source) {
    return Bench.advert(source, "224.0.0.18", 51, 100, 100, "192.0.2.100");
  }
}
