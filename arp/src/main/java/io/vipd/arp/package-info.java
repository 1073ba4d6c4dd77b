/**
 * Addresses on the wire. First, announcing: how a node that took a virtual address over makes every
 * host and switch of the segment send to it. IPv4 by gratuitous ARP (RFC 5227 2.3, RFC 9568 8.1.2),
 * IPv6 by unsolicited neighbor advertisements (RFC 4861 7.2.6, RFC 9568 8.2.2), both with the
 * interface's own MAC address. Second, listening and asking: who else claims such an address (RFC
 * 5227 2.4), and whether a host of the segment points to us. Nothing here knows VRRP: whoever
 * decides says announce or stop.
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
 *   <li>{@link io.vipd.arp.FrameReceiver}, the way in by the same handle; {@code ListenFilter},
 *       what the kernel lets in; {@code HeardFrame}, what a frame says; {@code Ear}, the thread
 *       that listens; {@link io.vipd.arp.Claim}, what it tells.
 *   <li>{@link io.vipd.arp.ArpQuestion} and {@link io.vipd.arp.NeighborQuestion}: frames that ask;
 *       {@code InquiryPlan}: when, as a pure function; {@link io.vipd.arp.Inquiry}: both sides of
 *       it, and {@link io.vipd.arp.Verification}, what came of it.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>{@code announce} alone touches plans and senders, so neither has a lock. Callers leave a
 * number in a volatile field and wake it: {@code announce()} and {@code stop()} never wait and
 * never allocate, and the thread looks at that number before every frame, so a node that yields is
 * silent after one frame at most. The frames of a round go out back to back, one of every address
 * before the second of any, about 3 microseconds each and without garbage.
 *
 * <p>Each interface has one more, {@code listen-INTERFACE}, which waits for frames in the handle
 * that the other one sends by: one handle, because every handle costs the host a filter run for
 * each packet that arrives. The filter lets in only what names the station of a watched address or
 * of the witness, so on a busy segment the thread sleeps. It never sends and never waits for the
 * other; questions leave from {@code announce}, after every round that is due and one at a time.
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
