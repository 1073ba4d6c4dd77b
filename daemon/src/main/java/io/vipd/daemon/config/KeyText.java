package io.vipd.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** A key as it is written: {@code hex:} and digits, or text that is the key itself. */
final class KeyText {
  private static final int SHORTEST = 32;
  private static final int LONGEST = 64;
  private static final String HEX = "hex:";

  /** Far more than any key takes. */
  private static final int MAX_FILE_BYTES = 1024;

  private KeyText() {}

  /** The key in a text. */
  static byte[] read(String text) throws Refused {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key that a file consists of; a line end behind it does not count. */
  static byte[] readFile(Path file) throws IOException, Refused {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new Refused("is larger than 1 KiB, which no key is; is it the right file?");
    }
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length -= length > 1 && bytes[length - 2] == '\r' ? 2 : 1;
    }
    return read(Arrays.copyOf(bytes, length));
  }

  private static byte[] read(byte[] bytes) throws Refused {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] key = text.startsWith(HEX) ? hex(text.substring(HEX.length())) : plain(bytes);
    if (key.length < SHORTEST || key.length > LONGEST) {
      throw new Refused(
          "holds a key of "
              + key.length
              + " bytes, outside 32..64; write hex: and what openssl rand -hex 32 prints");
    }
    return key;
  }

  private static byte[] hex(String digits) throws Refused {
    if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new Refused("holds something else than hexadecimal digits behind hex:; correct it");
    }
    if (digits.length() % 2 != 0) {
      throw new Refused(
          "holds " + digits.length() + " hexadecimal digits, and two make a byte; correct it");
    }
    return HexFormat.of().parseHex(digits);
  }

  /** Bytes that no editor shows would make keys that only seem to be equal. */
  private static byte[] plain(byte[] bytes) throws Refused {
    for (byte b : bytes) {
      if (b >= 0 && b < ' ' || b == 0x7f) {
        throw new Refused("holds a control character; write a key that is no text as hex:");
      }
    }
    return bytes;
  }
}
