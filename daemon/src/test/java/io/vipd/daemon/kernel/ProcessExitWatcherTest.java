package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessExitWatcherTest {
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void anExitIsToldAtOnceOnTheWatchersThread() throws Exception {
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      Process process = sleeper();
      CountDownLatch exited = new CountDownLatch(1);
      AtomicLong exitedAt = new AtomicLong();
      AtomicReference<String> thread = new AtomicReference<>();
      watcher.watch(
          process.pid(),
          () -> {
            exitedAt.set(System.nanoTime());
            thread.set(Thread.currentThread().getName());
            exited.countDown();
          });
      assertEquals(1, exited.getCount());
      long killedAt = System.nanoTime();
      process.destroyForcibly();
      assertTrue(exited.await(10, TimeUnit.SECONDS));
      assertEquals("exit-watch", thread.get());
      System.out.printf("exit noticed after %d us%n", (exitedAt.get() - killedAt) / 1_000);
    }
  }

  @Test
  void aProcessThatIsGoneAlreadyHasExited() throws Exception {
    Process process = sleeper();
    process.destroyForcibly().waitFor();
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      CountDownLatch exited = new CountDownLatch(1);
      watcher.watch(process.pid(), exited::countDown);
      assertTrue(exited.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void whatCannotBeAProcessIsRefused() throws Exception {
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      KernelException refusal =
          assertThrows(KernelException.class, () -> watcher.watch(0, () -> {}));
      assertEquals("cannot watch process 0: Invalid argument (EINVAL)", refusal.getMessage());
    }
  }

  @Test
  void manyAreWatchedAndEachIsToldOnce() throws Exception {
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      AtomicInteger exits = new AtomicInteger();
      for (int i = 0; i < 20; i++) {
        watcher.watch(sleeper().pid(), exits::incrementAndGet);
      }
      processes.get(7).destroyForcibly();
      eventually("one exit", () -> exits.get() == 1);
      processes.forEach(Process::destroyForcibly);
      eventually("all exits", () -> exits.get() == 20);
    }
  }

  @Test
  void aWatchThatWasClosedTellsNothing() throws Exception {
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      AtomicInteger wrong = new AtomicInteger();
      CountDownLatch exited = new CountDownLatch(1);
      Process process = sleeper();
      AutoCloseable watch = watcher.watch(process.pid(), wrong::incrementAndGet);
      watcher.watch(process.pid(), exited::countDown);
      watch.close();
      watch.close();
      process.destroyForcibly();
      assertTrue(exited.await(10, TimeUnit.SECONDS));
      assertEquals(0, wrong.get());
    }
  }

  @Test
  void whatFailsAfterOneExitDoesNotKeepTheOthers() throws Exception {
    try (ProcessExitWatcher watcher = new ProcessExitWatcher()) {
      CountDownLatch exited = new CountDownLatch(1);
      Process first = sleeper();
      Process second = sleeper();
      watcher.watch(
          first.pid(),
          () -> {
            throw new IllegalStateException("a failure that the test wants");
          });
      watcher.watch(second.pid(), exited::countDown);
      first.destroyForcibly().waitFor();
      second.destroyForcibly();
      assertTrue(exited.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void closingLeavesNoDescriptorOpen() throws Exception {
    long before = openPidfds();
    ProcessExitWatcher watcher = new ProcessExitWatcher();
    Process process = sleeper();
    watcher.watch(process.pid(), () -> {});
    AutoCloseable dropped = watcher.watch(process.pid(), () -> {});
    eventually("two are open", () -> openPidfds() == before + 2);
    dropped.close();
    eventually("one is dropped", () -> openPidfds() == before + 1);
    watcher.close();
    eventually("none is left", () -> openPidfds() == before);
    assertThrows(KernelException.class, () -> watcher.watch(process.pid(), () -> {}));
    assertEquals(before, openPidfds());
  }

  private static long openPidfds() {
    File[] open = new File("/proc/self/fd").listFiles();
    return Arrays.stream(open)
        .map(file -> {
          try {
            return Files.readSymbolicLink(file.toPath()).toString();
          } catch (IOException _) {
            return ""; // gone meanwhile
          }
        })
        .filter(target -> target.contains("pidfd"))
        .count();
  }

  private Process sleeper() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    processes.add(process);
    return process;
  }
}
