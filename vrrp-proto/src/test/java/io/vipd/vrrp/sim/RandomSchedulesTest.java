package io.vipd.vrrp.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random clusters under random faults. Every run plays the same 5000 seeds and 5000 fresh ones, on
 * all processors. {@code -Dvipd.schedules=1000000} plays that many fresh ones, {@code
 * -Dvipd.sim.seed=N} plays one again.
 */
class RandomSchedulesTest {
  private static final int SEEDS = 5000;

  @Test
  void theSeedsThatAlwaysRunFindNothing() {
    LongStream.rangeClosed(1, SEEDS).parallel().forEach(RandomSchedulesTest::play);
  }

  @Test
  void freshSeedsFindNothing() {
    String replayed = System.getProperty("vipd.sim.seed");
    if (replayed != null) {
      play(Long.parseLong(replayed));
      return;
    }
    long first = System.currentTimeMillis() * 1_000_000;
    long seeds = Long.getLong("vipd.schedules", SEEDS);
    LongStream.range(first, first + seeds).parallel().forEach(RandomSchedulesTest::play);
  }

  @Test
  void aSeedPlaysTheSameTwice() {
    for (long seed = 1; seed <= 20; seed++) {
      assertEquals(traceOf(seed), traceOf(seed));
    }
    assertNotEquals(traceOf(1), traceOf(2));
  }

  private static String traceOf(long seed) {
    Trace trace = new Trace(true);
    Schedule.run(seed, trace);
    return trace.tail();
  }

  /** Runs quietly; what fails is run again with a trace. */
  private static void play(long seed) {
    try {
      Schedule.run(seed, new Trace(false));
    } catch (AssertionError | RuntimeException quiet) {
      Trace trace = new Trace(true);
      Throwable failure = quiet;
      try {
        Schedule.run(seed, trace);
      } catch (AssertionError | RuntimeException again) {
        failure = again;
      }
      throw new AssertionError(
          "seed "
              + seed
              + ": "
              + failure.getMessage()
              + "\nreplay: mvn -o verify -pl vrrp-proto -am -Dtest=RandomSchedulesTest#freshSeedsFindNothing"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dvipd.sim.seed="
              + seed
              + "\nthe last seconds:\n"
              + trace.tail(),
          failure);
    }
  }
}
