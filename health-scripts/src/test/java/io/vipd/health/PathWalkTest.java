package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathWalkTest {
  @TempDir Path temporary;

  private Path root;
  private final List<Path> passed = new ArrayList<>();

  @BeforeEach
  void makeFiles() throws IOException {
    root = temporary.toRealPath();
    Files.createDirectories(root.resolve("a/b"));
    Files.createFile(root.resolve("a/b/file"));
  }

  private FileStatus follow(String path) throws IOException {
    passed.clear();
    return PathWalk.follow(root.resolve(path), on -> passed.add(on.path()));
  }

  /** What was passed below the temporary folder. */
  private List<String> below() {
    return passed.stream()
        .filter(path -> path.startsWith(root) && !path.equals(root))
        .map(path -> root.relativize(path).toString())
        .toList();
  }

  @Test
  void everyFolderIsPassedOnceAndTheEndIsTheAnswer() throws IOException {
    FileStatus end = follow("a/b/file");
    assertEquals(root.resolve("a/b/file"), end.path());
    assertTrue(end.isRegular());
    assertEquals(List.of("a", "a/b"), below());
    assertEquals(Path.of("/"), passed.getFirst());
    assertEquals(passed.stream().distinct().toList(), passed);
  }

  @Test
  void aLinkIsPassedAndThenWhatItPointsAt() throws IOException {
    Files.createSymbolicLink(root.resolve("relative"), Path.of("a/b"));
    assertEquals(root.resolve("a/b/file"), follow("relative/file").path());
    assertEquals(List.of("relative", "a", "a/b"), below());

    Files.createSymbolicLink(root.resolve("absolute"), root.resolve("a/b/file"));
    assertEquals(root.resolve("a/b/file"), follow("absolute").path());
    assertEquals(List.of("absolute", "a", "a/b"), below());
  }

  @Test
  void whatIsLeftAgainByTwoDotsWasPassedToo() throws IOException {
    assertEquals(root.resolve("a/b/file"), follow("a/b/../b/./file").path());
    assertEquals(List.of("a", "a/b", "a/b"), below());
    assertEquals(root.resolve("a"), follow("a/b/..").path());
    assertEquals(List.of("a", "a/b"), below());
  }

  @Test
  void aPartThatIsMissingIsNamed() {
    NoSuchFileException missing =
        assertThrows(NoSuchFileException.class, () -> follow("a/none/file"));
    assertEquals(root.resolve("a/none").toString(), missing.getFile());
  }

  @Test
  void linksThatLeadNowhereComeToAnEnd() throws IOException {
    Files.createSymbolicLink(root.resolve("round"), Path.of("round"));
    IOException endless = assertThrows(IOException.class, () -> follow("round"));
    assertEquals("more than 40 symbolic links", endless.getMessage());
  }
}
