package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangUpTest {
  @Test
  void whateverComesWhileItRunsIsOneMoreRunAndNotOneForEach() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Runnable reload =
        HangUp.oneAtATime(() -> {
          runs.incrementAndGet();
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    List<Thread> signals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      signals.add(Thread.ofPlatform().start(reload));
      if (i == 0) {
        eventually("it runs", () -> runs.get() == 1);
      }
    }
    eventually(
        "all but one wait for nothing",
        () -> signals.stream().filter(Thread::isAlive).count() == 2);
    gate.countDown();
    for (Thread signal : signals) {
      assertTrue(signal.join(Duration.ofSeconds(10)));
    }
    assertEquals(2, runs.get());
    reload.run();
    assertEquals(3, runs.get());
  }
}
