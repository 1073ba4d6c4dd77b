/**
 * What a daemon leaves to the one that follows it: a small file in the run folder, mapped into
 * memory, that says which virtual routers were Active, when each of them last advertised, until
 * when it was to hold back, and which addresses it had put where. The next daemon reads it to go on
 * where this one stopped, and to find what has to go.
 *
 * <p>{@link io.vipd.daemon.state.RunState} is the side that writes: {@link
 * io.vipd.daemon.state.Slot} by {@code Slot}, one for each virtual router, by plain stores from the
 * core thread. {@link io.vipd.daemon.state.Remains} is what an earlier life left. {@code Layout}
 * says what stands where.
 *
 * <p><b>Torn writes.</b> What changes while the daemon runs is single aligned words, so a process
 * that is killed between any two instructions leaves either the old word or the new one. What
 * belongs together stands under a checksum, and is written only while its slot says that it is not
 * Active. The file is filled under another name and renamed when it is whole.
 *
 * <p><b>Trust.</b> A file of another boot, version, user, or with a wrong checksum counts as none:
 * then the start is that of a fresh host, in which whatever carries vipd's tag goes.
 */
package io.vipd.daemon.state;
