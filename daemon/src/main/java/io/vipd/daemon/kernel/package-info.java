/**
 * The only room of vipd that calls the kernel. Everything here is about Linux on x86-64 and
 * aarch64, by way of {@link java.lang.foreign}; nothing here knows VRRP's rules.
 *
 * <p><b>Parts, from the bottom.</b> {@link io.vipd.daemon.kernel.Native} holds the C library's
 * functions, and no other class makes a native call. {@code Block} is memory that both sides see.
 * {@link io.vipd.daemon.kernel.Descriptor} is an open file with one owner, and {@link
 * io.vipd.daemon.kernel.Poller} waits for some of them. On these stand
 *
 * <ul>
 *   <li>{@link io.vipd.daemon.kernel.WakeUp}: another thread has something to say;
 *   <li>{@link io.vipd.daemon.kernel.VrrpSocket}: adverts in and out on one interface, over IPv4 or
 *       IPv6;
 *   <li>{@link io.vipd.daemon.kernel.LinkMonitor}: what happens to interfaces and addresses;
 *   <li>{@link io.vipd.daemon.kernel.AddressWriter}: puts addresses there, renews, removes;
 *   <li>{@link io.vipd.daemon.kernel.AcceptFilter}: packets to some addresses do not get in;
 *   <li>{@link io.vipd.daemon.kernel.NamespaceClaim}: no other vipd is here;
 *   <li>{@link io.vipd.daemon.kernel.ProcessExitWatcher}: a process has exited;
 *   <li>{@link io.vipd.daemon.kernel.KernelSurroundings}: interfaces, routes, neighbours and files,
 *       for checks;
 *   <li>{@link io.vipd.daemon.kernel.SystemdNotifier}, {@link io.vipd.daemon.kernel.TimerSlack}.
 * </ul>
 *
 * {@code NetlinkMessages}, {@code LinkMessages} and {@code AddressMessages} build and read bytes
 * and call nothing; so do {@code NftBatch}, {@code NftRule} and {@code AcceptTable} for nftables.
 *
 * <p><b>Threads.</b> An object belongs to the thread that uses it, but for {@code WakeUp.signal},
 * {@code ProcessExitWatcher}, {@code KernelSurroundings} and {@code SystemdNotifier}, which any
 * thread may call. Nothing that is waited for by a {@code Poller} ever blocks; {@code
 * AddressWriter}, {@code AcceptFilter} and {@code LinkMonitor.dump} do, since the kernel has one
 * lock for all network configuration, so they are never called on the thread that keeps the
 * protocol's time.
 *
 * <p><b>Errors.</b> What is ordinary is a return value: nothing to receive, no room to send, an
 * address refused. The rest is a {@link io.vipd.daemon.kernel.KernelException}, a sentence with the
 * kernel's error number.
 *
 * <p><b>Cost.</b> Waiting, receiving, sending, and hearing of a renewed address create no object
 * once compiled. {@code rehearse} runs code at start that a takeover would otherwise run for the
 * first time.
 */
package io.vipd.daemon.kernel;
