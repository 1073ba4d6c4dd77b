/**
 * What happened on this node, for whoever asks the next morning: transitions with their cause and
 * what was known at that moment, verdicts of checks, what operators did, starts and stops.
 *
 * <h2>Parts</h2>
 *
 * <p>Whoever knows something hands a {@link io.vipd.daemon.journal.Note} to the {@link
 * io.vipd.daemon.journal.Journal}, which makes it a numbered {@link io.vipd.daemon.journal.Entry}.
 * Readers ask for the newest entries or wait for more. The form of an entry is {@link
 * io.vipd.daemon.journal.EntryForm}, the same on disk and on the control socket.
 *
 * <h2>On disk</h2>
 *
 * <p>JSON lines in the state folder: {@code journal.jsonl} and up to three older files, {@code
 * journal.1.jsonl} the youngest of them, 2 MiB each, so that the journal never takes more than a
 * little over 8 MiB. A line that a crash left unfinished is cut off; a line that cannot be read is
 * passed over. Sequence numbers go on after a restart.
 *
 * <h2>Threads</h2>
 *
 * <p>Writing takes no lock and never waits: notes go into a bounded queue, which the thread {@code
 * journal} empties into memory and onto the disk. When the queue is full a note is dropped. When
 * the disk is full, read-only or gone, entries stay in memory, the newest 512 of them, and the disk
 * is tried again every five seconds. Either way the loss is counted, logged once, and stands in the
 * journal as an entry of kind {@code lost}. Readers take a lock that no writer takes.
 */
package io.vipd.daemon.journal;
