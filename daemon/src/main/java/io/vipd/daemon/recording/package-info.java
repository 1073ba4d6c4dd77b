/**
 * Recordings: files from which the protocol's part of a daemon can be played again, on any machine.
 *
 * <p>The core writes what its node is told and decides on a {@link io.vipd.vrrp.node.Tape} in
 * memory. {@link io.vipd.daemon.recording.Recorder} asks for a copy of it, on demand and by itself
 * after a change of role that nobody asked for, and writes it as a {@link
 * io.vipd.daemon.recording.Recording}: JSON lines under gzip, without keys or passwords. {@link
 * io.vipd.daemon.recording.ReplayWords} says in words what is in it.
 */
package io.vipd.daemon.recording;
