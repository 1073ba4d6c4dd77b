package io.vipd.daemon.journal;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Where entries last. Only {@link #newest} may be called by other threads than the journal's. */
interface Store extends AutoCloseable {
  /**
   * Makes it ready for {@link #append}.
   *
   * @return the highest sequence number that it holds; 0 for none
   */
  long open() throws IOException;

  /**
   * Adds entries, all or none; after a failure the next call tries again from a sound state.
   *
   * @param lines each an entry's JSON with its line end
   */
  void append(List<String> lines) throws IOException;

  /**
   * The newest entries that are wanted, oldest first. What cannot be read is passed over.
   *
   * @param most how many at the most
   */
  List<Entry> newest(int most, Predicate<Entry> wanted);

  @Override
  void close();
}
