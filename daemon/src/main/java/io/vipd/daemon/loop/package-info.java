/**
 * The core: one thread that asks the kernel what happened, tells the {@link
 * io.vipd.vrrp.node.Node}, and carries its actions out.
 *
 * <p>A turn of {@link io.vipd.daemon.loop.CoreLoop}: wait for a packet, a kernel message, another
 * thread or the next deadline; read the clock once; take in what the kernel says of links and
 * addresses, then adverts (a bounded number, so that a flood cannot starve the timers), then what
 * other threads posted to the {@link io.vipd.daemon.loop.Inbox}; and only then serve the timers. A
 * node that was frozen thereby reads what it missed before it fires, and before it puts back what
 * it lost meanwhile.
 *
 * <p>{@link io.vipd.daemon.loop.Links} follows interfaces and addresses, {@link
 * io.vipd.daemon.loop.Resync} asks for all of them where that may have missed something, and {@link
 * io.vipd.daemon.loop.Restorer} puts back what somebody takes away. Only an address that {@link
 * io.vipd.daemon.loop.Holding} knows to be put there by us is ever renewed or removed, and {@link
 * io.vipd.daemon.loop.Renewals} has it renewed with the adverts.
 *
 * <p>Whatever can block is somebody else's: addresses are changed by the thread of {@link
 * io.vipd.daemon.loop.AddressKeeper}, because the kernel's routing lock may be held for long;
 * announcements leave from the announcer's thread; checks, hooks and clients have threads of their
 * own and post {@link io.vipd.daemon.loop.CoreTask}s. Logging goes through a queue that drops
 * rather than waits. In steady state a turn creates no object.
 */
package io.vipd.daemon.loop;
