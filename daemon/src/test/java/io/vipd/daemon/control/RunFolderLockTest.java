package io.vipd.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderLockTest {
  @TempDir Path temp;

  /** A daemon in a process of its own, for locks are a matter between processes. */
  public static final class Holder {
    public static void main(String[] args) throws IOException {
      try (RunFolderLock _ = RunFolderLock.take(Path.of(args[0]))) {
        System.out.println("taken");
        System.in.read();
      }
    }
  }

  @Test
  void theSecondDaemonIsRefusedAndToldThePidOfTheFirst() throws Exception {
    Process first = start();
    try {
      assertEquals('t', first.getInputStream().read());
      RunFolderInUseException refused =
          assertThrows(RunFolderInUseException.class, () -> RunFolderLock.take(temp));
      assertEquals(
          "another vipd (PID "
              + first.pid()
              + ") runs with the run folder "
              + temp
              + "; stop it first, or give this one another --run-dir",
          refused.getMessage());
    } finally {
      first.destroyForcibly();
    }
    assertTrue(first.waitFor(10, TimeUnit.SECONDS));
    RunFolderLock.take(temp).close();
  }

  @Test
  void theFolderIsMadeAndTheFileHoldsThePid() throws IOException {
    Path folder = temp.resolve("run/vipd");
    try (RunFolderLock lock = RunFolderLock.take(folder)) {
      assertEquals(folder, lock.folder());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("vipd.pid"))));
      assertTrue(Files.size(folder.resolve("vipd.pid")) > 1);
    }
    assertEquals("", Files.readString(folder.resolve("vipd.pid")));
  }

  @Test
  void anotherPartOfTheSameProcessIsRefusedToo() throws IOException {
    try (RunFolderLock _ = RunFolderLock.take(temp)) {
      assertThrows(RunFolderInUseException.class, () -> RunFolderLock.take(temp));
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsNamedWithTheReason() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    IOException failure = assertThrows(IOException.class, () -> RunFolderLock.take(file));
    assertEquals(
        "cannot use the run folder "
            + file
            + ": it is in the way of a folder of that name"
            + "; it must be a folder that this user may write to",
        failure.getMessage());
  }

  @Test
  void aLinkInPlaceOfTheFileIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(temp.resolve("vipd.pid"), elsewhere);
    assertThrows(IOException.class, () -> RunFolderLock.take(temp));
    assertEquals("precious", Files.readString(elsewhere));
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
