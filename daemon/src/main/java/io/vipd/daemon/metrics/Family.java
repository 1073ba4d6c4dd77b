package io.vipd.daemon.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.vipd.daemon.control.NodeCounters.Histogram;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shortens the making of metric families: a name, a sentence of help, values under labels. */
final class Family {
  private static final double NANOS = 1e9;

  private Family() {}

  /** One value under its labels. */
  record Value(Labels labels, double value) {
    /** A value under pairs of label and value. */
    static Value of(double value, String... labels) {
      return new Value(Labels.of(labels), value);
    }
  }

  /** What only goes up; its name ends in {@code _total} when written. */
  static MetricSnapshot counter(String name, String help, Stream<Value> values) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    values.forEach(value ->
        family.dataPoint(
            CounterDataPointSnapshot.builder().labels(value.labels).value(value.value).build()));
    return family.build();
  }

  /** What goes up and down. */
  static MetricSnapshot gauge(String name, String help, Stream<Value> values) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(value ->
        family.dataPoint(
            GaugeDataPointSnapshot.builder().labels(value.labels).value(value.value).build()));
    return family.build();
  }

  /** A single gauge without labels. */
  static MetricSnapshot gauge(String name, String help, double value) {
    return gauge(name, help, Stream.of(Value.of(value)));
  }

  /** Texts that do not change; its name ends in {@code _info} when written. */
  static MetricSnapshot info(String name, String help, Labels labels) {
    return InfoSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }

  /** How often something happened and how many seconds it took in all. */
  record Sum(Labels labels, long count, double seconds) {}

  /** Counts and sums without quantiles. */
  static MetricSnapshot summary(String name, String help, List<Sum> sums) {
    SummarySnapshot.Builder family = SummarySnapshot.builder().name(name).help(help);
    sums.forEach(sum ->
        family.dataPoint(
            SummaryDataPointSnapshot.builder()
                .labels(sum.labels)
                .count(sum.count)
                .sum(sum.seconds)
                .build()));
    return family.build();
  }

  /** Times in buckets, in seconds. */
  static <T> MetricSnapshot histogram(
      String name,
      String help,
      List<T> sources,
      Function<T, Labels> labels,
      Function<T, Histogram> histogram) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    for (T source : sources) {
      Histogram times = histogram.apply(source);
      family.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels.apply(source))
              .classicHistogramBuckets(buckets(times))
              .sum(times.sumNanos() / NANOS)
              .build());
    }
    return family.build();
  }

  private static ClassicHistogramBuckets buckets(Histogram times) {
    double[] bounds = new double[times.counts().size()];
    long[] counts = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] =
          i < times.boundsNanos().size()
              ? times.boundsNanos().get(i) / NANOS
              : Double.POSITIVE_INFINITY;
      counts[i] = times.counts().get(i);
    }
    return ClassicHistogramBuckets.of(bounds, counts);
  }
}
