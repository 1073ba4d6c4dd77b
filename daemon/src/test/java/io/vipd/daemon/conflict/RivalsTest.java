package io.vipd.daemon.conflict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.Claim;
import io.vipd.arp.Claim.How;
import io.vipd.arp.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.10");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.11");
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.3");
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:98");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:99");

  private final List<ConflictNews> news = new ArrayList<>();
  private final Rivals rivals = rivals(List.of(ONE, TWO), Duration.ofSeconds(5));
  private long now = Long.MAX_VALUE - seconds(7); // the clock wraps while it runs

  private Rivals rivals(List<InetAddress> addresses, Duration probe) {
    Rivals made = new Rivals(addresses, probe);
    made.tell(news::add);
    made.routers(mac -> mac.equals(MAC) ? PEER : null);
    return made;
  }

  @Test
  void aClaimWhileTheAddressIsHereIsAConflictThatIsToldOnce() {
    rivals.claimed(claim(ONE, MAC, true));
    now += seconds(1);
    rivals.claimed(claim(ONE, MAC, true));
    assertEquals(List.of(new ConflictNews(true, ONE, MAC, PEER, 1, 0)), news);
    Rival rival = rivals.of(0);
    assertTrue(rival.conflict());
    assertEquals(2, rival.claims());
    assertEquals(seconds(1), rival.lastNanos() - rival.sinceNanos());
    assertEquals(rival, rivals.anyConflict());
    assertNull(rivals.of(1));
    assertEquals(1, rivals.conflicts());
  }

  @Test
  void aClaimWhileTheAddressIsElsewhereIsItsHolderSpeaking() {
    rivals.claimed(claim(ONE, MAC, false));
    assertEquals(List.of(), news);
    assertEquals(MAC, rivals.of(0).mac());
    assertFalse(rivals.of(0).conflict());
    assertNull(rivals.anyConflict());
    assertEquals(0, rivals.conflicts());
  }

  @Test
  void aConflictEndsWhenThreeProbesFoundNobody() {
    rivals.claimed(claim(ONE, MAC, true));
    rivals.claimed(claim(ONE, MAC, true));
    now += seconds(15) - 1;
    rivals.look(now);
    assertTrue(rivals.of(0).conflict());
    now += 1;
    rivals.look(now);
    assertNull(rivals.of(0));
    assertEquals(new ConflictNews(false, ONE, MAC, PEER, 2, seconds(15)), news.getLast());
    rivals.look(now + seconds(60));
    assertEquals(2, news.size());
  }

  @Test
  void whoeverClaimsAgainAfterTheEndBeginsAnotherConflict() {
    rivals.claimed(claim(ONE, MAC, true));
    now += seconds(15);
    rivals.look(now);
    rivals.claimed(claim(ONE, MAC, true));
    assertEquals(2, rivals.conflicts());
    assertEquals(3, news.size());
  }

  @Test
  void whoYieldsHasNoConflictAnyMoreAndKnowsTheHolder() {
    rivals.claimed(claim(ONE, MAC, true));
    rivals.claimed(claim(TWO, OTHER, false));
    now += seconds(2);
    rivals.yielded(now);
    assertEquals(new ConflictNews(false, ONE, MAC, PEER, 1, seconds(2)), news.getLast());
    assertEquals(MAC, rivals.of(0).mac());
    assertFalse(rivals.of(0).conflict());
    assertEquals(OTHER, rivals.of(1).mac());
    assertEquals(2, news.size());
  }

  @Test
  void anotherStationIsAnotherConflict() {
    rivals.claimed(claim(ONE, MAC, true));
    rivals.claimed(claim(ONE, OTHER, true));
    assertEquals(
        List.of(
            new ConflictNews(true, ONE, MAC, PEER, 1, 0),
            new ConflictNews(true, ONE, OTHER, null, 1, 0)),
        news);
  }

  @Test
  void theFormerHolderWhoDoesNotLetGoIsAConflict() {
    rivals.claimed(claim(ONE, MAC, false));
    rivals.claimed(claim(ONE, MAC, true));
    assertEquals(1, rivals.conflicts());
    assertEquals(1, rivals.of(0).claims());
  }

  @Test
  void manyAddressesAndNoProbesTakeLongerToBeQuiet() {
    List<InetAddress> hundred =
        IntStream.range(0, 100).mapToObj(i -> InetAddress.ofLiteral("192.0.2." + i)).toList();
    Rivals many = rivals(hundred, Duration.ofSeconds(1));
    many.claimed(claim(hundred.get(99), MAC, true));
    many.look(now + seconds(30) - 1);
    assertTrue(many.of(99).conflict());
    many.look(now + seconds(30));
    assertNull(many.of(99));

    Rivals unprobed = rivals(List.of(ONE), Duration.ZERO);
    unprobed.claimed(claim(ONE, MAC, true));
    unprobed.look(now + seconds(60) - 1);
    assertTrue(unprobed.of(0).conflict());
    unprobed.look(now + seconds(60));
    assertNull(unprobed.of(0));
  }

  @Test
  void aClaimOfAnAddressThatIsNotOursIsNothing() {
    rivals.claimed(claim(PEER, MAC, true));
    assertEquals(List.of(), news);
  }

  private Claim claim(InetAddress address, MacAddress mac, boolean contested) {
    return new Claim(address, mac, How.ARP_REPLY, now, contested);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
