package io.vipd.health;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch that is opened at the first look; without it, the looks themselves must do. */
final class NetworkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkWatch.class);

  /** Opens the watch. */
  @FunctionalInterface
  interface Opener {
    ExitWatcher.Watch open() throws IOException;
  }

  private final Opener opener;
  private ExitWatcher.Watch watch;
  private boolean refused;

  NetworkWatch(Opener opener) {
    this.opener = opener;
  }

  /** Opens it unless it is open or was refused. */
  void open() {
    if (watch == null && !refused) {
      try {
        watch = opener.open();
      } catch (IOException e) {
        refused = true;
        LOG.warn("Changes of the network are noticed at the next run only: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
