package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private final Lateness lateness = new Lateness();

  @Test
  void aTimeBelongsToTheBucketThatItEnds() {
    lateness.record(0);
    lateness.record(100_000);
    lateness.record(100_001);
    lateness.record(1_000_000);
    lateness.record(1_000_000_000);
    assertEquals(
        List.of(2L, 1L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 0L), lateness.histogram().counts());
    assertEquals(1_001_200_001L, lateness.histogram().sumNanos());
  }

  @Test
  void whatIsLongerThanASecondHasABucketWithoutBound() {
    lateness.record(1_000_000_001);
    lateness.record(Long.MAX_VALUE / 2);
    assertEquals(2L, lateness.histogram().counts().getLast());
    assertEquals(12, lateness.histogram().boundsNanos().size());
    assertEquals(13, lateness.histogram().counts().size());
  }
}
