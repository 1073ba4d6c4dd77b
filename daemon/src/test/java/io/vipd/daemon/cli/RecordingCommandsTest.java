package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.recording.Recordings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vipctl record} and {@code vipctl replay}. */
@Timeout(30)
class RecordingCommandsTest {
  @TempDir Path temp;
  private FakeWorld world;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(temp.resolve("a.recording"), Recordings.bytes());
  }

  private int vipctl(String... args) {
    world = new FakeWorld();
    World real = world.world();
    int code = VipctlCommand.execute(args, real, (_, _) -> new Loaded.Invalid(List.of()));
    return real.finished("vipctl", code);
  }

  @Test
  void recordWritesWhatTheDaemonGives() throws IOException {
    Path out = temp.resolve("out");
    try (FakeDaemon daemon = new FakeDaemon(temp)) {
      daemon.recording = Recordings.bytes();
      assertEquals(0, vipctl("--run-dir", temp.toString(), "record", "--out", out.toString()));
      assertArrayEquals(Recordings.bytes(), Files.readAllBytes(out));
      assertEquals(
          out + " is written; 'vipctl replay " + out + "' shows each decision\n", world.out());
      assertEquals(
          0, vipctl("--run-dir", temp.toString(), "record", "--json", "--out", out.toString()));
      assertTrue(world.out().startsWith("{\"file\":\"" + out + "\",\"bytes\":"), world.out());
      assertEquals(1, vipctl("--run-dir", temp.toString(), "record", "--out", temp + "/no/out"));
      assertTrue(world.err().contains("cannot be written"), world.err());
    }
    assertEquals(3, vipctl("--run-dir", temp.toString(), "record", "--out", out.toString()));
  }

  @Test
  void replayShowsEachDecisionAndWhatRepeatsItselfOnce() {
    assertEquals(0, vipctl("replay", file.toString()));
    List<String> lines = world.out().lines().toList();
    assertEquals("node-a, vipd 0.1.0, recorded up to 2026-01-01T00:00:10Z", lines.getFirst());
    assertTrue(
        lines.contains(
            "2026-01-01T00:00:03.414062500Z  timers are due -> web/ipv4 sends priority 150;"
                + " web/ipv4 asks the kernel for the addresses; web/ipv4 BACKUP to ACTIVE:"
                + " nobody_heard; its priority is 150"),
        world.out());
    assertTrue(
        lines.contains(
            "2026-01-01T00:00:09Z  web/ipv4 an operator asks for a failover, with a hold of 60000.0"
                + " ms -> stops announcing the addresses; sends priority 0"),
        world.out());
    assertTrue(lines.getLast().endsWith(" steps, all decided as they were recorded"));
  }

  @Test
  void replayForAProgramIsOneLineAStep() {
    assertEquals(0, vipctl("replay", file.toString(), "--json"));
    List<String> lines = world.out().lines().toList();
    assertEquals(
        "{\"at\":\"2026-01-01T00:00:00Z\",\"router\":null,\"input\":\"CHECKPOINT\","
            + "\"says\":\"the state of all routers\",\"same\":true}",
        lines.getFirst());
    assertTrue(
        lines.getLast().contains("{\"router\":\"web/ipv4\",\"decision\":\"SEND_ADVERT\","),
        lines.getLast());
  }

  @Test
  void anotherGroupIsLeftOut() {
    assertEquals(0, vipctl("replay", file.toString(), "--group", "mail"));
    assertEquals(List.of(), world.out().lines().filter(line -> line.contains("Z  web/")).toList());
  }

  @Test
  void aDecisionThatWasAnotherOneFailsAndIsNamed() throws IOException {
    String text =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(Recordings.bytes())).readAllBytes(),
            StandardCharsets.UTF_8);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          text.replaceFirst("(\\[\"SEND_ADVERT\",0,[0-9]+,\\[)150", "$199")
              .getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(1, vipctl("replay", file.toString()));
    assertTrue(
        world.out().contains("\n  DIFFERS: recorded was web/ipv4 sends priority 99;"), world.out());
    assertTrue(world.out().contains(" steps, 1 of them decided otherwise than recorded\n"));
  }

  @Test
  void whatCannotBeReadIsRefusedInASentence() throws IOException {
    assertEquals(1, vipctl("replay", temp + "/none"));
    assertEquals("vipctl replay: " + temp + "/none: there is no such file\n", world.err());
    Files.writeString(file, "vrid: 51\n");
    assertEquals(1, vipctl("replay", file.toString(), "--json"));
    assertTrue(world.out().startsWith("{\"error\":{\"code\":\"failed\",\"message\":\""));
    assertEquals(2, vipctl("replay"));
  }
}
