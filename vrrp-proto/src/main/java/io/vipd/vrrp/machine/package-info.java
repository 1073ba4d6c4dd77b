/**
 * The state machine of RFC 9568 section 6.4 as a table.
 *
 * <p>{@link io.vipd.vrrp.machine.VrrpMachine#decide} takes a role, an event and two facts about the
 * router, all of them from small closed sets, and names the {@link
 * io.vipd.vrrp.machine.Transition}: one row of section 6.4, with the next role, what happens to the
 * timer, and the actions in their order. Every argument and every answer is a constant, so the
 * function is pure and total by construction, a test can walk the whole table, and deciding creates
 * no object.
 *
 * <p>Numbers (deadlines, learned intervals, peers) live one room further, in {@code
 * io.vipd.vrrp.node}, which turns packets and the time into events and carries transitions out.
 */
package io.vipd.vrrp.machine;
