package io.vipd.health;

import static io.vipd.health.RiseFall.Verdict.UP;
import static io.vipd.health.RiseFall.Verdict.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckRunnerTest {
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Each asks something else, so that no two share a run. */
  private static final AtomicInteger PORT = new AtomicInteger();

  private final List<String> verdicts = new CopyOnWriteArrayList<>();

  private void listen(int check, RiseFall.Verdict verdict, CheckResult last) {
    verdicts.add(check + " " + verdict + " " + last.output());
  }

  private static CheckSettings settings(Duration every, int rise, int fall) {
    return settings(other(), every, MILLISECOND, rise, fall);
  }

  private static CheckSpec other() {
    return new CheckSpec.Tcp("127.0.0.1", PORT.incrementAndGet());
  }

  private static CheckSettings settings(
      CheckSpec spec, Duration every, Duration timeout, int rise, int fall) {
    return new CheckSettings(
        "web",
        spec,
        every,
        every,
        timeout,
        rise,
        fall,
        Duration.ZERO,
        Duration.ZERO,
        WAITING,
        Map.of("VIPD_CHECK", "mine"));
  }

  private CheckRunner runner(List<CheckSettings> settings, List<Probe> probes) {
    var next = probes.iterator();
    return new CheckRunner(settings, (_, _) -> next.next(), this::listen);
  }

  private CheckRunner runner(CheckSettings settings, Probe probe) {
    return runner(List.of(settings), List.of(probe));
  }

  @Test
  void beforeTheFirstResultACheckWaits() {
    try (CheckRunner runner = runner(settings(HOUR, 1, 1), _ -> Finding.pass("fine"))) {
      CheckSnapshot snapshot = runner.snapshot().getFirst();
      assertEquals(WAITING, snapshot.verdict());
      assertNull(snapshot.last());
      assertEquals("web", snapshot.name());
    }
  }

  @Test
  void theFirstRunIsAtOnce() {
    try (CheckRunner runner = runner(settings(HOUR, 1, 1), _ -> Finding.pass("fine"))) {
      runner.start();
      Eventually.holds("up", () -> verdicts.equals(List.of("0 UP fine")));
      CheckSnapshot snapshot = runner.snapshot().getFirst();
      assertEquals(UP, snapshot.verdict());
      assertEquals(1, snapshot.runs());
      assertEquals(0, snapshot.failures());
      assertEquals(1, snapshot.inARow());
      assertTrue(snapshot.last().passed());
    }
  }

  @Test
  void onlyChangesOfTheVerdictAreTold() {
    AtomicInteger run = new AtomicInteger();
    Probe probe =
        _ -> {
          int number = run.incrementAndGet();
          boolean passes = number <= 4 || number == 6 || number > 9;
          return new Finding(passes, "run " + number);
        };
    try (CheckRunner runner = runner(settings(MILLISECOND, 2, 3), probe)) {
      runner.start();
      Eventually.holds("twenty runs", () -> runner.snapshot().getFirst().runs() >= 20);
      assertEquals(List.of("0 UP run 2", "0 DOWN run 9", "0 UP run 11"), verdicts);
      assertEquals(4, runner.snapshot().getFirst().failures());
    }
  }

  @Test
  void whatAProbeThrowsIsAFailureWithASentence() {
    Probe io =
        _ -> {
          throw new IOException("connection refused by 127.0.0.1:80");
        };
    Probe bug =
        _ -> {
          throw new StackOverflowError();
        };
    try (CheckRunner runner =
        runner(List.of(settings(HOUR, 1, 1), settings(HOUR, 1, 1)), List.of(io, bug))) {
      runner.start();
      Eventually.holds("both are down", () -> verdicts.size() == 2);
      assertEquals(
          Set.of(
              "0 DOWN connection refused by 127.0.0.1:80",
              "1 DOWN the check failed inside vipd: java.lang.StackOverflowError"),
          Set.copyOf(verdicts));
      runner.trigger(1);
      Eventually.holds("it goes on", () -> runner.snapshot().get(1).runs() == 2);
    }
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    AtomicInteger told = new AtomicInteger();
    AtomicInteger run = new AtomicInteger();
    try (CheckRunner runner =
        new CheckRunner(
            List.of(settings(MILLISECOND, 1, 1)),
            (_, _) -> _ -> new Finding(run.incrementAndGet() % 2 == 0, "x"),
            (_, _, _) -> {
              told.incrementAndGet();
              throw new IllegalStateException("thrown by the test");
            })) {
      runner.start();
      Eventually.holds("it is told again", () -> told.get() >= 3);
    }
  }

  @Test
  void aTriggerRunsACheckAtOnce() {
    try (CheckRunner runner = runner(settings(HOUR, 1, 2), _ -> Finding.fail("gone"))) {
      runner.start();
      Eventually.holds("one run", () -> runner.snapshot().getFirst().runs() == 1);
      runner.trigger(0);
      Eventually.holds("down", () -> verdicts.equals(List.of("0 DOWN gone")));
    }
  }

  @Test
  void aCheckIsNeverUnderWayTwice() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Probe probe =
        _ -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          Thread.sleep(3);
          underWay.decrementAndGet();
          return Finding.pass("fine");
        };
    try (CheckRunner runner = runner(settings(MILLISECOND, 1, 1), probe)) {
      runner.start();
      Eventually.holds("twenty runs", () -> runner.snapshot().getFirst().runs() >= 20);
      assertEquals(1, most.get());
      assertTrue(runner.snapshot().getFirst().skippedBeats() > 0);
    }
  }

  @Test
  void aRunThatHangsIsGivenUpAndDelaysNoOther() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger run = new AtomicInteger();
    Probe hangs =
        _ -> {
          if (run.incrementAndGet() > 1) {
            release.await();
          }
          return Finding.pass("fine");
        };
    try (CheckRunner runner =
        runner(
            List.of(settings(MILLISECOND, 1, 3), settings(MILLISECOND, 1, 1)),
            List.of(hangs, _ -> Finding.pass("fine")))) {
      runner.limit(1);
      runner.start();
      Eventually.holds(
          "the one that hangs is down",
          () ->
              verdicts.contains("0 DOWN no answer within 1 ms: the run hangs and cannot be ended"));
      long before = runner.snapshot().get(1).runs();
      Eventually.holds("the other goes on", () -> runner.snapshot().get(1).runs() > before + 5);
      release.countDown();
      Eventually.holds("up again", () -> verdicts.getLast().equals("0 UP fine"));
      long after = runner.snapshot().get(1).runs();
      Eventually.holds("both go on", () -> runner.snapshot().get(1).runs() > after + 5);
    }
  }

  @Test
  void thereAreAsManyWorkersAsChecksAreUnderWayButNoMoreThanSixteen() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    CountDownLatch release = new CountDownLatch(1);
    Probe waits =
        _ -> {
          names.add(Thread.currentThread().getName());
          release.await();
          return Finding.pass("fine");
        };
    List<CheckSettings> settings = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      settings.add(settings(HOUR, 1, 1));
      probes.add(waits);
    }
    try (CheckRunner runner = runner(settings, probes)) {
      runner.start();
      Eventually.holds("sixteen are under way", () -> names.size() == 16);
      release.countDown();
      Eventually.holds("all had their turn", () -> verdicts.size() == 20);
      assertEquals(16, names.size());
      assertTrue(names.contains("check-1") && names.contains("check-16"), names.toString());
    }
  }

  @Test
  void oneCheckNeedsOneWorker() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    Probe probe =
        _ -> {
          names.add(Thread.currentThread().getName());
          return Finding.pass("fine");
        };
    try (CheckRunner runner = runner(settings(MILLISECOND, 1, 1), probe)) {
      runner.start();
      Eventually.holds("fifty runs", () -> runner.snapshot().getFirst().runs() >= 50);
      assertEquals(Set.of("check-1"), names);
    }
  }

  @Test
  void closingEndsWhatRunsAndClosesTheProbes() {
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    Probe probe =
        new Probe() {
          @Override
          public Finding look(long timeoutNanos) throws InterruptedException {
            running.countDown();
            Thread.sleep(60_000);
            return Finding.pass("too late");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    CheckRunner runner = runner(settings(HOUR, 1, 1), probe);
    runner.start();
    Eventually.holds("it runs", () -> running.getCount() == 0);
    runner.close();
    assertEquals(1, closed.get());
    runner.trigger(0);
    assertEquals(List.of(), verdicts);
    assertThrows(IllegalStateException.class, runner::start);
  }

  @Test
  void everyKindOfCheckIsCarriedOut() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      int port = server.getLocalPort();
      Duration ample = Duration.ofSeconds(10);
      List<CheckSpec> specs =
          List.of(
              new CheckSpec.Tcp("127.0.0.1", port),
              new CheckSpec.Http(URI.create("http://127.0.0.1:1/")),
              new CheckSpec.Script(List.of("/bin/sh", "-c", "echo $VIPD_CHECK")),
              new CheckSpec.Process("no-such-vth", null),
              new CheckSpec.Process(null, Path.of("/no/such.pid")),
              new CheckSpec.Process("no-such", null, "vth$", new CheckSpec.Quorum(1, 2)),
              new CheckSpec.Interface("eth9", true),
              new CheckSpec.File(Path.of("/no/such/number"), true),
              new CheckSpec.Route("default", "1.0.0.0", 0),
              new CheckSpec.Ping("127.0.0.1"));
      List<CheckSettings> settings =
          specs.stream().map(spec -> settings(spec, HOUR, ample, 1, 1)).toList();
      ExitWatcher exits = (_, _) -> () -> {};
      try (CheckRunner runner =
          new CheckRunner(
              settings, new ScriptRunner(null), exits, new FakeSurroundings(), this::listen)) {
        runner.start();
        Eventually.holds("all have a verdict", () -> verdicts.size() == 10);
        assertEquals(
            List.of(
                "0 UP connection accepted by 127.0.0.1:" + port,
                "1 DOWN connection refused by 127.0.0.1:1",
                "2 UP mine",
                "3 DOWN no process named no-such-vth",
                "4 DOWN PID file /no/such.pid does not exist",
                "5 DOWN no process named no-such with command line \"vth$\" is running, and at"
                    + " least 1 must be",
                "6 DOWN eth9 does not exist",
                "7 UP /no/such/number does not exist, which counts as 0",
                "8 DOWN there is no default route",
                "9 UP 127.0.0.1 answered in some ms"),
            verdicts.stream()
                .map(verdict -> verdict.replaceAll("[0-9.,]+ ms", "some ms"))
                .sorted()
                .toList());
      }
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> settings(Duration.ZERO, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> settings(HOUR, 0, 1));
    var ftp = new CheckSpec.Http(URI.create("ftp://127.0.0.1/"));
    var settings = List.of(settings(ftp, HOUR, MILLISECOND, 1, 1));
    var scripts = new ScriptRunner(null);
    ExitWatcher exits = (_, _) -> () -> {};
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckRunner(settings, scripts, exits, new FakeSurroundings(), this::listen));
  }

  @Test
  void aCheckThatIsAddedRunsAtOnceAndOneThatIsRemovedNoMore() {
    AtomicInteger closed = new AtomicInteger();
    Probe fine =
        new Probe() {
          @Override
          public Finding look(long timeoutNanos) {
            return Finding.pass("fine");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    try (CheckRunner runner = runner(List.of(settings(HOUR, 1, 1)), List.of(fine, fine, fine))) {
      runner.start();
      assertEquals(1, runner.add(settings(MILLISECOND, 1, 1)));
      Eventually.holds("both are up", () -> verdicts.size() == 2);
      runner.remove(1);
      Eventually.holds("its probe is closed", () -> closed.get() == 1);
      assertNull(runner.snapshot().get(1));
      assertEquals(1, runner.add(settings(HOUR, 1, 1)));
      Eventually.holds("the new one is up", () -> verdicts.size() == 3);
      assertEquals(1, runner.snapshot().get(1).runs());
    }
    assertEquals(3, closed.get());
  }

  @Test
  void whatARemovedCheckFindsIsToldToNobody() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Probe slow =
        new Probe() {
          @Override
          public Finding look(long timeoutNanos) throws IOException {
            looking.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return Finding.fail("late");
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    try (CheckRunner runner = runner(settings(HOUR, 1, 1), slow)) {
      runner.start();
      looking.await();
      runner.remove(0);
      goOn.countDown();
      closed.await();
      assertEquals(List.of(), verdicts);
    }
  }

  @Test
  void checksThatAskTheSameShareOneRunAndJudgeByThemselves() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    Probe probe =
        new Probe() {
          @Override
          public Finding look(long timeoutNanos) {
            return Finding.fail("run " + runs.incrementAndGet());
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    CheckSpec same = other();
    List<CheckSettings> settings =
        List.of(
            settings(same, HOUR, MILLISECOND, 1, 1),
            settings(same, HOUR, MILLISECOND, 1, 2),
            settings(same, HOUR.minusSeconds(1), MILLISECOND, 1, 1));
    // A third probe would be one too many.
    try (CheckRunner runner = runner(settings, List.of(probe, _ -> Finding.pass("fine")))) {
      runner.start();
      Eventually.holds("two verdicts", () -> verdicts.size() == 2);
      Eventually.holds("both have run", () -> runner.snapshot().get(1).runs() == 1);
      assertEquals(Set.of("0 DOWN run 1", "2 UP fine"), Set.copyOf(verdicts));
      assertEquals(WAITING, runner.snapshot().get(1).verdict());

      runner.trigger(1);
      Eventually.holds("the second is down too", () -> verdicts.contains("1 DOWN run 2"));

      runner.remove(0);
      assertEquals(0, closed.get());
      runner.trigger(1);
      Eventually.holds("the other goes on", () -> runner.snapshot().get(1).runs() == 3);
      assertNull(runner.snapshot().get(0));

      assertEquals(0, runner.add(settings(same, HOUR, MILLISECOND, 1, 1)));
      Eventually.holds("who joins has a verdict at once", () -> verdicts.contains("0 DOWN run 4"));

      runner.remove(1);
      runner.remove(0);
      Eventually.holds("nobody needs it any more", () -> closed.get() == 1);
      assertEquals(4, runs.get());
    }
  }

  @Test
  void atTheLimitChecksWaitInTheirOrderAndThatIsCounted() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Probe probe =
        _ -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          Thread.sleep(20);
          underWay.decrementAndGet();
          return Finding.pass("fine");
        };
    List<CheckSettings> settings = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      settings.add(settings(HOUR, 1, 1));
      probes.add(probe);
    }
    try (CheckRunner runner = runner(settings, probes)) {
      runner.limit(1);
      runner.start();
      Eventually.holds("all had their turn", () -> verdicts.size() == 6);
      assertEquals(
          List.of("0 UP fine", "1 UP fine", "2 UP fine", "3 UP fine", "4 UP fine", "5 UP fine"),
          verdicts);
      assertEquals(1, most.get());
      assertTrue(runner.snapshot().getLast().waitedNanos() >= 100_000_000);
      assertEquals(
          runner.snapshot().getLast().waitedNanos(),
          runner.snapshot().getLast().waitedInAllNanos());

      runner.limit(6);
      Eventually.holds(
          "more at a time",
          () -> {
            for (int i = 0; i < 6; i++) {
              runner.trigger(i);
            }
            return most.get() > 1;
          });
    }
  }

  @Test
  void aDelayIsOverWithoutAnotherBeat() {
    AtomicInteger runs = new AtomicInteger();
    Probe probe =
        _ -> {
          runs.incrementAndGet();
          return Finding.pass("fine");
        };
    CheckSettings delayed =
        new CheckSettings(
            "web",
            other(),
            HOUR,
            HOUR,
            MILLISECOND,
            1,
            1,
            Duration.ofMillis(200),
            Duration.ZERO,
            WAITING,
            Map.of());
    try (CheckRunner runner = runner(delayed, probe)) {
      long startNanos = System.nanoTime();
      runner.start();
      Eventually.holds("up", () -> verdicts.equals(List.of("0 UP fine")));
      assertTrue(System.nanoTime() - startNanos >= 200_000_000);
      assertEquals(2, runs.get());
    }
  }

  @Test
  void anotherNumberIsToldOfWhileTheCheckIsUp() {
    List<Integer> numbers = new CopyOnWriteArrayList<>();
    AtomicInteger run = new AtomicInteger();
    Integer[] found = {3, 3, 5, null, 5};
    Probe probe =
        _ -> {
          int i = Math.min(run.getAndIncrement(), found.length - 1);
          return new Finding(found[i] != null, found[i], "");
        };
    try (CheckRunner runner =
        new CheckRunner(
            List.of(settings(MILLISECOND, 1, 2)),
            (_, _) -> probe,
            (_, _, last) -> numbers.add(last.number()))) {
      runner.start();
      Eventually.holds("all runs", () -> run.get() > found.length);
      assertEquals(List.of(3, 5), numbers);
    }
  }
}
