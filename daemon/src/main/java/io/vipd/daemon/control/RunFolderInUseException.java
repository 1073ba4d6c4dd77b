package io.vipd.daemon.control;

import java.io.IOException;
import java.nio.file.Path;

/** Another daemon has the run folder already. */
public final class RunFolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says who has it.
   *
   * @param folder the run folder
   * @param pid the other daemon's process id; null when it has not written it yet
   */
  RunFolderInUseException(Path folder, String pid) {
    super(
        "another vipd "
            + (pid == null ? "" : "(PID " + pid + ") ")
            + "runs with the run folder "
            + folder
            + "; stop it first, or give this one another --run-dir");
  }
}
