package io.vipd.daemon.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A daemon without a core: answers what a test wants, and notes what it was asked for. */
public class FakeOperations implements Operations {
  /** What was asked for, with all that was said. */
  public final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  public volatile NodeStatus status = Pictures.node(Pictures.mail(), Pictures.web());
  public volatile FailoverOutcome outcome =
      new FailoverOutcome.TakenOver("192.0.2.3", Duration.ofNanos(531_250_999));
  public volatile FailbackOutcome failback = new FailbackOutcome.Done("192.0.2.3");
  public volatile List<MaintenanceOutcome> maintenance =
      List.of(new MaintenanceOutcome("web", true, "192.0.2.3", "web is in maintenance"));

  /** Holds failovers up until it is open. */
  public volatile CountDownLatch gate = new CountDownLatch(0);

  /** Thrown instead of a status; null for none. */
  public volatile NoCoreException silence;

  public volatile byte[] recording = {1, 2, 3};
  public volatile ReloadDocument planned;
  public volatile ReloadDocument reloaded;

  @Override
  public NodeStatus status() {
    if (silence != null) {
      throw silence;
    }
    return status;
  }

  @Override
  public NodeCounters counters() {
    return new NodeCounters(
        List.of(
            new NodeCounters.RouterCounters(
                "web",
                "ipv4",
                51,
                "eth0",
                Map.of("active_down_timer", 1L, "preempted", 0L),
                4,
                new NodeCounters.Histogram(List.of(), List.of(5L), 9),
                1_234_567)),
        List.of(
            new NodeCounters.LinkCounters("eth0", "ipv4", Map.of("hop_limit", 7L, "checksum", 0L)),
            new NodeCounters.LinkCounters("eth1", "ipv4", Map.of("version", 2L))),
        List.of(new NodeCounters.CheckCounters("web", "nginx", 100, 3, 1, 1_500_000_000)),
        List.of(
            new NodeCounters.HookCounters(
                "web", "active", "group", Map.of("succeeded", 2L, "timed_out", 0L))),
        0);
  }

  @Override
  public FailoverOutcome failover(String group, Duration hold, boolean force, Caller caller) {
    asked.add("failover " + group + " " + hold + (force ? " forced " : " ") + caller.user());
    try {
      if (!gate.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate was never opened");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outcome;
  }

  @Override
  public FailbackOutcome failback(String group, Caller caller) {
    asked.add("failback " + group + " " + caller.user());
    return failback;
  }

  @Override
  public List<MaintenanceOutcome> maintenanceOn(
      String group, Instant until, String reason, boolean force, Caller caller) {
    String end = until == null ? "never" : "in time";
    asked.add("maintenance on " + group + " " + end + " " + reason + (force ? " forced" : ""));
    return maintenance;
  }

  @Override
  public List<MaintenanceOutcome> maintenanceOff(String group, Caller caller) {
    asked.add("maintenance off " + group);
    return maintenance;
  }

  @Override
  public void logLevel(String level) {
    asked.add("log-level " + level);
  }

  @Override
  public byte[] recording() {
    return recording;
  }

  @Override
  public ReloadDocument reload(boolean dryRun, Caller caller) {
    asked.add("reload " + dryRun);
    return dryRun ? planned : reloaded;
  }
}
