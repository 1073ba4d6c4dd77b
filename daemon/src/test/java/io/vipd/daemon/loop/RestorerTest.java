package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  @Test
  void aFightCostsThreeRepairsAtOnceThenTenASecondAndALineASecond() {
    int installs = 0;
    for (int milli = 0; milli < 10_000; milli++) {
      for (int times = 0; times < 5; times++) {
        steal();
        if (bench.done().contains("install")) {
          installs++;
          putBack();
        }
      }
      if (milli == 0) {
        assertEquals(3, installs);
        assertEquals(100 * MILLI, bench.restorer.nanosUntilRestore(bench.nowNanos));
      }
      bench.nowNanos += MILLI;
    }
    assertEquals(102, installs);
    assertEquals(102, group.router().addressesRestored());
    assertEquals(10, log.lines().size());
    assertEquals(
        "WARN somebody removed an address of web; putting it back. group=web times=12",
        log.lines().get(1));
    assertEquals(
        "WARN somebody removed an address of web; putting it back. group=web times=10",
        log.lines().get(2));
  }
}
