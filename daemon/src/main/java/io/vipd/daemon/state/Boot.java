package io.vipd.daemon.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Which boot of the machine this is: its monotonic clock counts from there. */
final class Boot {
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Boot() {}

  static UUID id() throws IOException {
    String text = Files.readString(ID).strip();
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(ID + " is no UUID: " + text, e);
    }
  }
}
