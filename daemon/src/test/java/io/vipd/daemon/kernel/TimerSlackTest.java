package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TimerSlackTest {
  private static final int PR_GET_TIMERSLACK = 30;

  @Test
  void itBecomesOneNanosecondForTheCallingThreadAlone() throws Exception {
    int before = Native.prctl(PR_GET_TIMERSLACK, 0);
    CompletableFuture<Integer> after = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            TimerSlack.minimise();
            after.complete(Native.prctl(PR_GET_TIMERSLACK, 0));
          } catch (KernelException e) {
            after.completeExceptionally(e);
          }
        })
        .join();
    assertEquals(1, after.get());
    assertEquals(before, Native.prctl(PR_GET_TIMERSLACK, 0));
  }
}
