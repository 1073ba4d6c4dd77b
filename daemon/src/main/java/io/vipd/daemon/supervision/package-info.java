/**
 * Watches over the core for systemd, from a thread of its own: tells it the roles of the groups
 * when one has changed (the status line of {@code systemctl status}), and feeds its watchdog as
 * long as the core takes its turns on time. A core that hangs is not fed for, so systemd kills the
 * process and starts the next.
 */
package io.vipd.daemon.supervision;
