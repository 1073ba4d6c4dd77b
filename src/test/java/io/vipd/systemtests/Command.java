package io.vipd.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end. */
final class Command {
  private static final long LIMIT_SECONDS = 60;

  private Command() {}

  /**
   * How a command ended.
   *
   * @param command what was run
   * @param exitCode its exit code
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  record Result(List<String> command, int exitCode, String out, String err) {
    /** Itself. Fails the test unless the command succeeded. */
    Result ok() {
      if (exitCode != 0) {
        throw new AssertionError(this);
      }
      return this;
    }

    @Override
    public String toString() {
      return "%s: exit code %d%n%s%s".formatted(String.join(" ", command), exitCode, out, err);
    }
  }

  static Result run(String... command) {
    return run(List.of(command));
  }

  static Result run(List<String> command) {
    return run(Duration.ofSeconds(LIMIT_SECONDS), command);
  }

  /** The same with a limit of its own. */
  static Result run(Duration limit, List<String> command) {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()), readers);
      var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), readers);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " did not end");
      }
      return new Result(command, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
