package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.wire.ChecksumForm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The group is Backup with priority 100 and an interval of one second unless a test says so. */
class PeerWatchTest {
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();

  @AfterEach
  void close() {
    bench.close();
  }

  private Group ready() {
    Group group = bench.add(config.build());
    bench.ready(group);
    return group;
  }

  private List<String> look(Group group) {
    try (LogLines log = new LogLines(PeerWatch.class)) {
      group.peerWatch.look(group, bench.nowNanos);
      return log.lines();
    }
  }

  private String warning(Group group) {
    return StatusPicture.of(group, List.of(), List.of(), bench.nowNanos, Instant.EPOCH)
        .peers()
        .getLast()
        .warning();
  }

  @Test
  void ofAPeerThatAgreesNothingIsSaid() {
    Group group = ready();
    bench.hear(group, "192.0.2.2", 150);
    assertEquals(List.of(), look(group));
    assertNull(warning(group));
  }

  @Test
  void equalPrioritiesAreWarnedOfOnce() { // RFC 9568 8.3.2
    Group group = ready();
    bench.hear(group, "192.0.2.2", 100);
    String says =
        "its priority is ours, 100, so that the higher address decides; give each node its own";
    assertEquals(
        List.of("WARN a peer of web differs: " + says + ". group=web peer=192.0.2.2"), look(group));
    assertEquals(says, warning(group));
    bench.hear(group, "192.0.2.2", 100);
    assertEquals(List.of(), look(group));
  }

  @Test
  void whatWasMendedAndComesBackIsSaidAgain() {
    Group group = ready();
    bench.hear(group, "192.0.2.2", 100);
    assertEquals(1, look(group).size());
    bench.hear(group, "192.0.2.2", 101);
    assertEquals(List.of(), look(group));
    bench.hear(group, "192.0.2.2", 100);
    assertEquals(1, look(group).size());
  }

  @Test
  void aThirdNodeOfAPairIsWarnedOf() {
    config.pair = true;
    Group group = ready();
    bench.hear(group, "192.0.2.2", 150);
    assertNull(warning(group));
    bench.hear(group, "192.0.2.3", 160);
    assertEquals(
        "it is one of 2 other nodes that were heard since vipd started, so that pair: true counts"
            + " for nothing; write pair: false, or restart vipd where the others are gone",
        warning(group));
  }

  @Test
  void twoOwnersAreWarnedOf() { // RFC 9568 7.1, erratum 8298
    config.priority = 255;
    Group group = ready();
    bench.hear(group, "192.0.2.2", 255);
    assertEquals(
        "it is configured as the owner of the addresses, too (priority 255), and there is one",
        warning(group));
  }

  @Test
  void aPeerWithAnotherFormOfChecksumMayRefuseOurs() { // RFC 9568 5.2.8
    Group group = ready();
    bench.hearInForm(group, ChecksumForm.RFC9568, "192.0.2.2", 150);
    assertEquals(
        "its checksum is of the form rfc9568, ours of the form pseudo-header, which it may refuse;"
            + " set checksum: rfc9568",
        warning(group));
    assertEquals(1, look(group).size());
  }

  @Test
  void aPeerThatGoesOnAsActiveBesideUsSeemsToRefuseOurChecksum() {
    config.checksum = ChecksumForm.RFC9568;
    Group group = ready();
    bench.pass(Duration.ofSeconds(4));
    bench.hearInForm(group, ChecksumForm.PSEUDO_HEADER, "192.0.2.2", 50);
    assertEquals(
        "its checksum is of the form pseudo-header, ours of the form rfc9568, which it may refuse;"
            + " set checksum: pseudo-header",
        warning(group));
    bench.pass(Duration.ofSeconds(2));
    bench.hearInForm(group, ChecksumForm.PSEUDO_HEADER, "192.0.2.2", 50);
    assertEquals(
        "its checksum is of the form pseudo-header, ours of the form rfc9568, which it seems to"
            + " refuse; set checksum: pseudo-header",
        warning(group));
  }

  @Test
  void overIpv6AndInVersion2ThereIsOneFormOnly() {
    config.checksum = ChecksumForm.RFC9568;
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    Group ipv6 = ready();
    bench.hear(ipv6, "fe80::2", 150);
    assertNull(warning(ipv6));
    config.checksum = ChecksumForm.PSEUDO_HEADER;
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    config.version = 2;
    Group version2 = ready();
    bench.hear(version2, "192.0.2.2", 150);
    assertNull(warning(version2));
  }

  @Test
  void severalWarningsAreOneSentence() {
    Group group = ready();
    bench.hear(group, Duration.ofSeconds(3), "192.0.2.2", 100);
    assertEquals(
        "its advertisement interval is 3000 ms, ours 1000 ms; its priority is ours, 100, so that"
            + " the higher address decides; give each node its own",
        warning(group));
  }

  @Test
  void whatDiffersIsLoggedInALineEach() { // RFC 9568 7.1
    Group group = ready();
    bench.hearOf(group, Duration.ofSeconds(3), List.of("192.0.2.99"), "192.0.2.2", 150);
    assertEquals(
        List.of(
            "WARN a peer of web differs: it lists other addresses than this node, or in another"
                + " order. group=web peer=192.0.2.2",
            "WARN a peer of web differs: its advertisement interval is 3000 ms, ours 1000 ms."
                + " group=web peer=192.0.2.2"),
        look(group));
  }

  @Test
  void aThousandPeersAreNoThousandLines() {
    Group group = ready();
    int lines = 0;
    for (int i = 0; i < 1000; i++) {
      bench.hear(group, "192.0.%d.%d".formatted(3 + i / 250, 1 + i % 250), 100);
      lines += look(group).size();
    }
    assertEquals(5, lines);
  }
}
