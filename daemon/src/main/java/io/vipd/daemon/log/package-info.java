/**
 * Where log lines go: to stdout, one line a message, and never in the way of the thread that has
 * something to say.
 *
 * <h2>Parts</h2>
 *
 * <p>Everybody logs through SLF4J. Logback finds {@link io.vipd.daemon.log.LogConfigurator} as a
 * service, so no XML is read. Its one appender is a bounded queue that a thread {@code log}
 * empties; when stdout blocks or fails, lines are dropped and counted, and the count is logged when
 * lines get through again. {@link io.vipd.daemon.log.LogSetup} is what the daemon calls; {@link
 * io.vipd.daemon.log.SafeText} also serves the command line and needs nothing of Logback.
 *
 * <h2>Form</h2>
 *
 * <p>A message is one sentence and then fields: {@code became active group=web from=BACKUP}. Under
 * systemd the line starts with {@code <N>}, from which the journal takes the severity
 * (sd-daemon(3)); elsewhere with the time and the severity. Control characters are escaped, so that
 * nothing that came over the wire or out of a check can end a line or reach a terminal; the lines
 * of a stack trace are indented.
 *
 * <h2>Threads</h2>
 *
 * <p>The thread that logs formats the message and offers it to the queue without taking a lock;
 * {@code log} does the rest.
 */
package io.vipd.daemon.log;
