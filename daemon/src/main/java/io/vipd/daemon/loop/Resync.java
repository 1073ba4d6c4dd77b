package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.KernelException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for all links and addresses once more, on a thread of its own since it has to
 * wait, until there is an answer that can be used. One question at a time.
 */
final class Resync {
  private static final Logger log = LoggerFactory.getLogger(Resync.class);

  /** Answers that were overtaken by events, before one is taken all the same. */
  private static final int STALE_LIMIT = 5;

  /** What answers; called on a thread of its own, where it may wait. */
  @FunctionalInterface
  interface Source {
    LinkSnapshot take() throws KernelException;
  }

  private final Links links;
  private final Inbox inbox;
  private final Source source;
  private final Allowance questions = new Allowance(1, TimeUnit.MILLISECONDS.toNanos(100));
  private final Allowance complaints = new Allowance(1, TimeUnit.SECONDS.toNanos(10));
  private volatile boolean wanted;
  private volatile boolean underWay;
  private int stale;

  Resync(Links links, Inbox inbox, Source source) {
    this.links = links;
    this.inbox = inbox;
    this.source = source;
  }

  /** Wants to know everything anew; core thread. */
  void want(long nowNanos) {
    wanted = true;
    goOn(nowNanos);
  }

  /** Asks if it is wanted and time to; core thread, now and then. */
  void goOn(long nowNanos) {
    if (wanted && !underWay && questions.take(nowNanos)) {
      wanted = false; // what is lost from here on must be asked for again
      underWay = true;
      long heard = links.heard();
      Thread.ofPlatform().daemon().name("resync").start(() -> ask(heard));
    }
  }

  private void ask(long heard) {
    boolean posted = false;
    try {
      LinkSnapshot snapshot = source.take();
      posted = inbox.post(nowNanos -> use(snapshot, heard, nowNanos));
    } catch (KernelException e) {
      if (complaints.take(System.nanoTime())) {
        log.warn("links and addresses could not be read again, trying on: {}", e.getMessage());
      }
    } finally {
      if (!posted) {
        wanted = true;
        underWay = false;
      }
    }
  }

  /** A picture taken before the last event may be older than what the event said. */
  private void use(LinkSnapshot snapshot, long heard, long nowNanos) {
    underWay = false;
    if (links.heard() != heard && ++stale < STALE_LIMIT) {
      want(nowNanos);
      return;
    }
    stale = 0;
    links.restate(snapshot, nowNanos);
  }
}
