package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MICROSECOND;

/**
 * The kernel of one machine: it answers requests for the virtual address one after the other, each
 * a little later, gives every address a lease, and outlives the daemon.
 */
final class SimKernel {
  private final Simulation simulation;
  private final SimNode node;

  /** Whether it refuses to add an address. */
  boolean refuses;

  /** Every request takes a random time between a tenth of this and this. */
  long slownessNanos = 300 * MICROSECOND;

  private boolean holds;
  private long leaseEndNanos;
  private long busyUntilNanos;
  private int requestsInFlight;
  private int removalsInFlight;
  private int boots;

  SimKernel(Simulation simulation, SimNode node) {
    this.simulation = simulation;
    this.node = node;
  }

  boolean holds() {
    return holds;
  }

  /** Whether any request waits for its answer. */
  boolean busy() {
    return requestsInFlight > 0;
  }

  /** Whether a request to take the address away waits. */
  boolean removing() {
    return removalsInFlight > 0;
  }

  /** When the last request was or will be served. */
  long busyUntilNanos() {
    return busyUntilNanos;
  }

  /** Adds the address for the length of one lease and answers whoever asked, if it still lives. */
  void install(SimProcess asker, long claim) {
    request(() -> {
      if (!refuses) {
        hold();
      }
      boolean confirmed = !refuses;
      asker.post(() -> asker.kernelAnswered(claim, confirmed));
    });
  }

  void remove() {
    removalsInFlight++;
    request(() -> {
      removalsInFlight--;
      if (holds) {
        simulation.trace(() -> node + " kernel: address removed");
      }
      holds = false;
    });
  }

  /** Prolongs the lease of an address that is there. */
  void renew() {
    request(() -> {
      if (holds) {
        hold();
      }
    });
  }

  private void hold() {
    if (!holds) {
      simulation.trace(() -> node + " kernel: address added");
    }
    holds = true;
    long endNanos = simulation.nowNanos() + node.spec().leaseNanos();
    leaseEndNanos = endNanos;
    simulation.at(
        endNanos,
        () -> {
          if (holds && leaseEndNanos == endNanos && !node.paused()) {
            lose("its lease ran out");
          }
        });
  }

  /** The machine was paused, and leases that ended meanwhile end a little later. */
  void goOn() {
    simulation.after(
        simulation.between(0, Simulation.MILLISECOND),
        () -> {
          if (holds && leaseEndNanos - simulation.nowNanos() < 0) {
            lose("its lease ran out while it was paused");
          }
        });
  }

  /** A third party deletes the address. */
  void lose(String why) {
    if (holds) {
      holds = false;
      simulation.trace(() -> node + " kernel: address gone, " + why);
      node.addressLost();
    }
  }

  /** Power is cut: nothing stays, nothing is answered. */
  void reset() {
    boots++;
    holds = false;
    requestsInFlight = 0;
    removalsInFlight = 0;
    busyUntilNanos = simulation.nowNanos();
  }

  private void request(Runnable served) {
    int boot = boots;
    requestsInFlight++;
    long takesNanos = simulation.between(slownessNanos / 10, slownessNanos);
    busyUntilNanos = Math.max(busyUntilNanos, simulation.nowNanos() + takesNanos);
    simulation.at(
        busyUntilNanos,
        () -> {
          if (boot == boots) {
            requestsInFlight--;
            served.run();
          }
        });
  }
}
