package io.vipd.arp;

import java.net.InetAddress;
import java.time.Instant;

/**
 * What became of one address's announcements, at the moment of asking.
 *
 * @param address the address
 * @param framesSent frames that left, of every form, since it was registered; a round has two of an
 *     IPv4 address and one of an IPv6 address
 * @param failures rounds that could not be sent, for this address, since then
 * @param lastSentAt when its last frame left, by the clock of the wall; null before the first
 */
public record AddressCounters(
    InetAddress address, long framesSent, long failures, Instant lastSentAt) {}
