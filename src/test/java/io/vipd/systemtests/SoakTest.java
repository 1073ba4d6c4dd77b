package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.vipd.systemtests.AddressLog.Tenure;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Daemons that are killed and started again, frozen and cut off, in a random order, while their
 * addresses are watched, and the answers that a client gets: never two holders for longer than the
 * lease, never none for longer than the protocol allows. {@code packaging/bench/soak} runs more of
 * it; {@code ./verify} runs as much as stands here.
 */
class SoakTest {
  private static final int KILLS = Integer.getInteger("soak.kills", 3);
  private static final int FREEZES = Integer.getInteger("soak.freezes", 1);
  private static final int CUTS = Integer.getInteger("soak.cuts", 1);
  private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

  /** For so many seconds the machine is overloaded and nothing else happens; 0 for no load. */
  private static final int PRESSURE = Integer.getInteger("soak.pressure", 0);

  /** With what the kernel may be late to end it. */
  private static final Duration LEASE = Duration.ofMillis(3_500);

  /** Three intervals of 1 s and the skew of priority 100 (RFC 9568 6.1). */
  private static final Duration DOWN_INTERVAL = Duration.ofMillis(3_610);

  /** A machine that is busy may serve a timer or start a process so much later. */
  private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("soak.stall", 4));

  /** Grants what the unit grants, real-time priority, where whoever starts this may grant it. */
  private static final List<String> REAL_TIME =
      List.of("sh", "-c", "ulimit -r 20 2>/dev/null; exec \"$@\"", "sh");

  private static final Duration SETTLING_LIMIT = Duration.ofSeconds(60);

  private final Random random = new Random(SEED);
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark", "python3");
  private final List<Vipd> daemons = new ArrayList<>();
  private Pressure pressure;

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
    AnswerLog answers = AnswerLog.start(lab, VIP);
    if (PRESSURE > 0) {
      pressure = Pressure.start(lab);
    }
    daemons.add(lab.vipd(1).group("web", Groups.web(150, "1s")));
    daemons.add(lab.vipd(2).group("web", Groups.web(100, "1s")));
    daemons.forEach(this::launch);
    Await.until(
        "node1 is Active" + seed(), SETTLING_LIMIT, () -> settledAt(daemons.get(0)), at -> at);
    LocalDateTime began = LocalDateTime.now();
    if (PRESSURE > 0) {
      beBusyInPeace(logs);
    }

    List<Fault> faults = new ArrayList<>();
    faults.addAll(Collections.nCopies(KILLS, Fault.KILL));
    faults.addAll(Collections.nCopies(FREEZES, Fault.FREEZE));
    faults.addAll(Collections.nCopies(CUTS, Fault.CUT));
    Collections.shuffle(faults, random);
    int holder = 1;
    for (Fault fault : faults) {
      // Not always in the same phase of the adverts, and most often on the one that matters.
      pause(random.nextInt(1_000));
      strike(fault, random.nextInt(4) == 0 ? 3 - holder : holder);
      holder = settle();
    }

    LocalDateTime ended = LocalDateTime.now();
    answers.stop();
    capture.stop();
    long takeovers = tenures(logs) - 1;
    System.out.printf(
        "soak: %d takeovers; who-has was asked %d times%n", takeovers, answers.questions());
    check("held", logs.get(0).tenures(), logs.get(1).tenures(), began, ended);
    check(
        "answered for",
        answers.tenures(lab.node(1).mac()),
        answers.tenures(lab.node(2).mac()),
        began,
        ended);
    assertEquals(List.of(), strangers(capture), () -> "on the wire" + seed());
  }

  private static void check(
      String what,
      List<Tenure> ofFirst,
      List<Tenure> ofSecond,
      LocalDateTime began,
      LocalDateTime ended) {
    Tenures tenures = new Tenures(ofFirst, ofSecond, ended);
    Duration both = tenures.longestOfBoth();
    Duration none = tenures.longestOfNone(began);
    System.out.printf(
        "soak: the address was %s by both nodes for %d ms at most, by none for %d ms at most%n",
        what, both.toMillis(), none.toMillis());
    assertTrue(both.compareTo(LEASE) < 0, () -> what + " by both for " + both + seed());
    assertTrue(
        none.compareTo(DOWN_INTERVAL.plus(STALL)) < 0,
        () -> what + " by none for " + none + seed());
  }

  /** The lease of a healthy node does not end, however busy the machine is, and no role changes. */
  private void beBusyInPeace(List<AddressLog> logs) {
    long before = transitions();
    long tenures = tenures(logs);
    pause(PRESSURE * 1_000);
    JsonObject lease = daemons.getFirst().group("web").json().getAsJsonObject("lease");
    System.out.printf(
        "soak: %d s with %s, %s: %d renewals of the lease were late, %d ms were left at least%n",
        PRESSURE,
        pressure,
        daemons.getFirst().log().contains("thread=core priority=")
            ? "at real-time priority"
            : "without real-time priority",
        lease.get("late-renewals").getAsLong(),
        lease.get("least-left-ms").getAsLong());
    assertEquals(tenures, tenures(logs), "the lease of a healthy node ended" + seed());
    assertEquals(before, transitions(), "changes of role" + seed());
  }

  private static long tenures(List<AddressLog> logs) {
    return logs.stream().mapToLong(log -> log.tenures().size()).sum();
  }

  private long transitions() {
    return daemons.stream().mapToLong(vipd -> vipd.group("web").transitions()).sum();
  }

  private void launch(Vipd vipd) {
    if (pressure == null) {
      vipd.launch();
    } else {
      pressure.bear(vipd.launch(REAL_TIME));
    }
  }

  @AfterEach
  void rest() {
    if (pressure != null) {
      pressure.stop();
    }
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
        launch(vipd);
      }
      case FREEZE -> {
        vipd.freeze();
        pause(500 + random.nextInt(5_500)); // half of them long enough to be missed
        vipd.thaw();
      }
      case CUT -> {
        lab.cut(node);
        pause(random.nextInt(5_000));
        lab.heal(node);
      }
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /**
   * Waits until one node is Active, the other its Backup, and the address where it should be. Which
   * is which may change at any time, since node1 preempts.
   *
   * @return the number of the node that is Active
   */
  private int settle() {
    return Await.until(
        "one node has the address" + seed(),
        SETTLING_LIMIT,
        () -> settledAt(daemons.get(0)) ? 1 : settledAt(daemons.get(1)) ? 2 : 0,
        holder -> holder != 0);
  }

  private boolean settledAt(Vipd holder) {
    Vipd other = daemons.get(holder == daemons.get(0) ? 1 : 0);
    return holder.host().holds(VIP)
        && !other.host().holds(VIP)
        && is(holder, "ACTIVE")
        && is(other, "BACKUP");
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
