package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileProbeTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path temporary;
  private final FakeSurroundings surroundings = new FakeSurroundings();
  private Path folder;
  private Path file;
  private FileProbe probe;

  @BeforeEach
  void setUp() throws IOException {
    folder = temporary.toRealPath();
    file = folder.resolve("number");
    probe = probe(false);
  }

  private FileProbe probe(boolean onlyZero) {
    return new FileProbe(new CheckSpec.File(file, onlyZero), surroundings, () -> {});
  }

  private Finding look() throws Exception {
    return probe.look(SECOND);
  }

  private void assertNumber(int number, String sentence) throws Exception {
    assertEquals(new Finding(true, number, file + sentence), look());
  }

  private void assertRefused(String why) {
    assertEquals(file + why, assertThrows(IOException.class, this::look).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 5", "+7, 7", "-254, -254", "'  12\n', 12", "2147483647, 2147483647"})
  void theNumberIsWhatTheFileHolds(String text, int number) throws Exception {
    Files.writeString(file, text);
    assertNumber(number, " says " + number);
  }

  @Test
  void aFileThatIsNotThereOrEmptySaysZero() throws Exception {
    assertNumber(0, " does not exist, which counts as 0");
    Files.writeString(file, "\n");
    assertNumber(0, " is empty, which counts as 0");
    Files.delete(file);
    assertNumber(0, " does not exist, which counts as 0");
  }

  @Test
  void aFileThatIsBeingWrittenToIsReadWhenItIsWritten() throws Exception {
    Files.writeString(file, "");
    Thread writer =
        new Thread(() -> {
          try {
            Thread.sleep(15);
            Files.writeString(file, "9");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    writer.start();
    Finding finding = look();
    writer.join();
    // On a machine that was busy meanwhile it was empty for longer than anybody waits.
    if (finding.number() != 0) {
      assertEquals(new Finding(true, 9, file + " says 9"), finding);
    }
    assertNumber(9, " says 9");
  }

  @Test
  void whatIsNoNumberFails() throws Exception {
    Files.writeString(file, "five");
    assertEquals(Finding.fail(file + " holds no number but \"five\""), look());
    Files.writeString(file, "1.5");
    assertEquals(Finding.fail(file + " holds no number but \"1.5\""), look());
    Files.writeString(file, "1 2");
    assertEquals(Finding.fail(file + " holds no number but \"1 2\""), look());
    Files.writeString(file, "2147483648");
    assertEquals(
        Finding.fail(file + " says 2147483648, which is outside -2147483648..2147483647"), look());
    Files.writeString(file, "-99999999999999999999999");
    assertEquals(
        Finding.fail(
            file + " says -99999999999999999999999, which is outside -2147483648..2147483647"),
        look());
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws Exception {
    Files.writeString(file, "1".repeat(100_000));
    assertRefused(" is longer than 64 bytes");
  }

  @Test
  void aFolderInItsPlaceFails() throws Exception {
    Files.createDirectory(file);
    assertRefused(" is a folder");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/null"));
    assertRefused(" is no regular file");
  }

  @Test
  void whereOnlyZeroIsWellAnyOtherNumberFails() throws Exception {
    probe = probe(true);
    assertEquals(Finding.pass(file + " does not exist, which counts as 0"), look());
    Files.writeString(file, "0");
    assertEquals(Finding.pass(file + " says 0"), look());
    Files.writeString(file, "-1");
    assertEquals(Finding.fail(file + " says -1 and not 0"), look());
  }

  @Test
  void everyEntryOnTheWayIsWatched() throws Exception {
    Path versions = Files.createDirectories(folder.resolve("versions/1"));
    Files.writeString(versions.resolve("number"), "1");
    Files.createSymbolicLink(folder.resolve("current"), Path.of("versions/1"));
    Files.createSymbolicLink(file, Path.of("current/number"));
    assertNumber(1, " says 1");
    assertEquals(
        Set.of(file.toString(), folder.resolve("current").toString(), versions + "/number"),
        surroundings.watched());

    Files.createDirectories(folder.resolve("versions/2"));
    Files.writeString(folder.resolve("versions/2/number"), "2");
    Files.createSymbolicLink(folder.resolve("next"), folder.resolve("versions/2"));
    Files.move(
        folder.resolve("next"),
        folder.resolve("current"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    assertNumber(2, " says 2");
    assertEquals(
        Set.of(
            file.toString(),
            folder.resolve("current").toString(),
            folder.resolve("versions/2/number").toString()),
        surroundings.watched());
    probe.close();
    assertEquals(Set.of(), surroundings.watched());
  }

  @Test
  void aFolderThatIsMissingOnTheWayIsWatchedToo() throws Exception {
    file = folder.resolve("later/number");
    probe = probe(false);
    assertNumber(0, " does not exist, which counts as 0");
    assertEquals(Set.of(folder.resolve("later").toString()), surroundings.watched());
  }

  @Test
  void linksThatGoInCirclesAreLeftAlone() throws Exception {
    Files.createSymbolicLink(file, Path.of("number"));
    assertEquals(
        Set.of("number"),
        EntryWatches.onTheWay(file).stream()
            .map(EntryWatches.Entry::name)
            .collect(Collectors.toSet()));
    assertThrows(IOException.class, this::look);
  }
}
