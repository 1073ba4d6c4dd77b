package io.vipd.vrrp.sim;

import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A machine on the segment, and the verbs for what befalls it. */
final class SimNode {
  private static final long EPOCH_NANOS = 1_800_000_000_000_000_000L;

  private final Simulation simulation;
  private NodeSpec spec;
  private final IpAddress address;
  private final CheckVerdict[] checks;
  final SimKernel kernel;

  private SimProcess process;
  private boolean linkUp = true;
  private long frozenSinceNanos;
  private long livelySinceNanos;
  private long ranNanos = Long.MAX_VALUE;
  private boolean paused;

  /** What the daemon noted for its next life: that it is Active, and when it last said so. */
  private boolean noted;

  private long lastAdvertLocalNanos;

  /** The same: until when it is not to preempt, and whether there is such a time. */
  private boolean holdNoted;

  private long holdUntilLocalNanos;

  /** How far its clock is from the right time of day. */
  private long clockOffsetNanos;

  SimNode(Simulation simulation, int index, NodeSpec spec) {
    this.simulation = simulation;
    this.spec = spec;
    this.address =
        switch (simulation.family) {
          case IPV4 -> IpAddress.parse("192.0.2." + (index + 1));
          case IPV6 -> IpAddress.parse("fe80::ff:0:0:" + (index + 1));
        };
    this.kernel = new SimKernel(simulation, this);
    this.checks = new CheckVerdict[spec.checkWeights().size()];
    Arrays.fill(checks, CheckVerdict.UP);
  }

  NodeSpec spec() {
    return spec;
  }

  /** The daemon, if it runs, reads another configuration in its next turn. */
  void reload(NodeSpec other) {
    simulation.trace(() -> this + " is configured as " + other);
    spec = other;
    if (process != null) {
      SimProcess reloading = process;
      reloading.post(reloading::reconfigure);
    }
  }

  IpAddress address() {
    return address;
  }

  boolean linkUp() {
    return linkUp;
  }

  /** The daemon; null while none runs. */
  SimProcess process() {
    return process;
  }

  /** Whether a daemon runs and is not frozen. */
  boolean lively() {
    return process != null && !process.stalled();
  }

  /** Since when it is not lively; meaningful while it is not. */
  long frozenSinceNanos() {
    return frozenSinceNanos;
  }

  boolean active() {
    return process != null && process.active();
  }

  /** What this machine's clock shows now. It may overflow. */
  long localNanos() {
    long now = simulation.nowNanos();
    long drift = now / 1_000_000 * spec.clockPpm() + now % 1_000_000 * spec.clockPpm() / 1_000_000;
    return spec.clockStartNanos() + now + drift;
  }

  /** When the world's clock will show that this machine's clock has come so far. */
  long worldNanos(long localNanos) {
    long ahead = Math.max(0, localNanos - localNanos());
    return simulation.nowNanos()
        + ahead / (1_000_000 + spec.clockPpm()) * 1_000_000
        + ahead % (1_000_000 + spec.clockPpm()) * 1_000_000 / (1_000_000 + spec.clockPpm())
        + 1;
  }

  /**
   * Starts the daemon, which goes on with what another left behind as Active, or sweeps it away.
   */
  void start() {
    if (process == null) {
      simulation.trace(() -> this + " starts");
      livelySinceNanos = simulation.nowNanos();
      boolean adopts = noted && kernel.holds();
      if (!adopts) {
        kernel.remove();
      }
      process = new SimProcess(simulation, this);
      if (adopts) {
        process.adopt(lastAdvertLocalNanos);
      }
      if (holdNoted) {
        process.holdBack(Math.max(0, holdUntilLocalNanos - localNanos()));
      }
      process.begin();
    }
  }

  void noteAdvert() {
    noted = true;
    lastAdvertLocalNanos = localNanos();
  }

  /** What the daemon noted is lost: cut off, of another version, damaged. */
  void loseState() {
    simulation.trace(() -> this + " loses its run-time state");
    noted = false;
    holdNoted = false;
  }

  /** What its clock says of the time of day; the monotonic clock is another. */
  long epochNanos() {
    return EPOCH_NANOS + simulation.nowNanos() + clockOffsetNanos;
  }

