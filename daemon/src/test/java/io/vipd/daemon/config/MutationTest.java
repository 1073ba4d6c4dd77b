package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a file, it is answered, never thrown. */
class MutationTest {
  private static final long SEED = 9568;
  private static final String NASTY = "\t\n :-[]{}&*!|>'\"%@`#,?\\\0\u00ff0aZ";

  @TempDir Path folder;

  @Test
  void aThousandDamagedFilesAreEachAnsweredWithRecordsOrOneLineSentences() throws IOException {
    byte[] sound = Files.readAllBytes(SamplesTest.CONF.resolve("groups/web.yaml"));
    Path file = Files.createDirectory(folder.resolve("groups")).resolve("web.yaml");
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = damage(sound, random);
      Files.write(file, damaged);
      switch (ConfigLoader.load(folder)) {
        case Loaded.Valid valid -> assertNotNull(valid.config().groups().getFirst());
        case Loaded.Invalid invalid -> {
          refused++;
          assertFalse(invalid.problems().isEmpty());
          for (Problem problem : invalid.problems()) {
            assertTrue(
                problem.message().chars().noneMatch(c -> c < ' '),
                () -> "control character in: " + problem);
          }
        }
      }
    }
    assertTrue(refused > 500, "only " + refused + " of the files were damaged");
  }

  /** One to eight bytes changed, taken out, put in or repeated, or a line moved. */
  private static byte[] damage(byte[] sound, Random random) {
    byte[] nasty = NASTY.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = sound;
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(20), bytes.length - at);
      byte[] head = Arrays.copyOfRange(bytes, 0, at);
      byte[] cut = Arrays.copyOfRange(bytes, at, at + length);
      byte[] tail = Arrays.copyOfRange(bytes, at + length, bytes.length);
      byte[] one = {nasty[random.nextInt(nasty.length)]};
      bytes =
          switch (random.nextInt(4)) {
            case 0 -> join(head, one, cut, tail);
            case 1 -> join(head, tail);
            case 2 -> join(head, cut, cut, tail);
            default -> join(head, tail, cut);
          };
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
