package io.vipd.daemon.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private static Recording read(byte[] bytes) throws IOException {
    return RecordingReader.read(() -> new ByteArrayInputStream(bytes));
  }

  private static String why(byte[] bytes) {
    return assertThrows(IOException.class, () -> read(bytes)).getMessage();
  }

  private static String text() throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(Recordings.bytes())).readAllBytes(), UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aRecordingIsReadAsItWasWritten() throws IOException {
    assertEquals(Recordings.recording(), read(Recordings.bytes()));
  }

  @Test
  void itIsLinesOfJson() throws IOException {
    String[] lines = text().split("\n");
    assertEquals(
        "{\"vipd-recording\":1,\"version\":\"0.1.0\",\"node\":\"node-a\","
            + "\"at\":\"2026-01-01T00:00:10Z\",\"at-ns\":10000000000}",
        lines[0]);
    assertTrue(lines[1].startsWith("{\"chapter\":[{\"name\":\"web\",\"version\":3,\"vrid\":51,"));
    assertEquals("[\"ADD\",0,0,[0,0]]", lines[3]);
    assertEquals("{\"end\":" + (lines.length - 3) + "}", lines[lines.length - 1]);
  }

  @Test
  void whatIsCutOffIsSaidToBe() throws IOException {
    byte[] whole = Recordings.bytes();
    assertEquals(
        "it is cut off; have it copied again", why(Arrays.copyOf(whole, whole.length / 2)));
    assertEquals("it is cut off; have it copied again", why(new byte[0]));
    String text = text();
    String half = text.substring(0, text.indexOf("[\"WAKE\""));
    assertTrue(why(packed(half)).startsWith("it is cut off after line "), why(packed(half)));
  }

  @Test
  void whatIsNoRecordingIsSaidToBeNone() throws IOException {
    assertEquals(
        "it is damaged, or no recording (Not in GZIP format); 'vipctl record' on a node makes one",
        why("vrid: 51\n".getBytes(UTF_8)));
    assertEquals(
        "it is no recording; 'vipctl record' on a node makes one", why(packed("{\"a\":1}\n")));
    assertEquals(
        "it is a recording of form 2; use the vipctl of the node that made it",
        why(packed(text().replace("\"vipd-recording\":1", "\"vipd-recording\":2"))));
  }

  @Test
  void aLineThatIsAnotherOneIsNamed() throws IOException {
    assertEquals(
        "line 4: this is not what a recording says there; have it copied again",
        why(packed(text().replace("[\"ADD\",0,0,[0,0]]", "[\"ADD\",0,0]"))));
    assertTrue(
        why(packed(text().replaceFirst("\\[\"WAKE\".*\n", ""))).endsWith("; have it copied again"));
    for (String wrong : new String[] {"", "[", "7", "{\"chapter\":7}", "{}", "[\"WALK\",0,0,[]]"}) {
      String why = why(packed(text().replace("[\"ADD\",0,0,[0,0]]", wrong)));
      assertTrue(why.startsWith("line 4: "), why);
    }
  }

  @Test
  void damageIsNeverAnythingButASentence() throws IOException {
    byte[] whole = Recordings.bytes();
    byte[] text = text().getBytes(UTF_8);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] other = text.clone();
      other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(7));
      for (byte[] bytes : new byte[][] {damaged, packed(new String(other, UTF_8))}) {
        try {
          read(bytes);
        } catch (IOException e) {
          assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
        }
      }
    }
  }
}
