package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestorerTest {
  private static final long MILLI = 1_000_000;

  private final Bench bench = new Bench();
  private final LogLines log = new LogLines(Restorer.class);
  private Group group;

  @BeforeEach
  void becomeActive() {
    group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    group.presence(0, Presence.OURS);
    bench.confirm(group);
    bench.restorer.restore(bench.nowNanos);
    bench.done();
  }

  @AfterEach
  void close() {
    log.close();
    bench.close();
  }

  private void steal() {
    group.removed(0);
    bench.restorer.suspect(group);
    bench.restorer.restore(bench.nowNanos);
  }

  private void putBack() {
    group.presence(0, Presence.OURS);
    bench.confirm(group);
    bench.restorer.restore(bench.nowNanos);
  }

  @Test
  void anAddressThatIsTakenAwayIsPutBackAtOnceAndAnnouncedWhenItIsThere() {
    steal();
    assertEquals(List.of("install"), bench.done());
    putBack();
    assertEquals(List.of("announce"), bench.done());
    assertEquals(
        List.of("WARN somebody removed an address of web; putting it back. group=web times=1"),
        log.lines());
    assertEquals(Long.MAX_VALUE, bench.restorer.nanosUntilRestore(bench.nowNanos));
  }

  @Test
  void oneThatHasComeBackMeanwhileIsLeftAlone() {
    group.presence(0, Presence.ABSENT);
    bench.restorer.suspect(group);
    group.presence(0, Presence.OURS);
    bench.restorer.restore(bench.nowNanos);
    assertEquals(List.of(), bench.done());
  }

  @Test
  void oneThatIsGoneBeforeTheKernelsAnswerIsReadIsPutBackToo() {
    steal();
    group.removed(0); // it was there for a moment
    bench.confirm(group);
    assertEquals(0, bench.restorer.nanosUntilRestore(bench.nowNanos));
    bench.restorer.restore(bench.nowNanos);
    assertEquals(List.of("install", "announce", "install"), bench.done());
  }

  @Test
  void oneThatTheKernelConfirmsBeforeItTellsOfItIsNotMissed() { // as it does in IPv6
    steal();
    bench.confirm(group);
    bench.restorer.restore(bench.nowNanos);
    assertEquals(List.of("install", "announce"), bench.done());
  }

  @Test
  void nothingIsAskedTwiceWhileTheKernelIsAtIt() {
    steal();
    steal();
    steal();
    assertEquals(List.of("install"), bench.done());
    assertEquals(1, group.router().addressesRestored());
  }

  @Test
  void aBackupPutsNothingBack() {
    bench.hear(group, "192.0.2.2", 200);
    bench.done();
    steal();
    assertEquals(List.of(), bench.done());
  }

  /** Somebody takes the address away as soon as it is there; returns how often it was put back. */
  private int fight(Duration time) {
    int installs = 0;
    for (int milli = 0; milli < time.toMillis(); milli++) {
      for (int times = 0; times < 5; times++) {
        steal();
        if (bench.done().contains("install")) {
          installs++;
          putBack();
        }
      }
      bench.nowNanos += MILLI;
    }
    return installs;
  }

  @Test
  void aFightCostsThreeRepairsAtOnceThenTenASecondAndALineASecond() {
    assertEquals(3, fight(Duration.ofMillis(1)));
    assertEquals(99 * MILLI, bench.restorer.nanosUntilRestore(bench.nowNanos));
    assertEquals(5, fight(Duration.ofMillis(500)));
    assertEquals(8, group.router().addressesRestored());
    assertEquals(
        List.of("WARN somebody removed an address of web; putting it back. group=web times=1"),
        log.lines());
  }

  @Test
  void aFightThatGoesOnIsEndedByHandingOver() {
    assertEquals(9, fight(Duration.ofSeconds(5)));
    assertEquals(Role.BACKUP, group.router().role());
    assertTrue(group.router().holdsBack(bench.nowNanos));
    assertEquals(Long.MAX_VALUE, bench.restorer.nanosUntilRestore(bench.nowNanos));
  }

  @Test
  void programsOfTheHostThatMayHaveDoneItAreNamed() {
    bench.restorer.managers = "systemd-networkd";
    steal();
    assertEquals(
        List.of(
            "WARN somebody removed an address of web; putting it back. group=web times=1"
                + " perhaps=systemd-networkd"),
        log.lines());
  }
}
