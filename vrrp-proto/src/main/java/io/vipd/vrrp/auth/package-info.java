/**
 * Adverts that prove who wrote them and when: the trailer of draft-cassen-vrrp-auth-hmac, for both
 * versions and both families, unicast and multicast.
 *
 * <p>{@link io.vipd.vrrp.auth.Signer} writes the 28 bytes behind a message, {@link
 * io.vipd.vrrp.auth.Authenticator} judges those that came; each virtual router has one of either,
 * and both are used by the core thread alone. {@link io.vipd.vrrp.auth.HmacTrailer} knows where the
 * bytes stand, {@code HmacSha256} the arithmetic, {@code Sequence} and {@code ReplayMemory} what is
 * new and what was heard before. The time is an argument everywhere. Signing and verifying create
 * no object.
 *
 * <h2>Order of work</h2>
 *
 * <p>The HMAC reads the VRRP checksum as zero, and over IPv6 the checksum covers the trailer: write
 * the message, sign it, then sum it. The destination is not part of the HMAC, so the copies of one
 * advert for many unicast peers share one trailer. What carries no right HMAC changes nothing here,
 * so that a stranger can neither block a sender nor push one out of the memory.
 *
 * <h2>Clocks that are set</h2>
 *
 * <p>A sequence number is the sender's time of day and has to grow. A clock that ran ahead and was
 * set right again must therefore not leave its adverts refused until the time it once showed comes
 * round. Two rules see to that in {@code TIME} mode; both ask only for the window:
 *
 * <ul>
 *   <li>Sender: the number is the clock, or the last number plus one where the clock has not passed
 *       it. When the last number lies further ahead of the clock than the window, it starts again
 *       from the clock, because peers with the right time accept nothing else.
 *   <li>Receiver: what it remembers of a sender counts only while it lies within the window of its
 *       own clock. A number further away came while its own clock was wrong, and what it guards
 *       against is stale by the window alone.
 * </ul>
 *
 * <p>So once both clocks are right, nothing is refused for longer than the window and the
 * difference of the clocks, and after the usual accident, one step by hours, nothing at all. The
 * price is the draft's: whoever recorded adverts while a sender's clock ran ahead can play each of
 * them once when its time has come. After such an accident, change the key.
 *
 * <p>{@code MONOTONIC} mode has no window: numbers only grow, for as long as both processes live. A
 * sender that restarts with its clock set back is refused until it passes the time it showed before
 * or the receiver restarts; and a receiver that restarted, or heard four other multicast senders
 * since, believes any old advert once.
 *
 * <h2>Changing a key without loss</h2>
 *
 * <p>Every configured key verifies, one signs: give all nodes the new key, then let all sign with
 * it, then take the old one away.
 */
package io.vipd.vrrp.auth;
