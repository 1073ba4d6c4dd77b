/**
 * Watches over the core for systemd, from a thread of its own: tells it the roles of the groups
 * when one has changed (the status line of {@code systemctl status}), and feeds its watchdog as
 * long as the core takes its turns on time. A core that hangs is not fed for, so systemd kills the
 * process and starts the next.
 *
 * <p>{@link io.vipd.daemon.supervision.Unit} asks systemd whether a stop is followed by a start, so
 * that addresses and roles are worth keeping; {@link io.vipd.daemon.supervision.Ending} reads what
 * systemd tells the command that runs after the end.
 */
package io.vipd.daemon.supervision;
