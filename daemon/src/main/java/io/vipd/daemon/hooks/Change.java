package io.vipd.daemon.hooks;

import java.time.Instant;

/**
 * A group changed its role.
 *
 * @param group its name
 * @param from what it was: ACTIVE, BACKUP or FAULT
 * @param to what it is
 * @param why one sentence
 * @param priority its priority at that moment, 1 to 255
 * @param peer the address of the router that was heard last; null when nobody was
 * @param stopping whether it is because vipd stops
 * @param at when
 */
public record Change(
    String group,
    String from,
    String to,
    String why,
    int priority,
    String peer,
    boolean stopping,
    Instant at) {}
