package io.vipd.daemon.recording;

import io.vipd.vrrp.node.TapeChapter;
import java.time.Instant;
import java.util.List;

/**
 * What a node was told and decided up to a moment.
 *
 * @param version vipd's version
 * @param node the node's name
 * @param at when it was copied, by the time of day
 * @param atNanos the same by the node's clock
 * @param chapters oldest first
 */
public record Recording(
    String version, String node, Instant at, long atNanos, List<TapeChapter> chapters) {
  /** The time of day of a moment on the node's clock, as if nobody had set it meanwhile. */
  public Instant timeOf(long nanos) {
    return at.plusNanos(nanos - atNanos);
  }
}
