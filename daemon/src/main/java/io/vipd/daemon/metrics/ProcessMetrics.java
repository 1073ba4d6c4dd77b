package io.vipd.daemon.metrics;

import static io.vipd.daemon.metrics.Family.counter;
import static io.vipd.daemon.metrics.Family.gauge;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vipd.daemon.log.LogSetup;
import io.vipd.daemon.metrics.Family.Sum;
import io.vipd.daemon.metrics.Family.Value;
import java.io.File;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the JVM and the kernel know of the process, under the names that every exporter uses. */
final class ProcessMetrics {
  private static final Path PROC = Path.of("/proc/self");
  private static final double KIB = 1024;
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private ProcessMetrics() {}

  static List<MetricSnapshot> all() {
    List<MetricSnapshot> all = new ArrayList<>();
    process(all);
    heap(all);
    all.add(
        Family.summary(
            "jvm_gc_collection_seconds",
            "Garbage collections, by the collector: how many, and how long they took in all.",
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(ProcessMetrics::collections)
                .toList()));
    all.add(
        counter(
            "vipd_log_lines_lost",
            "Log lines lost because stdout was blocked or failed.",
            Stream.of(Value.of(LogSetup.lost()))));
    return all;
  }

  private static void process(List<MetricSnapshot> all) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.startInstant()
        .map(Instant::toEpochMilli)
        .ifPresent(start ->
            all.add(
                gauge("process_start_time_seconds", "When the process began.", start / MILLIS)));
    info.totalCpuDuration()
        .map(Duration::toNanos)
        .ifPresent(cpu ->
            all.add(
                counter(
                    "process_cpu_seconds",
                    "Processor time that the process has used.",
                    Stream.of(Value.of(cpu / NANOS)))));
    for (String line : lines(PROC.resolve("status"))) {
      String[] words = line.split("\\s+");
      switch (words[0]) {
        case "VmRSS:" ->
            all.add(
                gauge(
                    "process_resident_memory_bytes",
                    "Memory of the process that is in RAM.",
                    Long.parseLong(words[1]) * KIB));
        case "Threads:" ->
            all.add(gauge("process_threads", "Threads of the process.", Long.parseLong(words[1])));
        default -> {} // the kernel says more than is of interest here
      }
    }
    String[] descriptors = new File("/proc/self/fd").list();
    if (descriptors != null) {
      all.add(gauge("process_open_fds", "Open file descriptors.", descriptors.length));
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of(); // what is not known is absent
    }
  }

  private static void heap(List<MetricSnapshot> all) {
    Runtime runtime = Runtime.getRuntime();
    all.add(
        heap(
            "jvm_memory_used_bytes", "Used memory.", runtime.totalMemory() - runtime.freeMemory()));
    all.add(heap("jvm_memory_committed_bytes", "Memory that is there.", runtime.totalMemory()));
    all.add(heap("jvm_memory_max_bytes", "Memory that may be there.", runtime.maxMemory()));
  }

  private static MetricSnapshot heap(String name, String help, long bytes) {
    return gauge(name, help, Stream.of(Value.of(bytes, "area", "heap")));
  }

  private static Sum collections(GarbageCollectorMXBean collector) {
    return new Sum(
        Labels.of("gc", collector.getName()),
        collector.getCollectionCount(),
        collector.getCollectionTime() / MILLIS);
  }
}
