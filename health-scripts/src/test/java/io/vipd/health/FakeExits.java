package io.vipd.health;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An exit watcher whose exits a test announces. */
final class FakeExits implements ExitWatcher {
  private final Map<Long, Runnable> watches = new TreeMap<>();
  private String refusal;

  @Override
  public Watch watch(long pid, Runnable onExit) throws IOException {
    if (refusal != null) {
      throw new IOException(refusal);
    }
    watches.put(pid, onExit);
    return () -> watches.remove(pid);
  }

  void refuse(String why) {
    refusal = why;
  }

  Set<Long> watched() {
    return new TreeSet<>(watches.keySet());
  }

  void exit(long pid) {
    watches.get(pid).run();
  }
}
