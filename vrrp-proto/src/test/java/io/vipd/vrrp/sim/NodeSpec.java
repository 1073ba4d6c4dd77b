package io.vipd.vrrp.sim;

import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import java.time.Duration;
import java.util.List;

/**
 * A machine and how its daemon is configured.
 *
 * @param name what the trace calls it
 * @param priority 1 to 254
 * @param centiseconds Advertisement_Interval
 * @param preempt Preempt_Mode
 * @param preemptDelay how long it listens after a start before it preempts
 * @param checkWeights weights of its checks
 * @param unicast whether all daemons name each other as peers
 * @param checksum the form it sends
 * @param clockPpm how much faster its clock runs than the world's, in millionths
 * @param clockStartNanos what its clock shows when the world begins
 */
record NodeSpec(
    String name,
    int priority,
    int centiseconds,
    boolean preempt,
    Duration preemptDelay,
    List<Integer> checkWeights,
    boolean unicast,
    ChecksumForm checksum,
    int clockPpm,
    long clockStartNanos) {

  /** The usual one: an interval of one second, preemption, multicast, a right clock. */
  static NodeSpec of(String name, int priority) {
    return new NodeSpec(
        name,
        priority,
        100,
        true,
        Duration.ZERO,
        List.of(),
        false,
        ChecksumForm.PSEUDO_HEADER,
        0,
        0);
  }

  NodeSpec withCentiseconds(int value) {
    return new NodeSpec(
        name,
        priority,
        value,
        preempt,
        preemptDelay,
        checkWeights,
        unicast,
        checksum,
        clockPpm,
        clockStartNanos);
  }

  NodeSpec withoutPreemption() {
    return new NodeSpec(
        name,
        priority,
        centiseconds,
        false,
        preemptDelay,
        checkWeights,
        unicast,
        checksum,
        clockPpm,
        clockStartNanos);
  }

  /** What a reload may change while it goes on. */
  NodeSpec withRank(int otherPriority, boolean preempts, Duration delay) {
    return new NodeSpec(
        name,
        otherPriority,
        centiseconds,
        preempts,
        delay,
        checkWeights,
        unicast,
        checksum,
        clockPpm,
        clockStartNanos);
  }

  NodeSpec withChecks(Integer... weights) {
    return new NodeSpec(
        name,
        priority,
        centiseconds,
        preempt,
        preemptDelay,
        List.of(weights),
        unicast,
        checksum,
        clockPpm,
        clockStartNanos);
  }

  NodeSpec withClock(int ppm, long startNanos) {
    return new NodeSpec(
        name,
        priority,
        centiseconds,
        preempt,
        preemptDelay,
        checkWeights,
        unicast,
        checksum,
        ppm,
        startNanos);
  }

  long intervalNanos() {
    return new Centiseconds(centiseconds).toNanos();
  }

  /**
   * The lifetime that the kernel gives an address unless it is renewed: whole seconds, two for an
   * interval of one.
   */
  long leaseNanos() {
    return Math.max(1, 2 * centiseconds / 100) * Simulation.SECOND;
  }
}
