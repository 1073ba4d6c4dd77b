/**
 * Address announcements on the wire: how a node that took a virtual address over makes every host
 * and switch of the segment send to it. IPv4 by gratuitous ARP (RFC 5227 2.3, RFC 9568 8.1.2), IPv6
 * by unsolicited neighbor advertisements (RFC 4861 7.2.6, RFC 9568 8.2.2), both with the
 * interface's own MAC address. Nothing here knows VRRP: whoever decides says announce or stop.
 *
 * <h2>Parts</h2>
 *
 * <ul>
 *   <li>{@link io.vipd.arp.MacAddress}, {@link io.vipd.arp.GratuitousArp} and {@link
 *       io.vipd.arp.NeighborAdvertisement}: bytes of a frame, built once per address and form;
 *       {@code Round}: all frames of one round in their order.
 *   <li>{@link io.vipd.arp.AnnounceSettings} and {@link io.vipd.arp.AnnouncePlan}: when rounds are
 *       due, as a pure function of what was asked and when; a burst, then refreshes. This is the
 *       place for everything about timing.
 *   <li>{@link io.vipd.arp.FrameSender}: the border to the network, {@link
 *       io.vipd.arp.PcapFrameSender} behind it.
 *   <li>{@link io.vipd.arp.Announcer} and {@link io.vipd.arp.Announcement}: the thread, and what
 *       callers hold of it, counters included.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>One, {@code announce}. It alone touches plans and senders, so neither has a lock. Callers
 * leave a number in a volatile field and wake it: {@code announce()} and {@code stop()} never wait
 * and never allocate, and the thread looks at that number before every frame, so a node that yields
 * is silent after one frame at most. The frames of a round go out back to back, one of every
 * address before the second of any, about 3 microseconds each and without garbage.
 *
 * <p>Loading libpcap takes tenths of a second and opening a handle tens of milliseconds. Both
 * happen on the thread and ahead of need: {@code prepare} and {@code register} open, {@code warmUp}
 * runs the whole way against a sender that sends nothing. Rounds that are due come before either.
 *
 * <h2>When it fails</h2>
 *
 * <p>A frame that does not leave is counted, the handle is replaced with growing pauses of up to 5
 * s, and the round goes on with that frame: late, never lost. The log hears of it once a minute per
 * interface. {@code reopen} cuts the pause short; call it when an interface came up or has another
 * index. A flood of requests costs ten rounds a second at most.
 *
 * <p>pcap4j logs the loading of its library and every closed handle at INFO: set {@code org.pcap4j}
 * to WARN.
 */
package io.vipd.arp;
