package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Daemons that are killed and started again, frozen and cut off, in a random order, while their
 * addresses are watched: never two holders for longer than the lease, never none for longer than
 * the protocol allows. {@code packaging/bench/soak} runs more of it; {@code ./verify} runs as much
 * as stands here.
 */
class SoakTest {
  private static final int KILLS = Integer.getInteger("soak.kills", 3);
  private static final int FREEZES = Integer.getInteger("soak.freezes", 1);
  private static final int CUTS = Integer.getInteger("soak.cuts", 1);
  private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

  /** With what the kernel may be late to end it. */
  private static final Duration LEASE = Duration.ofMillis(2_500);

  /** Three intervals of 1 s and the skew of priority 100 (RFC 9568 6.1). */
  private static final Duration DOWN_INTERVAL = Duration.ofMillis(3_610);

  /** A machine that is busy may serve a timer or start a process so much later. */
  private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("soak.stall", 4));

  private static final Duration SETTLING_LIMIT = Duration.ofSeconds(60);

  private final Random random = new Random(SEED);
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark");
  private final List<Vipd> daemons = new ArrayList<>();

  private enum Fault {
    KILL,
    FREEZE,
    CUT
  }

  @Test
  void whateverHappensThereIsOneHolder() {
    System.out.printf("soak: %d kills, %d freezes, %d cuts, seed %d%n", KILLS, FREEZES, CUTS, SEED);
    List<AddressLog> logs =
        List.of(AddressLog.start(lab.node(1), VIP), AddressLog.start(lab.node(2), VIP));
    Capture capture = Capture.start(lab);
    daemons.add(lab.vipd(1).group("web", Groups.web(150, "1s")));
    daemons.add(lab.vipd(2).group("web", Groups.web(100, "1s")));
    daemons.forEach(Vipd::launch);
    settle();
    LocalDateTime began = LocalDateTime.now();

    List<Fault> faults = new ArrayList<>();
    faults.addAll(Collections.nCopies(KILLS, Fault.KILL));
    faults.addAll(Collections.nCopies(FREEZES, Fault.FREEZE));
    faults.addAll(Collections.nCopies(CUTS, Fault.CUT));
    Collections.shuffle(faults, random);
    for (Fault fault : faults) {
      // Not always in the same phase of the adverts, and most often on the one that matters.
      pause(random.nextInt(1_000));
      int node = random.nextInt(4) == 0 ? 2 : 1;
      strike(fault, node);
      settle();
    }

    LocalDateTime ended = LocalDateTime.now();
    capture.stop();
    Tenures tenures = new Tenures(logs.get(0).tenures(), logs.get(1).tenures(), ended);
    Duration both = tenures.longestOfBoth();
    Duration none = tenures.longestOfNone(began);
    long takeovers = logs.stream().mapToLong(log -> log.tenures().size()).sum() - 1;
    System.out.printf(
        "soak: address held by both for %d ms at most, by none for %d ms at most; %d takeovers%n",
        both.toMillis(), none.toMillis(), takeovers);
    assertTrue(both.compareTo(LEASE) < 0, () -> "two holders for " + both + seed());
    assertTrue(
        none.compareTo(DOWN_INTERVAL.plus(STALL)) < 0, () -> "no holder for " + none + seed());
    assertEquals(List.of(), strangers(capture), () -> "on the wire" + seed());
  }

  private static String seed() {
    return ", seed " + SEED;
  }

  private void strike(Fault fault, int node) {
    Vipd vipd = daemons.get(node - 1);
    switch (fault) {
      case KILL -> {
        vipd.kill();
        pause(random.nextInt(800));
        vipd.launch();
      }
      case FREEZE -> {
        vipd.freeze();
        pause(6_500 + random.nextInt(1_500)); // long enough to be missed, whatever the phase
        vipd.thaw();
      }
      case CUT -> {
        lab.cut(node);
        pause(random.nextInt(6_000));
        lab.heal(node);
      }
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Waits until node1, which has the higher priority, is Active and node2 its Backup. */
  private void settle() {
    Await.until(
        "node1 alone has the address" + seed(),
        SETTLING_LIMIT,
        () ->
            lab.node(1).holds(VIP)
                && !lab.node(2).holds(VIP)
                && is(daemons.get(0), "ACTIVE")
                && is(daemons.get(1), "BACKUP"),
        settled -> settled);
  }

  private static boolean is(Vipd vipd, String role) {
    return vipd.vipctl("status").exitCode() == 0 && vipd.group("web").role().equals(role);
  }

  /** Adverts that neither node may send: of another router, or a priority that none of them has. */
  private static List<Capture.Advert> strangers(Capture capture) {
    return capture.adverts().stream()
        .filter(advert ->
            advert.vrid() != 51
                || !(advert.priority() == 0
                    || advert.source().equals("10.99.0.1") && advert.priority() == 150
                    || advert.source().equals("10.99.0.2") && advert.priority() == 100))
        .toList();
  }
}
