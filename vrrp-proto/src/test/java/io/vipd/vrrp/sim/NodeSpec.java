package io.vipd.vrrp.sim;

import io.vipd.vrrp.node.RouterConfig;
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
 * @param patience how long it waits for what
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
    RouterConfig.Patience patience,
    List<Integer> checkWeights,
    boolean unicast,
    ChecksumForm checksum,
    int clockPpm,
    long clockStartNanos) {

  /** What an adopted router waits at most for its checks. */
  static final Duration VERDICT_LIMIT = Duration.ofSeconds(10);

  private static final RouterConfig.Patience PATIENCE =
      new RouterConfig.Patience(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, VERDICT_LIMIT, Duration.ZERO);

  /** The usual one: an interval of one second, preemption, multicast, a right clock. */
  static NodeSpec of(String name, int priority) {
    return new NodeSpec(
        name, priority, 100, true, PATIENCE, List.of(), false, ChecksumForm.PSEUDO_HEADER, 0, 0);
  }

  NodeSpec withCentiseconds(int value) {
    return new NodeSpec(
        name,
        priority,
        value,
        preempt,
        patience,
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
        patience,
        checkWeights,
        unicast,
        checksum,
        clockPpm,
        clockStartNanos);
  }

  NodeSpec with(RouterConfig.Patience value) {
    return new NodeSpec(
        name,
        priority,
        centiseconds,
        preempt,
        value,
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
        new RouterConfig.Patience(
            delay,
            patience.recoverHold(),
            patience.bootHold(),
            patience.settle(),
            patience.verdictLimit(),
            Duration.ZERO),
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
        patience,
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
        patience,
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
