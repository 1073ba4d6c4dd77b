package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.Errno;
import io.vipd.daemon.loop.Holding.Lent;
import io.vipd.daemon.state.Slot;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test takes the keeper's rounds and plays the kernel. */
class AddressKeeperTest {
  private final Bench bench = new Bench();
  private final List<String> requests = new ArrayList<>();
  private final List<Long> lifetimes = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final Map<String, Integer> refused = new HashMap<>();
  private Group web;
  private Group mail;
  private AddressKeeper keeper;
  private Runnable meanwhile = () -> {};

  @BeforeEach
  void open() {
    GroupConfigs config = new GroupConfigs();
    config.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11");
    web = bench.add(config.build());
    GroupConfigs other = new GroupConfigs();
    other.name = "mail";
    other.vrid = 52;
    other.lease = Duration.ZERO;
    other.addresses = GroupConfigs.addresses("192.0.2.20");
    mail = bench.add(other.build());
    bench.link.index = 7;
    bench.ready(web);
    bench.ready(mail);
    bench.pass(Duration.ofSeconds(4)); // both are Active: claim 1
    keeper =
        new AddressKeeper(
            this::apply,
            () -> {},
            bench.groups,
            (group, claim, problem) -> answers.add(group.name() + " " + claim + " " + problem),
            () -> bench.nowNanos);
  }

  @AfterEach
  void close() {
    keeper.close();
    bench.close();
  }

  private int[] apply(List<AddressChange> changes) {
    StringBuilder request = new StringBuilder();
    int[] errnos = new int[changes.size()];
    for (int i = 0; i < errnos.length; i++) {
      AddressChange change = changes.get(i);
      String what =
          "%s .%d on %d"
              .formatted(change.kind(), change.address().low() & 255, change.interfaceIndex());
      request.append(i == 0 ? "" : ", ").append(what);
      errnos[i] = refused.getOrDefault(what, 0);
      lifetimes.add(change.lifetimeSeconds());
    }
    requests.add(request.toString());
    meanwhile.run();
    return errnos;
  }

  /** The core wants every lease renewed, some time later. */
  private void renew(AddressKeeper keeper) {
    bench.pass(Duration.ofMillis(500));
    bench.groups.forEach(group -> group.lend(bench.nowNanos));
    keeper.renew();
    keeper.round();
  }

  private List<String> requests() {
    List<String> all = List.copyOf(requests);
    requests.clear();
    return all;
  }

  @Test
  void allAddressesOfAllGroupsAreOneRequestAndEveryClaimIsAnswered() {
    keeper.hold(web);
    keeper.hold(mail);
    assertFalse(keeper.settled());
    assertTrue(keeper.round());
    assertEquals(List.of("HOLD .10 on 7, HOLD .11 on 7, HOLD .20 on 7"), requests());
    assertEquals(List.of("web 1 null", "mail 1 null"), answers);
    assertTrue(keeper.settled());
  }

  @Test
  void bothFamiliesOfAGroupAreOneRequestAndTwoAnswers() {
    GroupConfigs config = new GroupConfigs();
    config.vrid = 53;
    config.addresses = GroupConfigs.addresses("192.0.2.30", "2001:db8::31");
    Group ipv4 = bench.add(config.build());
    Group ipv6 = bench.groups.getLast();
    bench.ready(ipv4);
    bench.ready(ipv6);
    bench.pass(Duration.ofSeconds(4));
    try (AddressKeeper both =
        new AddressKeeper(
            this::apply,
            () -> {},
            List.of(ipv4, ipv6),
            (group, claim, problem) -> answers.add(group.name() + " " + claim + " " + problem))) {
      both.hold(ipv4);
      both.hold(ipv6);
      refused.put("HOLD .49 on 7", Errno.EPERM);
      assertTrue(both.round());
      assertEquals(List.of("HOLD .30 on 7, HOLD .49 on 7"), requests());
      assertEquals(
          List.of(
              "web/ipv4 1 null",
              "web/ipv6 1 cannot add 2001:db8::31/64 on interface 7: Operation not permitted"
                  + " (EPERM)"),
          answers);
    }
  }

  @Test
  void aStrayIsRemovedUnlessAGroupHoldsItByThen() {
    keeper.hold(web);
    keeper.round();
    requests();
    AddressChange held = AddressChange.remove(7, IpAddress.parse("192.0.2.10"), 24);
    AddressChange elsewhere = AddressChange.remove(9, IpAddress.parse("192.0.2.10"), 24);
    AddressChange unknown = AddressChange.remove(7, IpAddress.parse("192.0.2.99"), 24);
    try (LogLines log = new LogLines(AddressKeeper.class)) {
      keeper.discard(List.of(held, elsewhere, unknown));
      keeper.round();
      assertEquals(List.of("REMOVE .10 on 9, REMOVE .99 on 7"), requests());
      assertEquals(
          List.of(
              "WARN removed 192.0.2.10, which was tagged as vipd's and not wanted",
              "WARN removed 192.0.2.99, which was tagged as vipd's and not wanted"),
          log.lines());
    }
    keeper.round();
    assertEquals(List.of(), requests());
  }

