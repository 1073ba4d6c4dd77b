package io.vipd.daemon.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The terminal that stdout leads to, if it leads to one. */
interface Terminal {
  /**
   * How much fits on a terminal.
   *
   * @param rows its lines
   * @param columns its characters a line
   */
  record Size(int rows, int columns) {
    /** For a terminal that does not tell, and for whatever is none: everything fits. */
    static final Size UNLIMITED = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Whether stdout is a terminal. */
  boolean isPresent();

  /** Its size at this moment. */
  Size size();

  /** Stdout of this process. */
  static Terminal ofStdout() {
    return isTerminal() ? new Tty() : new Nothing();
  }

  /**
   * By the name of the device: {@code Console.isTerminal} asks about stdin too, so that a status
   * asked for from a loop over a file would lose its colours.
   */
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console")
          || device.startsWith("/dev/hvc");
    } catch (IOException _) {
      return false;
    }
  }

  /** No terminal, but a file or a pipe. */
  record Nothing() implements Terminal {
    @Override
    public boolean isPresent() {
      return false;
    }

    @Override
    public Size size() {
      return Size.UNLIMITED;
    }
  }

  /** A real one, which is asked for its size through stty. */
  record Tty() implements Terminal {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Size size() {
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!stty.waitFor(1, TimeUnit.SECONDS)) {
          stty.destroyForcibly();
          return Size.UNLIMITED;
        }
        byte[] answer = stty.getInputStream().readAllBytes();
        return parsed(new String(answer, StandardCharsets.US_ASCII).strip());
      } catch (IOException _) {
        return Size.UNLIMITED;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return Size.UNLIMITED;
      }
    }
  }

  /** Reads what {@code stty size} prints: rows and columns; a serial line says 0 for both. */
  static Size parsed(String answer) {
    if (!answer.matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}")) {
      return Size.UNLIMITED;
    }
    String[] numbers = answer.split(" ");
    return new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }
}
