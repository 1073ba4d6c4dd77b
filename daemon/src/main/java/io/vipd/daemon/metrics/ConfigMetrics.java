package io.vipd.daemon.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.metrics.Family.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How reloading went, and whether what runs is what the files say. */
final class ConfigMetrics {
  private static final double MILLIS = 1e3;

  private ConfigMetrics() {}

  /**
   * The metrics.
   *
   * @param configuration null where nothing can be reloaded
   * @param at when the picture was taken
   */
  static List<MetricSnapshot> of(ConfigStatus configuration, Instant at) {
    if (configuration == null) {
      return List.of();
    }
    return List.of(
        Family.counter(
            "vipd_config_reloads",
            "Reloads of the configuration, by what came of them.",
            configuration.reloads().entrySet().stream()
                .map(outcome -> Value.of(outcome.getValue(), "outcome", outcome.getKey()))),
        Family.gauge(
            "vipd_config_last_reload_successful",
            "0 when the last reload failed, 1 otherwise.",
            configuration.failure() == null ? 1 : 0),
        Family.gauge(
            "vipd_config_last_success_timestamp_seconds",
            "When the configuration in use was read: at the start, or by a reload.",
            NodeMetrics.seconds(configuration.since())),
        Family.gauge(
            "vipd_config_outdated_seconds",
            "Time for which the files have said something else than is in use; 0 when they do not.",
            outdated(configuration.outdatedSince(), at)));
  }

  private static double outdated(Instant since, Instant at) {
    return since == null ? 0 : Math.max(0, Duration.between(since, at).toMillis() / MILLIS);
  }
}
