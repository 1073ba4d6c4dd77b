package io.vipd.health;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is run: a probe in a rhythm, and the checks that its results go to. */
final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final CheckSettings settings;
  private final Probe probe;

  /** At least one, while it is wanted. Replaced as a whole, with the runner's lock held. */
  private volatile List<Judge> judges;

  private volatile boolean bugTold;

  Run(Judge first, Probe probe) {
    this.settings = first.settings();
    this.probe = probe;
    this.judges = List.of(first);
  }

  CheckSettings settings() {
    return settings;
  }

  List<Judge> judges() {
    return judges;
  }

  void add(Judge judge) {
    judges = Stream.concat(judges.stream(), Stream.of(judge)).toList();
  }

  /**
   * One check less.
   *
   * @return whether there is another that needs this run
   */
  boolean remove(Judge judge) {
    judges = judges.stream().filter(each -> each != judge).toList();
    return !judges.isEmpty();
  }

  /** Whether everybody takes it for down. */
  boolean isDown() {
    return judges.stream().allMatch(judge -> judge.snapshot().verdict() == RiseFall.Verdict.DOWN);
  }

  /** Looks once; the worker's thread. */
  CheckResult look() throws InterruptedException {
    long startNanos = System.nanoTime();
    Probe.Finding finding;
    try {
      probe.prepare();
      startNanos = System.nanoTime();
      finding = probe.look(settings.timeout().toNanos());
      bugTold = false;
    } catch (IOException e) {
      finding = Probe.Finding.fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      finding = Probe.Finding.fail("the check failed inside vipd: " + e);
      if (!bugTold) {
        bugTold = true;
        LOG.warn(
            "A health check counts as failed, because of a bug in vipd. check={}",
            settings.name(),
            e);
      }
    }
    long nowNanos = System.nanoTime();
    return new CheckResult(
        finding.passed(),
        finding.number(),
        OutputTail.clean(finding.sentence()),
        nowNanos - startNanos,
        nowNanos);
  }

  /** What counts when no answer comes. */
  CheckResult noAnswer() {
    return new CheckResult(
        false,
        null,
        "no answer within "
            + settings.timeout().toMillis()
            + " ms: the run hangs and cannot be ended",
        settings.timeout().toNanos(),
        System.nanoTime());
  }

  void close() {
    probe.close();
  }
}
