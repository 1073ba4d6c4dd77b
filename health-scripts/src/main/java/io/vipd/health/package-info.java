/**
 * Health checks: what is asked of the nginx beside the daemon, or of anything else, and what the
 * answers add up to. Nothing here knows VRRP; a verdict is handed to whoever listens.
 *
 * <p><b>Parts.</b> {@link io.vipd.health.CheckSpec} says what one check asks, {@link
 * io.vipd.health.CheckSettings} how often. Each kind is carried out by a probe: {@code
 * ScriptProbe}, {@code HttpProbe}, {@code TcpProbe}, {@code ProcessNameProbe}, {@code QuorumProbe},
 * {@code PidFileProbe}, {@code InterfaceProbe}, {@code FileProbe}, {@code RouteProbe}, {@code
 * PingProbe}, {@code NeighbourProbe}. A probe looks once, within its timeout, and says what it
 * found in a sentence. {@link io.vipd.health.RiseFall} adds findings up. {@code Schedule}, which is
 * pure, says when which probe is due; {@link io.vipd.health.CheckRunner} makes it happen: checks
 * that ask the same share a {@code Run}, and each has a {@code Judge} of its own. {@link
 * io.vipd.health.ScriptRunner} starts programs, for checks and for whoever else needs them run
 * under the same rules; {@link io.vipd.health.ScriptIdentity} is who they run as, {@link
 * io.vipd.health.ScriptSecurity} what is asked of their files beforehand.
 *
 * <p><b>Threads.</b> A runner has one thread {@code checks} that keeps the time and never looks at
 * anything itself, and workers {@code check-1}, {@code check-2} and so on, started when more checks
 * are under way at a time than ever before, and at most as many as its limit allows; then checks
 * wait for their turn in their order. A check is under way once at a time. A probe that hangs in
 * spite of its timeout, in the resolver or on a dead file system, is counted as failed by the time
 * keeper and keeps its worker, in whose place another one may be started. The listener is called by
 * one of these threads. {@code trigger} and {@code snapshot} may be called by any; the second waits
 * for nothing.
 *
 * <p><b>Native code.</b> jnr-posix looks users up, makes the pipe for a script's output and kills
 * its process group. It is loaded by the first script that runs, on the worker's thread, and not at
 * all when there are none. It unpacks its library to a temporary folder unless {@code
 * jffi.boot.library.path} names one, which it must where that folder is mounted {@code noexec}.
 * Exits of processes are noticed through {@link io.vipd.health.ExitWatcher}, interfaces, routes and
 * files through {@link io.vipd.health.Surroundings}, which others implement. What they tell is no
 * finding: it makes the check run at once.
 *
 * <p><b>Scripts</b> get a session and process group of their own, no capabilities, no terminal, no
 * input, and an environment that holds {@code PATH}, {@code LANG} and what their caller adds. They
 * keep the scheduling class of the thread that starts them.
 */
package io.vipd.health;
