package io.vipd.daemon.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The forms of a log line. */
public enum LogFormat {
  /** {@link #JOURNALD} where stdout leads to the journal, else {@link #HUMAN}. */
  AUTO,
  /** {@code <6>message}: the journal adds the time itself. */
  JOURNALD,
  /** {@code 2026-01-01 00:00:00.000 INFO message}. */
  HUMAN;

  /**
   * What {@link #AUTO} means here. systemd names the stream it connected as device and inode in
   * {@code JOURNAL_STREAM} (systemd.exec(5)); a service whose stdout was led elsewhere still has
   * the variable, so the two are compared.
   *
   * @param stdout the file that stdout is
   */
  LogFormat resolved(Map<String, String> environment, Path stdout) {
    if (this != AUTO) {
      return this;
    }
    String stream = environment.get("JOURNAL_STREAM");
    return stream != null && stream.equals(identity(stdout)) ? JOURNALD : HUMAN;
  }

  private static String identity(Path file) {
    try {
      Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
      return attributes.get("dev") + ":" + attributes.get("ino");
    } catch (IOException _) {
      return null;
    }
  }
}
