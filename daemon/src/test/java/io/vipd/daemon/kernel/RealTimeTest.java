package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RealTimeTest {
  /** Of /proc/thread-self/stat, counted from the end of the name in brackets. */
  private static final int PRIORITY = 37;

  private static final int POLICY = 38;
  private static final int NICENESS = 16;

  @Test
  void theLimitIsTheOneThatTheKernelShows() throws Exception {
    String line =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(text -> text.startsWith("Max realtime priority"))
            .findFirst()
            .orElseThrow();
    String soft = line.substring("Max realtime priority".length()).strip().split(" +")[0];
    int expected = soft.equals("unlimited") ? 99 : Integer.parseInt(soft);
    assertEquals(expected, RealTime.limit());
  }

  @Test
  void aThreadThatClaimsItHasItAndTheThreadsItStartsHaveNot() throws Exception {
    String[] inherited =
        onThreadOfItsOwn(() -> {
          try {
            RealTime.claim(7);
          } catch (KernelException e) {
            Assumptions.abort(e.getMessage());
          }
          String[] own = scheduling();
          assertEquals("7", own[PRIORITY]);
          assertEquals("2", own[POLICY] /* SCHED_RR */);
          return onThreadOfItsOwn(RealTimeTest::scheduling);
        });
    assertEquals("0", inherited[PRIORITY]);
    assertEquals("0", inherited[POLICY] /* SCHED_OTHER */);
  }

  @Test
  void theThreadThatCollectsGarbageHasItWhenItIsClaimedForIt() throws Exception {
    try {
      assertTrue(RealTime.claimForCollector(7));
    } catch (KernelException e) {
      Assumptions.abort(e.getMessage());
    }
    assertEquals(7, priorityOfCollector());
  }

  private static int priorityOfCollector() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.contains("(VM Thread)")) {
          return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[PRIORITY]);
        }
      }
    }
    throw new AssertionError("there is none");
  }

  @Test
  void whoeverMayIsTheLeastNice() throws Exception {
    String niceness =
        onThreadOfItsOwn(() -> {
          try {
            RealTime.beLeastNice();
          } catch (KernelException e) {
            Assumptions.abort(e.getMessage());
          }
          return scheduling()[NICENESS];
        });
    assertEquals("-20", niceness);
  }

  @Test
  void aPriorityThatThereIsNotIsRefusedWithASentence() {
    KernelException refused = assertThrows(KernelException.class, () -> RealTime.claim(100));
    assertEquals(
        "cannot run at real-time priority 100: Invalid argument (EINVAL)", refused.getMessage());
  }

  private static String[] scheduling() throws Exception {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  private static <T> T onThreadOfItsOwn(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().start(future);
    return future.get();
  }
}