  /** Somebody sets its clock so far from the right time. */
  void setClock(long offsetNanos) {
    simulation.trace(() -> this + " has its clock set, " + offsetNanos / 1e9 + " s from now");
    clockOffsetNanos = offsetNanos;
  }

  void forgetAdvert() {
    noted = false;
  }

  /** Since when the daemon runs without having been frozen; meaningful while it is lively. */
  long livelySinceNanos() {
    return livelySinceNanos;
  }

  /** How long it ran before it was frozen last; for ever if it never was. */
  long ranBeforeFreezeNanos() {
    return ranNanos;
  }

  /** Whether the whole machine stands still. */
  boolean paused() {
    return paused;
  }

  /** The daemon dies at once; the kernel keeps what it has until its lease runs out. */
  void crash() {
    if (process != null && !paused) {
      simulation.trace(() -> this + " crashes");
      end();
    }
  }

  /** The machine loses power. */
  void cutPower() {
    simulation.trace(() -> this + " loses power");
    end();
    noted = false;
    holdNoted = false;
    paused = false;
    kernel.reset();
  }

  /** The daemon is asked to stop and does so when it has left. */
  void stop() {
    if (process != null) {
      SimProcess stopping = process;
      stopping.post(() -> stopping.inhibit(Inhibitor.STOPPING));
    }
  }

  /** The daemon has left, and ends. */
  void stopped() {
    simulation.trace(() -> this + " stopped");
    end();
  }

  private void end() {
    if (process != null) {
      if (lively()) {
        frozenSinceNanos = simulation.nowNanos();
      }
      Router router = process.router();
      holdNoted = router.holdsBack(localNanos());
      holdUntilLocalNanos = router.holdUntilNanos();
      process.end();
      process = null;
    }
  }

  /** The daemon does not run; its packets queue up and its kernel goes on. */
  void stall() {
    if (lively()) {
      simulation.trace(() -> this + " stalls");
      frozenSinceNanos = simulation.nowNanos();
      ranNanos = frozenSinceNanos - livelySinceNanos;
      process.stall();
    }
  }

  /**
   * The whole machine does not run, its kernel neither: what is sent to it is lost or waits, and
   * what should have happened meanwhile happens when it goes on.
   */
  void pause(boolean loses) {
    if (lively()) {
      stall();
      simulation.trace(() -> this + " is paused" + (loses ? " and hears nothing" : ""));
      paused = true;
      if (loses) {
        process.deafen();
      }
    }
  }

  void resume() {
    if (paused) {
      paused = false;
      kernel.goOn();
    }
    if (process != null && process.stalled()) {
      simulation.trace(() -> this + " goes on");
      livelySinceNanos = simulation.nowNanos();
      process.resume();
    }
  }

  void link(boolean up) {
    if (linkUp != up) {
      simulation.trace(() -> this + " link " + (up ? "up" : "down"));
      linkUp = up;
      post(() -> process.link(up));
    }
  }

  void check(int index, CheckVerdict verdict) {
    if (!checks[index].equals(verdict)) {
      simulation.trace(() -> this + " check " + index + " " + verdict);
      checks[index] = verdict;
      post(() -> process.check(index, verdict));
    }
  }

  CheckVerdict check(int index) {
    return checks[index];
  }

  void relinquish(long holdNanos) {
    simulation.trace(() -> this + " is told to hand over, hold " + holdNanos / 1e9 + " s");
    post(() -> process.relinquish(holdNanos));
  }

  /**
   * It hands over as soon as it next becomes Active, before the kernel has answered; a hold below 0
   * takes that back.
   */
  void relinquishAtNextClaim(long holdNanos) {
    if (process != null) {
      process.relinquishAtNextClaim(holdNanos);
    }
  }

  void addressLost() {
    post(() -> process.addressLost());
  }

  void received(ByteBuffer datagram, boolean intact) {
    if (process != null) {
      process.received(datagram, intact);
    }
  }

  private void post(Runnable message) {
    if (process != null) {
      process.post(message);
    }
  }

  @Override
  public String toString() {
    return spec.name();
  }
}
