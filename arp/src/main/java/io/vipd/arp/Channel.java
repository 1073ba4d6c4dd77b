package io.vipd.arp;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out by one interface: a sender that is kept open, and opened again with a growing pause
 * when it fails. Everything but {@link #requestReopen} belongs to the announce thread. What comes
 * in by the same handle goes to the {@link Ear}.
 */
final class Channel {
  private static final Logger log = LoggerFactory.getLogger(Channel.class);
  private static final long LEAST_PAUSE_NANOS = 100_000_000L;
  private static final long MOST_PAUSE_NANOS = 5_000_000_000L;
  private static final long REPORT_PAUSE_NANOS = 60_000_000_000L;

  private final String interfaceName;
  private final Ear ear;
  private volatile boolean reopenRequested;
  private FrameSender sender;
  private int failuresInARow;
  private long failedAtNanos;
  private long pauseNanos;
  private boolean everReported;
  private boolean reported;
  private long reportedAtNanos;

  Channel(String interfaceName) {
    this.interfaceName = interfaceName;
    this.ear = new Ear(interfaceName);
  }

  /** What is heard by the same interface. */
  Ear ear() {
    return ear;
  }

  String interfaceName() {
    return interfaceName;
  }

  /** From any thread: what is open may belong to an interface that is gone. */
  void requestReopen() {
    reopenRequested = true;
  }

  /** Whether frames can be handed over now. */
  boolean isOpen() {
    return sender != null && !reopenRequested;
  }

  /** Time until {@link #open} should be called; 0 for now, {@link Long#MAX_VALUE} for no need. */
  long nanosUntilOpening(long nowNanos) {
    if (reopenRequested) {
      return 0;
    }
    if (sender != null) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, failedAtNanos + pauseNanos - nowNanos);
  }

  /** Somebody wants to announce now: wait no longer than the shortest pause. */
  void hurry() {
    pauseNanos = Math.min(pauseNanos, LEAST_PAUSE_NANOS);
  }

  /**
   * Opens a sender in place of the one there may be; tens of milliseconds.
   *
   * @return whether that went well; if not, it should be tried again after {@link
   *     #nanosUntilOpening}
   */
  boolean open(FrameSender.Source source, long nowNanos) {
    if (reopenRequested) {
      reopenRequested = false;
      failuresInARow = 0;
    }
    close();
    try {
      sender = source.open(interfaceName);
      ear.listenTo(sender.receiver());
      return true;
    } catch (IOException | RuntimeException e) {
      failuresInARow = Math.max(failuresInARow, 1);
      failed("The interface could not be opened to announce addresses", e, nowNanos);
      return false;
    }
  }

  /**
   * Hands a frame over.
   *
   * @return whether it left; if not, the sender is closed and will be opened again
   */
  boolean send(byte[] frame, long nowNanos) {
    try {
      sender.send(frame);
      return true;
    } catch (IOException | RuntimeException e) {
      close();
      failed("An announcement could not be sent", e, nowNanos);
      return false;
    }
  }

  /** A whole round went out, so whatever was wrong is over. */
  void works() {
    failuresInARow = 0;
    if (reported) {
      reported = false;
      log.info("Announcements go out again. interface={}", interfaceName);
    }
  }

  /** Closes it for good. */
  void retire() {
    ear.end();
    close();
  }

  /** Closes what is open; it may be opened again. */
  void close() {
    if (sender == null) {
      return;
    }
    ear.listenTo(null);
    try {
      sender.close();
    } catch (IOException | RuntimeException e) {
      log.debug("Closing failed. interface={}", interfaceName, e);
    }
    sender = null;
  }

  /** A send that fails is tried again at once the first time: most often the interface is new. */
  private void failed(String what, Exception e, long nowNanos) {
    failedAtNanos = nowNanos;
    pauseNanos =
        failuresInARow == 0
            ? 0
            : Math.min(MOST_PAUSE_NANOS, LEAST_PAUSE_NANOS << Math.min(failuresInARow - 1, 10));
    failuresInARow++;
    if (everReported && nowNanos - reportedAtNanos < REPORT_PAUSE_NANOS) {
      return;
    }
    everReported = true;
    reported = true;
    reportedAtNanos = nowNanos;
    log.warn("{}, trying on. interface={} error=\"{}\"", what, interfaceName, e.getMessage());
  }
}