  @Test
  void whatAnEarlierLifePutThereIsRenewedUntilItIsReleased() {
    keeper.adopt(new Succession.Heir(web, 0, 7, web.addresses()));
    assertTrue(keeper.settled());
    renew(keeper);
    assertEquals(List.of("HOLD .10 on 7, HOLD .11 on 7"), requests());
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7"), requests());
  }

  @Test
  void nothingIsAskedAgainWithoutAWish() {
    keeper.hold(web);
    keeper.round();
    requests();
    assertTrue(keeper.round());
    assertEquals(List.of(), requests());
  }

  @Test
  void removalsGoFirst() {
    keeper.hold(mail);
    keeper.round();
    requests();
    keeper.hold(web);
    keeper.release(mail);
    keeper.round();
    assertEquals(List.of("REMOVE .20 on 7, HOLD .10 on 7, HOLD .11 on 7"), requests());
  }

  @Test
  void theNewestWishWins() {
    keeper.hold(web);
    keeper.release(web);
    assertTrue(keeper.round());
    assertEquals(List.of(), requests(), "nothing was ever put there");
    assertEquals(List.of(), answers);
    assertTrue(keeper.settled());
  }

  @Test
  void aWishThatComesWhileTheKernelIsAtItIsServedInTheNextRound() {
    meanwhile = () -> keeper.release(web);
    keeper.hold(web);
    keeper.round();
    assertFalse(keeper.settled());
    meanwhile = () -> {};
    keeper.round();
    assertEquals(
        List.of("HOLD .10 on 7, HOLD .11 on 7", "REMOVE .10 on 7, REMOVE .11 on 7"), requests());
    assertTrue(keeper.settled());
  }

  @Test
  void onlyLeasesOfHeldAddressesAreRenewed() {
    renew(keeper);
    assertEquals(List.of(), requests());
    keeper.hold(web);
    keeper.hold(mail); // has no lease
    keeper.round();
    answers.clear();
    requests();
    renew(keeper);
    assertEquals(List.of("HOLD .10 on 7, HOLD .11 on 7"), requests());
    assertEquals(List.of(), answers, "nobody asked for an answer");
    keeper.release(web);
    renew(keeper);
    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7"), requests());
    renew(keeper);
    assertEquals(List.of(), requests());
  }

  @Test
  void aLeaseIsRenewedOnceForEachTimeThatTheCoreAsks() {
    keeper.hold(web);
    renew(keeper);
    requests();
    keeper.renew();
    keeper.round();
    assertEquals(List.of(), requests());
  }

  @Test
  void aLeaseEndsWhenTheCoreSaidHoweverLateTheKernelIsAsked() {
    web.advertisedAtNanos = bench.nowNanos;
    web.lend(bench.nowNanos);
    keeper.hold(web);
    keeper.round();
    assertEquals(List.of(3L, 3L), lifetimes);
    assertEquals(3_000_000_000L, web.leaseWatch.leftNanos(bench.nowNanos));
    lifetimes.clear();
    bench.pass(Duration.ofSeconds(1));
    web.advertisedAtNanos = bench.nowNanos;
    web.lend(bench.nowNanos);
    bench.pass(Duration.ofMillis(500));
    keeper.round();
    assertEquals(List.of(2L, 2L), lifetimes);
    assertEquals(2_000_000_000L, web.leaseWatch.leftNanos(bench.nowNanos));
  }

  @Test
  void theLastRenewalIsOfWhatWouldEndSoonerWithoutIt() throws Exception {
    web.lend(bench.nowNanos);
    keeper.hold(web);
    keeper.start();
    eventually("held", keeper::settled);
    requests();
    bench.pass(Duration.ofMillis(100));
    keeper.close();
    assertEquals(List.of("HOLD .10 on 7, HOLD .11 on 7"), requests());
    keeper.close();
    assertEquals(List.of(), requests());
  }

  @Test
  void nothingIsRenewedAtTheEndThatWouldEndNoLater() throws Exception {
    web.advertisedAtNanos = bench.nowNanos;
    web.lend(bench.nowNanos);
    keeper.hold(web);
    keeper.start();
    eventually("held", keeper::settled);
    requests();
    bench.pass(Duration.ofMillis(600));
    keeper.close();
    assertEquals(List.of(), requests());
  }

