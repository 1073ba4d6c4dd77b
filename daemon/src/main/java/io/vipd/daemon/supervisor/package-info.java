/**
 * What becomes of this process as its supervisor has it: whether a stop is followed by a start, so
 * that addresses and roles are worth keeping. {@link io.vipd.daemon.supervisor.Unit} asks systemd;
 * {@link io.vipd.daemon.supervisor.Ending} reads what systemd tells the command that runs after the
 * end.
 */
package io.vipd.daemon.supervisor;
