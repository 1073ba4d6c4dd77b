/**
 * All virtual routers of one host as one deterministic object.
 *
 * <p>{@link io.vipd.vrrp.node.Node} is told what happened (an advert, the time, a check's verdict,
 * a link, an answer of the kernel, an operator's wish) and when, asks the table in {@code
 * io.vipd.vrrp.machine} what that means, and hands the actions to {@link io.vipd.vrrp.node.Effects}
 * in their order. It reads no clock: the time is an argument, a deadline is a number that {@link
 * io.vipd.vrrp.node.Node#nextDeadlineNanos} tells. A wake-up that comes early or twice is harmless.
 * The daemon's core thread and the simulator drive this same code; neither it nor anything it calls
 * may be used by two threads at once.
 *
 * <p>Inside, {@code Stepper} puts events to the table and carries out what it answers, {@code
 * Inhibitions} start and stop routers, {@code Admittance} refuses adverts that do not fit a router.
 *
 * <p>A {@link io.vipd.vrrp.node.TapedNode} writes what it is told and decides on a {@link
 * io.vipd.vrrp.node.Tape}, and {@link io.vipd.vrrp.node.Replay} has another node decide all of it
 * again: what a router remembers is listed in {@code RouterWords}.
 *
 * <p>In steady state, adverts sent, received and timed, it creates no object: events and
 * transitions are constants, numbers live in fields of {@link io.vipd.vrrp.node.Router}, and timers
 * sit in a heap of routers.
 */
package io.vipd.vrrp.node;