  @Test
  void aRefusalIsAnsweredWithItsReasonAndOnlyWhatWasGivenIsRemoved() {
    refused.put("HOLD .11 on 7", Errno.EPERM);
    keeper.hold(web);
    assertTrue(keeper.round());
    assertEquals(
        List.of("web 1 cannot add 192.0.2.11/24 on interface 7: Operation not permitted (EPERM)"),
        answers);
    requests();
    keeper.release(web);
    assertTrue(keeper.round());
    assertEquals(List.of("REMOVE .10 on 7"), requests());
    assertTrue(keeper.settled());
  }

  @Test
  void whereNoAnswerCameTheAddressMayBeThereAndIsRemoved() {
    refused.put("HOLD .10 on 7", Errno.ETIMEDOUT);
    refused.put("HOLD .11 on 7", Errno.ETIMEDOUT);
    keeper.hold(web);
    keeper.round();
    requests();
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7"), requests());
  }

  @Test
  void aRemovalThatFailsIsTriedAgain() {
    try (LogLines log = new LogLines(AddressKeeper.class)) {
      keeper.hold(web);
      keeper.round();
      requests();
      refused.put("REMOVE .11 on 7", Errno.EPERM);
      keeper.release(web);
      assertFalse(keeper.round());
      assertFalse(keeper.settled());
      refused.clear();
      assertTrue(keeper.round());
      assertTrue(keeper.settled());
      assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7", "REMOVE .11 on 7"), requests());
      assertEquals(
          List.of(
              "WARN an address could not be taken away, trying on: cannot remove 192.0.2.11/24 on"
                  + " interface 7: Operation not permitted (EPERM). group=web"),
          log.lines());
    }
  }

  @Test
  void whatFailsForEverIsLoggedNowAndThen() {
    try (LogLines log = new LogLines(AddressKeeper.class)) {
      keeper.hold(web);
      keeper.round();
      refused.put("REMOVE .10 on 7", Errno.EPERM);
      keeper.release(web);
      for (int i = 0; i < 1_000; i++) {
        keeper.round();
      }
      assertEquals(5, log.lines().size());
    }
  }

  @Test
  void anInterfaceThatIsGoneHasTakenItsAddressesAlong() {
    keeper.hold(web);
    keeper.round();
    bench.link.index = Link.MISSING;
    refused.put("REMOVE .10 on 7", Errno.ENODEV);
    refused.put("REMOVE .11 on 7", Errno.ENODEV);
    keeper.release(web);
    assertTrue(keeper.round());
    assertTrue(keeper.settled());
  }

  @Test
  void addressesAreTakenFromTheInterfaceTheyWerePutOn() {
    keeper.hold(web);
    keeper.round();
    requests();
    bench.link.index = Link.MISSING; // it was renamed
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7"), requests());
  }

  @Test
  void anotherInterfaceOfTheSameNameGetsThemAndTheOldOneLosesThem() {
    keeper.hold(web);
    keeper.round();
    requests();
    bench.link.index = 8;
    keeper.release(web);
    bench.node.addressesLost(web.router(), bench.nowNanos); // claim 2
    keeper.hold(web);
    keeper.round();
    assertEquals(
        List.of("REMOVE .10 on 7, REMOVE .11 on 7, HOLD .10 on 8, HOLD .11 on 8"), requests());
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .10 on 8, REMOVE .11 on 8"), requests());
  }

  @Test
  void anAddressOfSomebodyElseIsNeitherRenewedNorRemoved() {
    web.presence(0, Presence.FOREIGN);
    keeper.hold(web);
    keeper.round();
    assertEquals(List.of("HOLD .11 on 7"), requests());
    assertEquals(List.of("web 1 null"), answers);
    renew(keeper);
    assertEquals(List.of("HOLD .11 on 7"), requests());
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .11 on 7"), requests());
  }

  @Test
  void whatWePutThereStaysOursWhateverIsSaidOfItLater() {
    keeper.hold(web);
    keeper.round();
    web.presence(0, Presence.FOREIGN);
    requests();
    keeper.release(web);
    keeper.round();
    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7"), requests());
  }

