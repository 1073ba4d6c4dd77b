/**
 * Whole daemons, started as a user would start them, in network namespaces.
 *
 * <p>Every test has a {@link io.vipd.systemtests.Lab}: hosts on one switch, made before the test
 * and removed after it together with every process that was started in it, whatever came of the
 * test. On a {@link io.vipd.systemtests.Host} run {@link io.vipd.systemtests.Vipd}, {@link
 * io.vipd.systemtests.Nginx}, {@link io.vipd.systemtests.Keepalived} and {@link
 * io.vipd.systemtests.Frr}; {@link io.vipd.systemtests.Capture} records the wire, {@link
 * io.vipd.systemtests.AddressLog} who held which address when; {@link io.vipd.systemtests.Packets}
 * and {@link io.vipd.systemtests.CraftedPackets} send what no daemon would.
 *
 * <p>Nothing here knows a class of vipd: what counts is what the kernel, the wire, {@code vipctl}
 * and exit codes say. A test never sleeps; it waits for a condition, and a condition that does not
 * come about in {@link io.vipd.systemtests.Await#LIMIT} fails it. Bounds are an order of magnitude
 * wider than what a healthy machine needs; where one time must be shorter than another, the two
 * differ by a factor that no busy machine makes up.
 *
 * <p>The tests need root, Linux and a few programs; where something is missing they are skipped and
 * say what. Logs of the last run lie in {@code target/lab/CLASS.METHOD/}.
 */
package io.vipd.systemtests;
