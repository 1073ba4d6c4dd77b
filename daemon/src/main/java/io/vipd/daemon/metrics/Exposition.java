package io.vipd.daemon.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Metrics as text. */
public enum Exposition {
  /** OpenMetrics 1.0, for whoever asks for it. */
  OPEN_METRICS(OpenMetricsTextFormatWriter.create()),

  /** Prometheus' own older format, for everybody else. */
  PROMETHEUS(PrometheusTextFormatWriter.create());

  private final ExpositionFormatWriter writer;

  Exposition(ExpositionFormatWriter writer) {
    this.writer = writer;
  }

  /**
   * The form that a client wants.
   *
   * @param accept its Accept header; null when it sent none
   */
  public static Exposition of(String accept) {
    return accept != null && OPEN_METRICS.writer.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
  }

  /** What to call it in a Content-Type header. */
  public String contentType() {
    return writer.getContentType();
  }

  /**
   * The metrics of one picture of the node.
   *
   * @param at when it was taken
   * @param journalLost entries that the journal has lost
   */
  public byte[] write(NodeStatus status, NodeCounters counters, Instant at, long journalLost) {
    List<MetricSnapshot> all = new ArrayList<>(new NodeMetrics(status, counters, at).all());
    all.add(
        Family.counter(
            "vipd_journal_entries_lost",
            "Journal entries lost to a full queue or a disk that failed for long.",
            Stream.of(Family.Value.of(journalLost))));
    return write(all, true);
  }

  /** What can be said while the core thread does not answer. */
  public byte[] writeWithoutCore() {
    return write(List.of(), false);
  }

  private byte[] write(List<MetricSnapshot> node, boolean responding) {
    List<MetricSnapshot> all = new ArrayList<>(node);
    all.add(
        Family.gauge(
            "vipd_core_responding",
            "1 when the core thread answered for this scrape; 0 when it did not.",
            responding ? 1 : 0));
    all.addAll(ProcessMetrics.all());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, new MetricSnapshots(all), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
