/**
 * Another configuration for a daemon that runs.
 *
 * <p>{@link io.vipd.daemon.reload.Reloader} reads the files, has {@link
 * io.vipd.daemon.reload.Planner} say what is different and what that will do, and hands the new
 * configuration to {@link io.vipd.daemon.reload.Reloader.Target}, which takes it as a whole or not
 * at all. {@link io.vipd.daemon.reload.GroupKeys} and {@link io.vipd.daemon.reload.NodeKeys} know
 * each key of a file once: how its value is shown, and what another value does. Nothing here runs
 * on the core thread; how the core changes over is described in the loop's {@code Changeover}.
 */
package io.vipd.daemon.reload;
