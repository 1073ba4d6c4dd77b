package io.vipd.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/**
 * Reads the number that a file holds; the kernel tells of changes at once. A file that is not there
 * or empty says 0. One that is something else, or holds something else, is a failure.
 */
final class FileProbe implements Probe {
  private static final int MAX_BYTES = 64;
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

  /** Longest number of digits that a long holds for sure. */
  private static final int MAX_DIGITS = 18;

  /** Whoever writes to a file empties it first: that is no news yet. */
  private static final int EMPTY_LOOKS = 5;

  private static final long EMPTY_PAUSE_MILLIS = 10;

  private final Path file;
  private final boolean onlyZero;
  private final EntryWatches watches;

  /**
   * @param wake makes the check run at once
   */
  FileProbe(CheckSpec.File spec, Surroundings surroundings, Runnable wake) {
    this.file = spec.path();
    this.onlyZero = spec.onlyZero();
    this.watches = new EntryWatches(file, surroundings, wake);
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException, InterruptedException {
    watches.renew(); // first, so that no change is missed between the look and the watch
    String text = read();
    for (int i = 0; text != null && text.isEmpty() && i < EMPTY_LOOKS; i++) {
      Thread.sleep(EMPTY_PAUSE_MILLIS);
      text = read();
    }
    if (text == null) {
      return says(0, " does not exist, which counts as 0");
    }
    if (text.isEmpty()) {
      return says(0, " is empty, which counts as 0");
    }
    if (!NUMBER.matcher(text).matches()) {
      return Finding.fail(file + " holds no number but \"" + OutputTail.clean(text) + "\"");
    }
    long number = text.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
    if (number != (int) number) {
      return Finding.fail(file + " says " + text + ", which is outside -2147483648..2147483647");
    }
    return says((int) number, " says " + number);
  }

  private Finding says(int number, String sentence) {
    if (onlyZero) {
      return new Finding(number == 0, file + sentence + (number == 0 ? "" : " and not 0"));
    }
    return new Finding(true, number, file + sentence);
  }

  /** What the file holds, without blanks around it; null when there is none. */
  private String read() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IOException(
            file + " is " + (attributes.isDirectory() ? "a folder" : "no regular file"));
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is longer than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1).strip();
    } catch (NoSuchFileException _) {
      return null;
    } catch (AccessDeniedException e) {
      throw new IOException(
          file + " may not be read by user " + System.getProperty("user.name"), e);
    }
  }

  @Override
  public void close() {
    watches.close();
  }
}
