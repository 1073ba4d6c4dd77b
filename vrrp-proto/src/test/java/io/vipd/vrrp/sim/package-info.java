/**
 * A segment with hosts, kernels and daemons on virtual time, and everything that goes wrong on one.
 *
 * <p>The daemons are real: each {@link io.vipd.vrrp.sim.SimProcess} drives one {@link
 * io.vipd.vrrp.node.Node}, and adverts travel as bytes of the real codec. The rest is a model: one
 * priority queue of events, one clock, one seed ({@link io.vipd.vrrp.sim.Simulation}), so that a
 * run is a function of its seed and a failure can be seen again.
 *
 * <ul>
 *   <li>{@link io.vipd.vrrp.sim.SimNode}: a machine with its own clock rate, a kernel, and a daemon
 *       that starts, stalls, crashes, stops and loses power.
 *   <li>{@link io.vipd.vrrp.sim.SimProcess}: the daemon. A turn has production's order: packets,
 *       then everything else that was posted, then timers, then leases and announcements.
 *   <li>{@link io.vipd.vrrp.sim.SimKernel}: requests answered in order and late, refusals, leases
 *       that run out, addresses that somebody else deletes.
 *   <li>{@link io.vipd.vrrp.sim.Segment}: carries packets under {@link io.vipd.vrrp.sim.Faults}; on
 *       it sits one {@link io.vipd.vrrp.sim.Host} that believes the last announcement it heard.
 *   <li>{@link io.vipd.vrrp.sim.Invariants}: what must hold after every event, and what must hold
 *       once the faults are over.
 *   <li>{@link io.vipd.vrrp.sim.Schedule}: a random cluster with random faults.
 * </ul>
 *
 * <p>{@code ./verify} plays ten thousand schedules; a million, and one seed again:
 *
 * <pre>
 * packaging/bench/schedules
 * mvn -o verify -pl vrrp-proto -am -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest=RandomSchedulesTest#freshSeedsFindNothing -Dvipd.sim.seed=N
 * </pre>
 *
 * <p>A simulation runs on one thread. Times are nanoseconds of the world's clock unless a name says
 * {@code local}; a node sees its own clock only.
 */
package io.vipd.vrrp.sim;
