package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RealTimeTest {
  /** Of /proc/thread-self/stat, counted from the end of the name in brackets. */
  private static final int PRIORITY = 37;

  private static final int POLICY = 38;

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
