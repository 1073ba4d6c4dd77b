package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.Announcer;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.SyncStatus;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole core in a network namespace that is given other groups. It is alone, so that a machine
 * that is slow for a moment changes no role, and the other end of its cable hears its adverts.
 */
@Timeout(180)
class ReconfigurationTest {
  /** More by -Dvipd.test.changes=10000. */
  private static final int CHANGES = Integer.getInteger("vipd.test.changes", 400);

  private final GroupConfigs web = new GroupConfigs();
  private final GroupConfigs mail = new GroupConfigs();
  @TempDir Path folder;
  private NetworkNamespace host;
  private NetworkNamespace other;
  private VrrpSocket peer;
  private Announcer announcer;
  private Journal journal;
  private Core core;
  private List<SyncGroup> sync = List.of();

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    other = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", other, "192.0.2.2/24");
    int index = other.index("vtk-r");
    peer = other.call(() -> VrrpSocket.open(Family.IPV4, "vtk-r", index, true));
    host.ip("address add fe80::1/64 dev vtk-l nodad");
    eventually("the cable carries", () -> host.ip("link show dev vtk-l").contains("LOWER_UP"));
    web.interval = Duration.ofMillis(500);
    mail.interval = Duration.ofMillis(500);
    mail.name = "mail";
    mail.vrid = 52;
    mail.addresses = GroupConfigs.addresses("192.0.2.20");
  }

  @AfterEach
  void close() throws Exception {
    if (core != null) {
      core.stop(Duration.ofSeconds(10), false);
      core.close();
    }
    announcer.close();
    journal.close();
    peer.close();
    other.close();
    host.close();
  }

  private void start(GroupConfigs... groups) throws Exception {
    host.run(() -> {
      announcer = new Bench().announcer;
      journal = Journal.start(folder);
      ScriptRunner scripts = new ScriptRunner(null);
      List<GroupConfig> configs = configs(groups);
      core =
          new Core(
              config(configs),
              folder,
              announcer,
              new Hooks("a", HooksConfig.NONE, configs, scripts, _ -> {}),
              scripts,
              (_, _) -> () -> {},
              new NoSurroundings(),
              journal,
              new Warnings(),
              new OrderFile(folder));
      core.start();
    });
    eventually(
        "all are active", () -> status().stream().allMatch(group -> group.role().equals("ACTIVE")));
    for (GroupConfigs group : groups) {
      has(group.addresses.getFirst().toString());
    }
  }

  private static List<GroupConfig> configs(GroupConfigs... groups) {
    return Stream.of(groups).map(GroupConfigs::build).toList();
  }

  private Config config(List<GroupConfig> groups) {
    return new Config(
        new NodeConfig(
            "a",
            null,
            null,
            null,
            NodeConfig.LogLevel.INFO,
            null,
            16,
            HooksConfig.NONE,
            sync,
            null),
        groups);
  }

  private void change(GroupConfigs... groups) throws Exception {
    host.run(() -> core.reconfigure(config(configs(groups))));
  }

  private List<GroupStatus> status() {
    return core.operations().status().groups();
  }

  private GroupStatus status(String name) {
    return status().stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
  }

  private void has(String address) throws Exception {
    eventually(address, () -> host.ip("address show").contains(" " + address + " "));
  }

  private void hasNot(String address) throws Exception {
    eventually("no " + address, () -> !host.ip("address show").contains(" " + address + " "));
  }

  /** The next advert of this VRID that the other end hears, of those that leave from now on. */
  private String nextAdvert(int vrid) throws Exception {
    List<String> heard = new ArrayList<>();
    while (receive(vrid) != null) {
      // what was on its way already
    }
    eventually(
        "an advert",
        () -> {
          String advert = receive(vrid);
          if (advert != null) {
            heard.add(advert);
          }
          return !heard.isEmpty();
        });
    return heard.getFirst();
  }

  private String receive(int vrid) throws IOException {
    Advert advert = new Advert();
    int length = peer.receive();
    while (length >= 0) {
      if (AdvertCodec.decode(peer.packet(), length, advert).accepted() && advert.vrid() == vrid) {
        StringBuilder text = new StringBuilder("priority " + advert.priority() + " for");
        for (int i = 0; i < advert.addressCount(); i++) {
          text.append(" .").append(advert.addressLow(i) & 255);
        }
        return text.toString();
      }
      length = peer.receive();
    }
    return null;
  }

  @Test
  void aGroupThatIsRenamedOrGivenAnotherPriorityStaysActive() throws Exception {
    start(web);
    long transitions = status("web").transitions();

    web.name = "shop";
    web.priority = 90;
    web.preempt = false;
    change(web);

    assertEquals("ACTIVE", status("shop").role());
    assertEquals(transitions, status("shop").transitions());
    assertEquals("priority 90 for .10", nextAdvert(51));
    has("192.0.2.10/24");
    assertEquals(1, status().size());
  }

  @Test
  void addressesOfAnActiveGroupComeAndGo() throws Exception {
    web.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11");
    start(web);
    long transitions = status("web").transitions();

    web.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.12");
    change(web);

    has("192.0.2.12/24");
    hasNot("192.0.2.11/24");
    has("192.0.2.10/24");
    assertEquals("priority 100 for .10 .12", nextAdvert(51));
    assertEquals(transitions, status("web").transitions());
    assertEquals(
        List.of("192.0.2.10", "192.0.2.12"),
        status("web").announcements().stream().map(announced -> announced.address()).toList());
    eventually(
        "the new one is announced", () -> status("web").announcements().getLast().framesSent() > 0);
  }

  @Test
  void groupsThatSwapTheirVridsSwapTheirAddressesAndStayActive() throws Exception {
    start(mail, web);
    long transitions = status("web").transitions();

    web.vrid = 52;
    mail.vrid = 51;
    change(mail, web);

    assertEquals("ACTIVE", status("web").role());
    assertEquals("ACTIVE", status("mail").role());
    assertEquals(transitions, status("web").transitions());
    assertEquals("priority 100 for .20", nextAdvert(51));
    assertEquals("priority 100 for .10", nextAdvert(52));
    has("192.0.2.10/24");
    has("192.0.2.20/24");
    assertEquals(0, status("web").addressesRestored());
  }

  @Test
  void groupsBeginToMoveTogetherInAnotherOrderAndAloneAgainWithoutLosingARole() throws Exception {
    start(mail, web);
    long transitions = status("web").transitions() + status("mail").transitions();

    for (List<String> members : List.of(List.of("web", "mail"), List.of("mail", "web"))) {
      sync = List.of(new SyncGroup("site", members));
      change(mail, web);
      assertEquals(new SyncStatus("site", members), status("web").sync());
      assertEquals(new SyncStatus("site", members), status("mail").sync());
    }
    sync = List.of(new SyncGroup("renamed", List.of("mail", "web")));
    change(mail, web);
    assertEquals("renamed", status("mail").sync().name());
    sync = List.of();
    change(mail, web);

    assertNull(status("web").sync());
    assertEquals(transitions, status("web").transitions() + status("mail").transitions());
  }

  @Test
  void aNewGroupWithChecksJoinsWithoutCostingTheOthersTheirRole() throws Exception {
    start(web);
    long transitions = status("web").transitions();

    sync = List.of(new SyncGroup("site", List.of("web", "mail")));
    mail.checks = List.of(GroupConfigs.check("smtp", 0));
    change(mail, web);

    assertEquals("ACTIVE", status("web").role());
    assertEquals(transitions, status("web").transitions());
    eventually("it follows", () -> status("mail").role().equals("ACTIVE"));
    has("192.0.2.20/24");

    sync = List.of();
    change(web);
    hasNot("192.0.2.20/24");
    assertEquals("ACTIVE", status("web").role());
    assertEquals(transitions, status("web").transitions());
  }

  @Test
  void aGroupThatIsRemovedSaysSoAndLeavesNoAddress() throws Exception {
    start(mail, web);
    while (receive(52) != null) {
      // what was said before
    }

    change(web);

    eventually("it says so", () -> "priority 0 for .20".equals(receive(52)));
    hasNot("192.0.2.20/24");
    has("192.0.2.10/24");
    assertEquals(1, status().size());
    assertEquals("ACTIVE", status("web").role());
  }

  @Test
  void aGroupThatIsRemovedIsDrainedFirstAndGoesOnMeanwhile() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path gate = folder.resolve("gate");
    Path begun = folder.resolve("begun");
    List<String> drain =
        List.of(
            "/bin/sh",
            "-c",
            "echo $VIPD_REASON > %s; until [ -e %s ]; do sleep 0.01; done".formatted(begun, gate));
    Duration ample = Duration.ofSeconds(30);
    mail.hooks =
        new HooksConfig(
            Map.of(Occasion.DRAIN, drain), ample, new Waits(ample, ample), 0, null, null);
    start(mail, web);

    CompletableFuture<Void> changed =
        CompletableFuture.runAsync(() -> {
          try {
            core.reconfigure(config(configs(web)));
          } catch (KernelException e) {
            throw new CompletionException(e);
          }
        });
    eventually("it is drained", () -> Files.exists(begun));
    assertEquals("priority 100 for .20", nextAdvert(52));
    assertFalse(changed.isDone());
    has("192.0.2.20/24");
    Files.writeString(gate, "");

    hasNot("192.0.2.20/24");
    changed.get(10, TimeUnit.SECONDS);
    assertEquals("it is removed by a reload\n", Files.readString(begun));
    assertEquals("ACTIVE", status("web").role());
  }

  @Test
  void aGroupIsAddedOnAnInterfaceThatNobodyUsed() throws Exception {
    host.ip("link add vtk-x type veth peer name vtk-y");
    host.ip("address add 198.51.100.1/24 dev vtk-x");
    host.ip("link set vtk-x up");
    host.ip("link set vtk-y up");
    start(web);

    mail.interfaceName = "vtk-x";
    mail.addresses = GroupConfigs.addresses("198.51.100.20");
    change(mail, web);

    eventually("it is active", () -> status("mail").role().equals("ACTIVE"));
    has("198.51.100.20/24");
    change(web);
    hasNot("198.51.100.20/24");
  }

  @Test
  void anActiveGroupGetsASecondFamilyAndGivesItUpAgain() throws Exception {
    start(web);

    web.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    change(web);

    assertEquals("ACTIVE", status("web").role());
    has("2001:db8::10/64");
    web.addresses = GroupConfigs.addresses("192.0.2.10");
    change(web);
    hasNot("2001:db8::10/64");
    assertEquals("ACTIVE", status("web").role());
    has("192.0.2.10/24");
  }

  @Test
  void anAddressThatTheKernelRefusesChangesNothing() throws Exception {
    host.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/vtk-l/disable_ipv6"), "1"));
    start(web);
    long transitions = status("web").transitions();

    GroupConfigs more = new GroupConfigs();
    more.interval = Duration.ofMillis(500);
    more.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.12", "2001:db8::10");
    KernelException refused = assertThrows(KernelException.class, () -> change(more));

    assertTrue(refused.getMessage().contains("2001:db8::10"), refused.getMessage());
    hasNot("192.0.2.12/24");
    assertEquals("priority 100 for .10", nextAdvert(51));
    assertEquals(transitions, status("web").transitions());
    assertEquals(List.of("192.0.2.10/24"), status("web").addresses());
  }

  @Test
  void anAddressThatWasThereBeforeStaysItsOwners() throws Exception {
    host.ip("address add 192.0.2.12/24 dev vtk-l");
    start(web);

    web.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.12");
    change(web);
    assertEquals("ACTIVE", status("web").role());
    web.addresses = GroupConfigs.addresses("192.0.2.10");
    change(web);

    eventually("adverts list what is left", () -> nextAdvert(51).equals("priority 100 for .10"));
    assertFalse(host.ip("address show").contains("192.0.2.12/24 proto"));
    has("192.0.2.12/24");
  }

  @Test
  void newChecksAreAskedWithoutCostingTheRole() throws Exception {
    start(web);
    long transitions = status("web").transitions();

    web.checks = List.of(GroupConfigs.check("nginx", 0));
    change(web);

    assertEquals("ACTIVE", status("web").role());
    eventually("it has run", () -> Boolean.TRUE.equals(status("web").checks().getFirst().passed()));
    web.checks = List.of(GroupConfigs.check("nginx", 20), GroupConfigs.check("other", 0));
    change(web);
    assertEquals(120, status("web").priority());
    assertEquals(transitions, status("web").transitions());
    web.checks = List.of();
    change(web);
    assertEquals(100, status("web").priority());
    assertEquals(List.of(), status("web").checks());
  }

  @Test
  void unicastPeersCanComeAndGo() throws Exception {
    start(web);
    long transitions = status("web").transitions();

    web.peers = List.of(IpAddress.parse("192.0.2.2"));
    change(web);

    assertEquals("priority 100 for .10", nextAdvert(51));
    web.peers = List.of();
    change(web);
    assertEquals("priority 100 for .10", nextAdvert(51));
    assertEquals(transitions, status("web").transitions());
  }

  @Test
  void thousandsOfChangesLeaveNothingBehind() throws Exception {
    start(web);
    GroupConfigs renamed = new GroupConfigs();
    renamed.name = "shop";
    renamed.priority = 200;
    renamed.interval = Duration.ofMillis(500);
    renamed.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11", "2001:db8::10");
    renamed.checks = List.of(GroupConfigs.check("nginx", 0));
    alternate(50, renamed);
    long descriptors = descriptors();
    List<String> threads = threads();
    long heap = heapAfterCollection();
    long startNanos = System.nanoTime();
    long sent = status("web").advertsSent();
    long transitions = status("web").transitions();

    alternate(CHANGES / 2, renamed);

    long due = (System.nanoTime() - startNanos) / web.interval.toNanos();
    long went = status("web").advertsSent() - sent;
    assertTrue(went > due / 2, went + " adverts of " + due + ": a machine that stops costs few");
    eventually("no descriptor is left", () -> descriptors() <= descriptors + 3);
    eventually("no thread is left", () -> threads().size() <= threads.size());
    long grown = heapAfterCollection() - heap;
    assertTrue(grown < 2_000_000, "the heap has grown by " + grown + " bytes");
    assertEquals("ACTIVE", status("web").role());
    assertEquals(transitions, status("web").transitions());
    has("192.0.2.10/24");
    hasNot("192.0.2.11/24");
  }

  private void alternate(int times, GroupConfigs renamed) throws Exception {
    host.run(() -> {
      for (int i = 0; i < times; i++) {
        core.reconfigure(config(configs(renamed, mail)));
        core.reconfigure(config(configs(web)));
      }
    });
  }

  /** Apart from those that are kept for a while: 16 workers of checks, and the JVM's reapers. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("check-") && !name.startsWith("process reaper"))
        .sorted()
        .toList();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static long heapAfterCollection() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
