package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.Errno;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group's own address, 192.0.2.1 or none, shows which picture is in force. */
class ResyncTest {
  private static final long PAUSE = 100_000_000;

  private final Bench bench = new Bench();
  private final AtomicInteger asked = new AtomicInteger();
  private WakeUp wakeUp;
  private Inbox inbox;
  private volatile boolean refuse;
  private Resync resync;

  @BeforeEach
  void open() throws Exception {
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    resync = new Resync(bench.links, inbox, this::take);
    bench.add();
    bench.link.index = 7;
  }

  @AfterEach
  void close() {
    wakeUp.close();
    bench.close();
  }

  private LinkSnapshot take() throws KernelException {
    asked.incrementAndGet();
    if (refuse) {
      throw new KernelException("list the interfaces", Errno.ETIMEDOUT);
    }
    return new LinkSnapshot(
        List.of(new LinkSnapshot.Interface(7, "vtk-l", true, new byte[0], 6)),
        List.of(new LinkSnapshot.Address(7, IpAddress.parse("192.0.2.1"), 24, 0, 0)));
  }

  private boolean inForce() {
    inbox.run(256, bench.nowNanos);
    return !bench.side().ownAddresses.isEmpty();
  }

  private void eventuallyAsked(int times) throws Exception {
    eventually(
        "asked " + times + " times",
        () -> {
          inForce();
          return asked.get() == times;
        });
  }

  @Test
  void theAnswerIsUsed() throws Exception {
    resync.want(bench.nowNanos);
    eventually("the picture is in force", this::inForce);
    resync.goOn(bench.nowNanos + PAUSE);
    assertEquals(1, asked.get());
  }

  @Test
  void aRefusalIsAskedAgainLater() throws Exception {
    refuse = true;
    try (LogLines log = new LogLines(Resync.class)) {
      resync.want(bench.nowNanos);
      eventually("a complaint", () -> log.lines().size() == 1);
      assertEquals(
          List.of(
              "WARN links and addresses could not be read again, trying on: cannot list the"
                  + " interfaces: Timed out (ETIMEDOUT)"),
          log.lines());
      refuse = false;
      eventually(
          "the picture is in force",
          () -> {
            bench.nowNanos += PAUSE;
            resync.goOn(bench.nowNanos);
            return inForce();
          });
      assertEquals(2, asked.get());
    }
  }

  @Test
  void anAnswerThatAnEventOvertookIsNotUsed() throws Exception {
    resync.want(bench.nowNanos);
    eventually("it is asked", () -> asked.get() == 1);
    bench.links.addressRemoved(7, IpAddress.parse("192.0.2.1"), 24, 0, 0);
    bench.nowNanos += PAUSE;
    eventuallyAsked(2); // at once when the first answer proves stale
    eventually("the second picture is in force", this::inForce);
  }

  @Test
  void underLastingEventsTheFifthAnswerIsUsed() throws Exception {
    resync.want(bench.nowNanos);
    eventually(
        "the picture is in force",
        () -> {
          bench.nowNanos += PAUSE;
          resync.goOn(bench.nowNanos);
          bench.links.addressRemoved(7, IpAddress.parse("192.0.2.9"), 24, 0, 0);
          inbox.run(1, bench.nowNanos);
          return inForceNow();
        });
    assertEquals(5, asked.get());
  }

  private boolean inForceNow() {
    return !bench.side().ownAddresses.isEmpty();
  }

  @Test
  void overrunsAtEveryTurnAskTenTimesASecondAtMost() throws Exception {
    resync.want(bench.nowNanos);
    eventually("the picture is in force", this::inForce);
    for (int i = 0; i < 50; i++) {
      bench.nowNanos += 1_000_000;
      resync.want(bench.nowNanos);
      inForce();
    }
    assertEquals(1, asked.get());
    bench.nowNanos += PAUSE;
    resync.goOn(bench.nowNanos);
    eventuallyAsked(2);
    assertTrue(inForceNow());
  }
}
