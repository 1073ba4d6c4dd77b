/**
 * The command lines {@code vipd} and {@code vipctl}: what people type, and what they read.
 *
 * <h2>Parts</h2>
 *
 * <p>{@link io.vipd.daemon.cli.VipctlMain} is vipctl's entry, {@link
 * io.vipd.daemon.cli.VipdCommand} is what the daemon's entry calls. Each subcommand is a class of
 * its own; {@code CommandLines} gives all of them the same manners. What a command sees of the
 * process around it, from stdout to the clock, is its {@code World}, so that tests can give it
 * another one. {@code StatusText} turns a status into lines and knows neither.
 *
 * <h2>Rules</h2>
 *
 * <p>This is the only package that names picocli. {@code vipctl status} and {@code failover} load
 * nothing of Logback, SnakeYAML, pcap4j or jnr, because a command that a person waits for must
 * start fast. Results go to stdout, everything else to stderr; with {@code --json} stdout has JSON
 * and nothing else, whatever happens. Text from outside, such as a check's output, reaches a
 * terminal only through {@link io.vipd.daemon.log.SafeText}.
 *
 * <h2>Exit codes</h2>
 *
 * <p>0: done. 1: refused, or it did not come about. 2: the command line is wrong. 3: no daemon
 * answers. 4: {@code scan} cannot listen.
 *
 * <h2>Threads</h2>
 *
 * <p>One.
 */
package io.vipd.daemon.cli;
