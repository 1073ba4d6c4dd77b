package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Router;
import java.util.concurrent.CompletableFuture;

/**
 * One wait of a group for what drains it, before it gives its addresses up on purpose. Core thread
 * only, but for {@link #over}.
 */
final class Drain {
  final Router router;
  final String why;
  final long deadlineNanos;

  /** Completed when there is nothing to wait for any more. */
  final CompletableFuture<Void> over = new CompletableFuture<>();

  Drain(Router router, String why, long deadlineNanos) {
    this.router = router;
    this.why = why;
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether it is waited for. */
  boolean underWay() {
    return !over.isDone();
  }
}
