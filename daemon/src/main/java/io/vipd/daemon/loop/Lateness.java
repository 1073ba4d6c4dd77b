package io.vipd.daemon.loop;

import io.vipd.daemon.control.NodeCounters.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts times in fixed buckets, from 100 us to 1 s and above. Core thread only. */
final class Lateness {
  private static final long[] BOUNDS_NANOS = {
    TimeUnit.MICROSECONDS.toNanos(100),
    TimeUnit.MICROSECONDS.toNanos(250),
    TimeUnit.MICROSECONDS.toNanos(500),
    TimeUnit.MILLISECONDS.toNanos(1),
    TimeUnit.MICROSECONDS.toNanos(2500),
    TimeUnit.MILLISECONDS.toNanos(5),
    TimeUnit.MILLISECONDS.toNanos(10),
    TimeUnit.MILLISECONDS.toNanos(25),
    TimeUnit.MILLISECONDS.toNanos(50),
    TimeUnit.MILLISECONDS.toNanos(100),
    TimeUnit.MILLISECONDS.toNanos(250),
    TimeUnit.SECONDS.toNanos(1),
  };
  private static final List<Long> BOUNDS = Arrays.stream(BOUNDS_NANOS).boxed().toList();

  private final long[] counts = new long[BOUNDS_NANOS.length + 1];
  private long sumNanos;

  /** Counts one; allocates nothing. */
  void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    sumNanos += nanos;
  }

  /** What was counted so far. */
  Histogram histogram() {
    return new Histogram(BOUNDS, Arrays.stream(counts).boxed().toList(), sumNanos);
  }
}
