package io.vipd.daemon;

import io.vipd.daemon.control.RunFolderLock;
import io.vipd.daemon.kernel.NamespaceClaim;
import io.vipd.daemon.loop.Leftovers;
import io.vipd.daemon.state.Remains;
import io.vipd.daemon.supervision.Ending;
import io.vipd.daemon.supervision.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs after a daemon that ended in whatever way, and does not come back: takes its addresses
 * away, rather than wait for their leases.
 */
public final class Release {
  private static final Logger log = LoggerFactory.getLogger(Release.class);
  private static final Duration SYSTEMD_LIMIT = Duration.ofSeconds(1);

  private Release() {}

  /**
   * Releases everything, unless the environment of {@code ExecStopPost=} says that the daemon comes
   * back.
   *
   * @return the exit code: 0 if nothing is left, or nothing had to be done
   */
  public static int run(Path runFolder) {
    return run(runFolder, System.getenv());
  }

  static int run(Path runFolder, Map<String, String> environment) {
    if (Ending.of(environment).comesBack(Unit.of(environment).job(SYSTEMD_LIMIT))) {
      log.info("vipd comes back; its addresses stay for it, on their leases");
      return 0;
    }
    try (RunFolderLock _ = RunFolderLock.take(runFolder);
        NamespaceClaim _ = NamespaceClaim.take()) {
      return Leftovers.removeAll(Remains.read(runFolder)) ? 0 : Daemon.EXIT_FAILED;
    } catch (IOException e) {
      log.error("nothing is released: {}", e.getMessage());
      return Daemon.EXIT_FAILED;
    }
  }
}
