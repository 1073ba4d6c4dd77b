package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.Announcer;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.daemon.state.Slot;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The real loop over real sockets, on the test's thread and with a clock moved by hand. A peer sits
 * at the other end of the cable. The addresses are changed when the test says so.
 */
@Timeout(120)
class CoreLoopTest {
  private static final IpAddress PEER = IpAddress.parse("192.0.2.2");
  private static final long MILLI = 1_000_000;

  private final GroupConfigs config = new GroupConfigs();
  private final Announcer announcer = new Bench().announcer;
  private NetworkNamespace host;
  private NetworkNamespace other;
  private LinkMonitor monitor;
  private AddressWriter writer;
  private WakeUp wakeUp;
  private Inbox inbox;
  private AddressKeeper keeper;
  private VrrpSocket peer;
  private VrrpSocket ipv6Peer;
  private final List<Group> groups = new ArrayList<>();
  private final Roster roster = new Roster();
  private Group group;
  private CoreLoop loop;
  private long nowNanos = 1_000_000_000_000L;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    other = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", other, "192.0.2.2/24");
    int index = other.index("vtk-r");
    peer = other.call(() -> VrrpSocket.open(Family.IPV4, "vtk-r", index, true));
    ipv6Peer = other.call(() -> VrrpSocket.open(Family.IPV6, "vtk-r", index, true));
    host.ip("address add fe80::1/64 dev vtk-l nodad");
    other.ip("address add fe80::2/64 dev vtk-r nodad");
    eventually("the cable carries", () -> host.ip("link show dev vtk-l").contains("LOWER_UP"));
  }

  private void start() throws Exception {
    host.run(this::startInside);
  }

  private void startInside() throws Exception {
    monitor = LinkMonitor.open();
    writer = new AddressWriter();
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    Chronicle chronicle = new Chronicle(_ -> {});
    HookTeller hooks =
        new HookTeller(
            new Hooks("node-a", HooksConfig.NONE, List.of(), new ScriptRunner(null), _ -> {}));
    CoreEffects effects =
        new CoreEffects(roster, new AdvertSender(), hooks, chronicle, () -> nowNanos);
    Node node = new Node(effects);
    GroupConfig built = config.build();
    Link link = new Link(0, "vtk-l");
    for (Family family : built.families()) {
      Router router = node.add(0, RouterConfigs.of(built, family), nowNanos);
      groups.add(new Group(built, router, link.side(family), Slot.unread()));
      link.add(groups.getLast());
    }
    group = groups.getFirst();
    roster.set(groups, List.of(link));
    Bonds.tie(node, groups, List.of(), nowNanos);
    keeper =
        new AddressKeeper(
            writer::apply,
            () -> {},
            groups,
            (answered, claim, problem) ->
                inbox.post(now -> answered.answered(node, claim, problem, now)),
            () -> nowNanos);
    Renewals renewals = new Renewals(roster, keeper::renew);
    effects.connect(keeper, renewals, new Witnesses((_, _) -> null));
    Poller poller = new Poller();
    Restorer restorer = new Restorer(node, chronicle);
    Links links = new Links(node, roster, poller, announcer, restorer, true);
    loop =
        new CoreLoop(
            node,
            roster,
            links,
            restorer,
            monitor,
            poller,
            wakeUp,
            inbox,
            renewals,
            new Resync(links, inbox, LinkSnapshot::take),
            chronicle,
            hooks,
            new Drains(roster, inbox, hooks, chronicle),
            () -> nowNanos);
    links.restate(LinkSnapshot.take(), nowNanos);
  }

  @AfterEach
  void close() throws Exception {
    announcer.close();
    for (Group each : groups) {
      if (each.side().socket != null) {
        each.side().socket.close();
      }
    }
    for (AutoCloseable open :
        new AutoCloseable[] {monitor, writer, wakeUp, peer, ipv6Peer, other, host}) {
      if (open != null) {
        open.close();
      }
    }
  }

  /** One turn after this time; the loop never waits, for something is due. */
  private void turn(long afterNanos) throws Exception {
    nowNanos += afterNanos;
    wakeUp.signal();
    loop.turn();
  }

  /** Lets time pass as it does for a daemon that runs. */
  private void pass(long millis) throws Exception {
    for (long passed = 0; passed < millis; passed += 10) {
      turn(10 * MILLI);
    }
  }

  private void passUntilActive() throws Exception {
    turn(0);
    for (int i = 0; i < 40 && !allActive(); i++) {
      pass(100);
    }
    assertTrue(allActive());
  }

  private boolean allActive() {
    return groups.stream().allMatch(each -> each.router().role() == Role.ACTIVE);
  }

  private void becomeActive() throws Exception {
    host.run(() -> {
      passUntilActive();
      keeper.round();
      turn(0);
      turn(0);
      assertTrue(group.router().addressesConfirmed());
    });
  }

  private ByteBuffer advert(int priority) {
    ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
    AdvertForm form = group.router().form();
    form.write(message, priority);
    form.checksum(message, 12, 12, PEER, AdvertCodec.IPV4_GROUP);
    return message;
  }

  private void peerSends(ByteBuffer advert) throws Exception {
    assertTrue(peer.send(advert, 12, PEER, AdvertCodec.IPV4_GROUP));
  }

  @Test
  void whoWasFrozenHearsOfHisSuccessorBeforeHePutsAnAddressBack() throws Exception {
    start();
    becomeActive();
    peerSends(advert(200));
    host.ip("address delete 192.0.2.10/24 dev vtk-l"); // as the lease does
    host.run(() -> turn(5_000 * MILLI));
    assertEquals(Role.BACKUP, group.router().role());
    assertEquals(0, group.router().addressesRestored());
  }

  @Test
  void whoWasFrozenForLongerThanItsPeersWaitListensBeforeItClaimsAnything() throws Exception {
    start();
    becomeActive();
    long sent = group.router().advertsSent();
    host.run(() -> {
      turn(5_000 * MILLI);
      keeper.round();
    });
    assertEquals(Role.BACKUP, group.router().role());
    assertTrue(Sentences.why(group).startsWith("vipd did not run for 4."));
    assertEquals(sent, group.router().advertsSent());
    assertEquals(false, host.ip("address show dev vtk-l").contains("192.0.2.10/24"));
    host.run(() -> pass(2_000));
    assertEquals(Role.ACTIVE, group.router().role());
    assertEquals(1, group.router().stalls());
  }

  @Test
  void whoWasFrozenAndHearsNobodyPutsTheAddressBack() throws Exception {
    start();
    becomeActive();
    host.ip("address delete 192.0.2.10/24 dev vtk-l");
    host.run(() -> turn(0));
    assertEquals(1, group.router().addressesRestored());
    host.run(() -> keeper.round());
    assertTrue(host.ip("address show dev vtk-l").contains("192.0.2.10/24"));
  }

  @Test
  void anAddressStaysAsLongAsTheLastAdvertKeepsPeersWaiting() throws Exception {
    start();
    becomeActive();
    host.run(() -> {
      pass(800);
      keeper.round();
      long renewed = group.leaseWatch.leftNanos(nowNanos);
      pass(400);
      keeper.round();
      assertEquals(3_309_375_000L, group.leasedUntilNanos.get() - group.advertisedAtNanos);
      assertTrue(group.leaseWatch.leftNanos(nowNanos) > renewed);
    });
    String addresses = host.ip("address show dev vtk-l");
    assertTrue(addresses.contains("valid_lft 3sec"), addresses);
  }

  @Test
  void aKernelThatDoesNotAnswerCostsTheRole() throws Exception {
    start();
    host.run(() -> {
      passUntilActive();
      pass(1_900);
      assertEquals(Role.ACTIVE, group.router().role());
      pass(700);
    });
    assertEquals(Role.INITIALIZE, group.router().role());
    assertEquals(
        "the kernel refused the addresses: it did not answer in time", Sentences.why(group));
  }

  @Test
  void anAddressThatTheAdministratorHadThereStaysHis() throws Exception {
    host.ip("address add 192.0.2.10/24 dev vtk-l");
    start();
    becomeActive();
    assertEquals("192.0.2.1", group.router().source().toString());
    host.run(() -> {
      pass(1_000);
      keeper.round();
      peerSends(advert(200));
      turn(0);
      assertEquals(Role.BACKUP, group.router().role());
      keeper.round();
      assertTrue(keeper.settled());
    });
    String addresses = host.ip("address show dev vtk-l");
    assertTrue(addresses.contains("192.0.2.10/24"), addresses);
    assertTrue(addresses.contains("valid_lft forever"), addresses);
  }

  @Test
  void anInterfaceThatIsRenamedKeepsNoneOfOurAddresses() throws Exception {
    start();
    becomeActive();
    host.ip("link set vtk-l name vtk-x");
    host.run(() -> {
      turn(0);
      assertEquals(Role.INITIALIZE, group.router().role());
      assertTrue(keeper.round());
    });
    String addresses = host.ip("address show dev vtk-x");
    assertEquals(false, addresses.contains("192.0.2.10"), addresses);
    eventually(
        "the release arrives",
        () -> {
          int length = peer.receive();
          return length == 32 && peer.packet().get(22) == 0;
        });
    host.ip("link set vtk-x name vtk-l");
    eventually(
        "its address is found again",
        () -> {
          host.run(() -> turn(100 * MILLI));
          return group.router().role() == Role.BACKUP;
        });
  }

  @Test
  void aFloodOnTheLinkDoesNotKeepTheTimersFromBeingServed() throws Exception {
    start();
    becomeActive();
    ByteBuffer losing = advert(50);
    for (int i = 0; i < 1_000; i++) {
      peerSends(losing);
    }
    long before = group.router().advertsReceived();
    long sent = group.router().advertsSent();
    host.run(() -> turn(1_000 * MILLI));
    assertEquals(256, group.router().advertsReceived() - before);
    assertEquals(2, group.router().advertsSent() - sent, "one answer and one that was due");
  }

  @Test
  void bothFamiliesComeAndGoTogether() throws Exception {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    config.auth = GroupConfigs.key(1, "0123456789abcdef0123456789abcdef");
    start();
    becomeActive();
    assertEquals(Role.ACTIVE, groups.getLast().router().role());
    String addresses = host.ip("address show dev vtk-l");
    assertTrue(addresses.contains("192.0.2.10/24"), addresses);
    assertTrue(addresses.contains("2001:db8::10/64"), addresses);
    ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = group.router().form().write(message, 200);
    int total =
        bytes
            + new Signer(group.router().config().admission().auth(), Family.IPV4, 3, 51)
                .sign(message, 0, bytes, PEER.high(), PEER.low(), epochNanos());
    group.router().form().checksum(message, bytes, total, PEER, AdvertCodec.IPV4_GROUP);
    assertTrue(peer.send(message, total, PEER, AdvertCodec.IPV4_GROUP));
    host.run(() -> {
      turn(10 * MILLI);
      keeper.round();
    });
    assertEquals(Role.BACKUP, group.router().role());
    assertEquals(Role.BACKUP, groups.getLast().router().role());
    addresses = host.ip("address show dev vtk-l");
    assertEquals(false, addresses.contains("192.0.2.10"), addresses);
    assertEquals(false, addresses.contains("2001:db8::10"), addresses);
  }

  private static long epochNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  @Test
  void anAdvertWithoutASignatureIsRefusedAndCounted() throws Exception {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.auth = GroupConfigs.key(1, "0123456789abcdef0123456789abcdef");
    start();
    becomeActive();
    IpAddress source = IpAddress.parse("fe80::2");
    ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = group.router().form().write(message, 200);
    group.router().form().checksum(message, bytes, bytes, source, AdvertCodec.IPV6_GROUP);
    assertTrue(ipv6Peer.send(message, bytes, source, AdvertCodec.IPV6_GROUP));
    host.run(() -> turn(10 * MILLI));
    assertEquals(Role.ACTIVE, group.router().role());
    assertEquals(1, group.side().refusals.of(Verdict.AUTH_MISSING));
  }

  @Test
  void anActiveRouterThatSignsInBothFamiliesCreatesNoObject() throws Exception {
    config.interval = Duration.ofMillis(10);
    config.lease = Duration.ZERO; // a slow machine would see it end
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    config.auth = GroupConfigs.key(1, "0123456789abcdef0123456789abcdef");
    config.lease = Duration.ZERO; // nobody renews it here, however long the machine takes
    start();
    becomeActive();
    createsNothing(
        "Active in both families: signed adverts",
        () -> {
          turn(10 * MILLI);
          peer.receive();
          ipv6Peer.receive();
        },
        () -> {});
    assertEquals(Role.ACTIVE, groups.getLast().router().role());
  }

  @Test
  void anActiveRouterThatAdvertisesAndRenewsCreatesNoObject() throws Exception {
    config.interval = Duration.ofMillis(10);
    start();
    becomeActive();
    createsNothing(
        "Active: adverts and leases",
        () -> {
          turn(10 * MILLI);
          peer.receive();
        },
        () -> keeper.round());
    assertEquals(Role.ACTIVE, group.router().role());
  }

  @Test
  void aBackupThatListensCreatesNoObject() throws Exception {
    config.interval = Duration.ofMillis(10);
    start();
    ByteBuffer advert = advert(200);
    createsNothing(
        "Backup: adverts heard",
        () -> {
          peerSends(advert);
          turn(10 * MILLI);
        },
        () -> {});
    assertEquals(Role.BACKUP, group.router().role());
  }

  /**
   * Repeats until a batch allocates nothing. The second part is somebody else's and is not counted;
   * it is done once in fifty rounds.
   */
  private void createsNothing(
      String what, NetworkNamespace.Body round, NetworkNamespace.Body uncounted) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    host.run(() -> {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      long allocated;
      long first = -1;
      int rounds = 0;
      do {
        allocated = 0;
        for (int i = 0; i < 2_000; i++) {
          if (i % 50 == 0) {
            uncounted.run();
          }
          long before = threads.getCurrentThreadAllocatedBytes();
          round.run();
          allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        first = first < 0 ? allocated : first;
        rounds += 2_000;
      } while (allocated > 0 && deadline - System.nanoTime() > 0);
      System.out.printf(
          "%s: %d B a turn at first, %d B after %d turns%n",
          what, first / 2_000, allocated / 2_000, rounds);
      assertEquals(0, allocated, what);
    });
  }
}
