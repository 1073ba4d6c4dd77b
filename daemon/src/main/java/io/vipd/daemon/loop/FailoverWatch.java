package io.vipd.daemon.loop;

import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for what comes of a forced failover.
 *
 * @param startedAtNanos when the group gave up
 * @param outcome completed by the core thread
 */
record FailoverWatch(long startedAtNanos, CompletableFuture<FailoverOutcome> outcome) {
  void takenOver(IpAddress by, long nowNanos) {
    outcome.complete(
        new FailoverOutcome.TakenOver(by.toString(), Duration.ofNanos(nowNanos - startedAtNanos)));
  }

  void activeAgain(long nowNanos) {
    outcome.complete(
        new FailoverOutcome.NobodyTookOver(Duration.ofNanos(nowNanos - startedAtNanos)));
  }

  void failed(String why) {
    outcome.complete(new FailoverOutcome.Failed(why));
  }
}
