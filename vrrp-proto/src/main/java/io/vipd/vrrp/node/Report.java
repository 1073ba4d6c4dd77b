package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Set;

/**
 * One change of role, with what was known at that moment.
 *
 * @param from the role before
 * @param to the role after
 * @param cause why
 * @param inhibitors what inhibits the router; empty unless {@code to} is Initialize
 * @param priority the router's priority at that moment, 1 to 255
 * @param peer who was heard last, or whom the addresses were left to; null when nobody was heard
 * @param peerPriority the priority of that advert, 0 to 255, or what that peer had as Active; -1
 *     when nobody was heard
 * @param lastAdvertAgeNanos its age; -1 when nobody was heard
 * @param latenessNanos how late the timer that fired was served, or how long the daemon did not
 *     run; 0 when neither was the cause
 */
public record Report(
    Role from,
    Role to,
    Cause cause,
    Set<Inhibitor> inhibitors,
    int priority,
    IpAddress peer,
    int peerPriority,
    long lastAdvertAgeNanos,
    long latenessNanos) {
  /** Nothing at all, where one is wanted to be filled in. */
  static final Report NONE = new Report(null, null, null, Set.of(), 0, null, 0, 0, 0);
}
