package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a real node about a group of both families; its hooks write into a file. */
@Timeout(60)
class CoreEffectsTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER_MAC = MacAddress.parse("02:00:5e:10:00:02");

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  @TempDir Path folder;
  private Path said;
  private Hooks hooks;
  private CoreEffects effects;
  private Group ipv4;
  private Group ipv6;

  @BeforeEach
  void open() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    said = folder.resolve("said");
    List<String> say = List.of("/bin/sh", "-c", "echo $VIPD_STATE $VIPD_ADDRESSES >> " + said);
    config.hooks = new HooksConfig(say, say, say, AMPLE);
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    ipv4 = bench.add(config.build());
    ipv6 = bench.groups.getLast();
    hooks =
        new Hooks(
            "node-a", HooksConfig.NONE, List.of(ipv4.config()), new ScriptRunner(null), _ -> {});
    effects =
        new CoreEffects(bench.roster, new AdvertSender(), new HookTeller(hooks), bench.chronicle);
    effects.connect(null, null, new Witnesses((_, _) -> null));
  }

  @AfterEach
  void close() {
    hooks.close();
    bench.close();
  }

  /** Both families report the change that they have made, and the hooks run. */
  private void report() {
    for (Group group : bench.groups) {
      effects.report(group.router(), group.router().lastReport());
    }
    hooks.finish(AMPLE);
  }

  @Test
  void aTakeoverIsToldOfWhenItsAddressesAreThereAndBeforeWhatComesAfterIt() {
    try (LogLines log = new LogLines(CoreEffects.class)) {
      effects.tellLater();
      bench.ready(ipv4);
      bench.ready(ipv6);
      report();
      bench.pass(Duration.ofSeconds(4));
      report();
      assertEquals(List.of("web/ipv4 is BACKUP", "web/ipv6 is BACKUP"), said(log));
      Router router = ipv4.router();
      long sinceNanos = router.roleSinceNanos();
      assertFalse(effects.tellUntold(sinceNanos));
      bench.node.kernelAnswered(router, router.claim(), true, bench.nowNanos);
      assertFalse(effects.tellUntold(sinceNanos));
      assertEquals("web/ipv4 is ACTIVE", said(log).getLast());
      bench.node.inhibit(ipv6.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
      report();
      assertTrue(effects.tellUntold(bench.nowNanos));
      assertEquals(
          List.of("web/ipv4 is FAULT", "web/ipv6 is ACTIVE", "web/ipv6 is FAULT"),
          said(log).subList(3, 6));
    }
  }

  @Test
  void aTakeoverThatTheKernelKeepsWaitingIsToldOfAllTheSame() {
    try (LogLines log = new LogLines(CoreEffects.class)) {
      effects.tellLater();
      bench.ready(ipv4);
      bench.ready(ipv6);
      bench.pass(Duration.ofSeconds(4));
      report();
      long sinceNanos = ipv4.router().roleSinceNanos();
      assertFalse(effects.tellUntold(sinceNanos + 40_000_000));
      assertEquals(List.of(), said(log));
      assertTrue(effects.tellUntold(sinceNanos + 50_000_000));
      assertEquals(List.of("web/ipv4 is ACTIVE", "web/ipv6 is ACTIVE"), said(log));
    }
  }

  private static List<String> said(LogLines log) {
    return log.lines().stream().map(line -> line.replaceFirst("INFO (.*?):.*", "$1")).toList();
  }

  @Test
  void aChangeOfBothFamiliesRunsItsHookOnceAndIsLoggedForEach() throws Exception {
    try (LogLines log = new LogLines(CoreEffects.class)) {
      bench.ready(ipv4);
      bench.ready(ipv6);
      report();
      bench.pass(Duration.ofSeconds(4));
      report();
      bench.node.inhibit(ipv6.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
      report();
      assertEquals(
          List.of(
              "BACKUP 192.0.2.10/24 2001:db8::10/64",
              "ACTIVE 192.0.2.10/24 2001:db8::10/64",
              "FAULT 192.0.2.10/24 2001:db8::10/64"),
          Files.readAllLines(said));
      assertEquals(
          List.of(
              "INFO web/ipv4 is BACKUP",
              "INFO web/ipv6 is BACKUP",
              "INFO web/ipv4 is ACTIVE",
              "INFO web/ipv6 is ACTIVE",
              "INFO web/ipv4 is FAULT",
              "INFO web/ipv6 is FAULT"),
          log.lines().stream().map(line -> line.replaceFirst(":.*", "")).toList());
    }
  }

  @Test
  void whoLeavesAnnouncesNoMoreUntilItStays() {
    bench.groups.forEach(group -> group.announceFrom(MAC, bench.announcer));
    announce(ipv4);
    long frames = ipv4.announcement.framesSent();
    effects.stopAnnouncing(ipv4.router());
    ipv4.announceFrom(OTHER_MAC, bench.announcer); // what an Active router would announce at once
    announce(ipv6);
    assertEquals(frames, ipv4.announcement.framesSent());
    announce(ipv4);
  }

  /** Announces, and waits until all of that has left: a request and a reply, or one message. */
  private void announce(Group group) {
    long until = group.announcement.framesSent() + (group.family() == Family.IPV4 ? 2 : 1);
    effects.announce(group.router());
    while (group.announcement.framesSent() < until) {
      Thread.onSpinWait();
    }
  }
}