  @Test
  void whoPutsAnIpv6AddressWithHisPrefixInThePlaceOfOursKeepsItWithoutOurLease() throws Exception {
    GroupConfigs config = new GroupConfigs();
    config.vrid = 53;
    config.addresses = GroupConfigs.addresses("fe80::10", "2001:db8::11");
    Group ipv6 = bench.add(config.build());
    bench.ready(ipv6);
    bench.pass(Duration.ofSeconds(4));
    try (AddressKeeper keeper =
        new AddressKeeper(this::apply, () -> {}, List.of(ipv6), (_, _, _) -> {})) {
      keeper.hold(ipv6);
      keeper.round();
      ipv6.presence(1, Presence.FOREIGN);
      requests();

      renew(keeper);
      assertEquals(List.of("HOLD .16 on 7"), requests());
      bench.node.addressesLost(ipv6.router(), bench.nowNanos);
      keeper.hold(ipv6);
      keeper.round();
      assertEquals(List.of("HOLD .16 on 7"), requests());

      ipv6.presence(1, Presence.ABSENT); // he takes it away again
      bench.node.addressesLost(ipv6.router(), bench.nowNanos);
      keeper.hold(ipv6);
      keeper.round();
      assertEquals(List.of("HOLD .16 on 7, HOLD .17 on 7"), requests());
    }
  }

  @Test
  void itsThreadServesAWishAtOnce() throws Exception {
    keeper.start();
    keeper.hold(web);
    eventually("held", keeper::settled);
    keeper.release(web);
    eventually("released", keeper::settled);
    assertEquals(
        List.of("HOLD .10 on 7, HOLD .11 on 7", "REMOVE .10 on 7, REMOVE .11 on 7"), requests());
  }

  /** The same router with other addresses, as after a change of the configuration. */
  private Group changed(Group group, String... addresses) {
    GroupConfigs config = new GroupConfigs();
    config.name = group.config().name();
    config.addresses = GroupConfigs.addresses(addresses);
    Group changed = new Group(config.build(), group.router(), group.side(), Slot.unread());
    changed.wanted.set(group.wanted.get());
    return changed;
  }

  private void holdBoth() {
    keeper.hold(web);
    keeper.hold(mail);
    keeper.round();
    requests();
    answers.clear();
  }

  @Test
  void whatAGroupDoesNotWantAnyMoreGoesWhileTheRestStays() {
    holdBoth();
    Group changed = changed(web, "192.0.2.11", "192.0.2.12");

    keeper.assign(List.of(changed, mail), List.of());
    assertFalse(keeper.settled());
    keeper.round();

    assertEquals(List.of("REMOVE .10 on 7, HOLD .11 on 7, HOLD .12 on 7"), requests());
    assertEquals(List.of("web 1 null"), answers);
    assertTrue(keeper.settled());
  }

  @Test
  void addressesThatTwoGroupsExchangeStayWhereTheyAre() {
    holdBoth();
    Group first = changed(web, "192.0.2.20");
    Group second = changed(mail, "192.0.2.10", "192.0.2.11");

    keeper.assign(List.of(first, second), List.of());
    keeper.round();

    assertEquals(List.of("HOLD .20 on 7, HOLD .10 on 7, HOLD .11 on 7"), requests());
    keeper.release(first);
    keeper.round();
    assertEquals(List.of("REMOVE .20 on 7"), requests());
  }

  @Test
  void aGroupWithAnotherNameIsNothingNewToTheKernel() {
    holdBoth();

    keeper.assign(List.of(changed(web, "192.0.2.10", "192.0.2.11"), mail), List.of());
    assertTrue(keeper.round());

    assertEquals(List.of(), requests());
    assertTrue(keeper.settled());
  }

  @Test
  void whatABackupTookOverFromAnActiveGroupGoes() {
    holdBoth();
    keeper.release(web);
    Group first = changed(web, "192.0.2.20");

    keeper.assign(List.of(first), List.of());
    keeper.round();

    assertEquals(List.of("REMOVE .20 on 7, REMOVE .10 on 7, REMOVE .11 on 7"), requests());
    assertTrue(keeper.settled());
  }

  @Test
  void theAddressesOfAGoneGroupAreTriedUntilTheyAreGone() {
    holdBoth();
    refused.put("REMOVE .20 on 7", Errno.EPERM);

    keeper.assign(List.of(web), List.of());

    assertFalse(keeper.round());
    assertFalse(keeper.settled());
    refused.clear();
    assertTrue(keeper.round());
    assertTrue(keeper.settled());
    assertEquals(List.of("REMOVE .20 on 7", "REMOVE .20 on 7"), requests());
    assertTrue(keeper.round());
    assertEquals(List.of(), requests());
  }

  @Test
  void whatWasLentToAGroupIsItsOwn() {
    holdBoth();
    VirtualAddress lent = GroupConfigs.addresses("192.0.2.12").getFirst();
    Group changed = changed(web, "192.0.2.10", "192.0.2.11", "192.0.2.12");
    keeper.release(changed);

    keeper.assign(List.of(changed, mail), List.of(new Lent(web.link(), 7, lent)));
    // Before anybody looked at it, another one.
    keeper.assign(List.of(changed, mail), List.of());
    keeper.round();

    assertEquals(List.of("REMOVE .10 on 7, REMOVE .11 on 7, REMOVE .12 on 7"), requests());
  }
}
