package io.vipd.daemon.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The systemd unit that this process runs for, by the name that the unit file hands over in {@code
 * VIPD_UNIT}.
 */
public final class Unit {
  private static final Logger log = LoggerFactory.getLogger(Unit.class);

  /** What systemd is about to do with the unit. */
  public enum Job {
    /** Nothing, as far as is known. */
    NONE,
    /** To start it. */
    START,
    /** To stop it, for instance because the machine goes down. */
    STOP,
    /** To stop it and start it again. */
    RESTART
  }

  private final String name;
  private final String systemctl;

  Unit(String name, String systemctl) {
    this.name = name;
    this.systemctl = systemctl;
  }

  /** The unit that the environment names; without a name it never has a job. */
  public static Unit of(Map<String, String> environment) {
    return new Unit(environment.getOrDefault("VIPD_UNIT", ""), "systemctl");
  }

  /**
   * Asks systemd what it is about to do. What it does not say in time is {@link Job#NONE}.
   *
   * @param limit how long to wait at most
   */
  public Job job(Duration limit) {
    if (name.isEmpty()) {
      return Job.NONE;
    }
    try {
      return job(jobs(limit));
    } catch (IOException e) {
      log.warn(
          "systemd does not say what it does with {}, so that this counts as a stop: {}",
          name,
          e.getMessage());
      return Job.NONE;
    }
  }

  private String jobs(Duration limit) throws IOException {
    // What it says fits a pipe, so it need not be read before its end.
    Process process =
        new ProcessBuilder(
                systemctl, "list-jobs", "--no-legend", "--no-pager", "--full", "--", name)
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("systemctl takes longer than " + limit.toMillis() + " ms");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "systemctl ended with "
                + process.exitValue()
                + ": "
                + new String(process.getErrorStream().readAllBytes(), UTF_8).strip());
      }
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Columns: number, unit, type, state. */
  private Job job(String jobs) {
    for (String line : jobs.lines().toList()) {
      List<String> columns = List.of(line.strip().split("\\s+"));
      if (columns.size() == 4 && columns.get(1).equals(name)) {
        return switch (columns.get(2)) {
          case "restart" -> Job.RESTART;
          case "stop" -> Job.STOP;
          case "start" -> Job.START;
          default -> Job.NONE;
        };
      }
    }
    return Job.NONE;
  }
}
