package io.vipd.health;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which answers an HTTP check passes.
 *
 * @param statuses the statuses that pass, at least one range
 * @param body what the body must contain within its first {@link HttpAnswer#MAX_BODY_BYTES}; empty
 *     when the status alone decides
 */
public record HttpExpectation(List<StatusRange> statuses, String body) {
  /** A status from 200 to 399, whatever the body. */
  public static final HttpExpectation USUAL =
      new HttpExpectation(List.of(new StatusRange(200, 399)), "");

  /**
   * Statuses from one to another.
   *
   * @param from 100 to 599
   * @param to at least {@code from}, at most 599
   */
  public record StatusRange(int from, int to) {
    @Override
    public String toString() {
      return from == to ? Integer.toString(from) : from + "-" + to;
    }
  }

  /** Copies the list. */
  public HttpExpectation {
    statuses = List.copyOf(statuses);
  }

  boolean allows(int status) {
    return statuses.stream().anyMatch(range -> range.from() <= status && status <= range.to());
  }

  boolean wantsBody() {
    return !body.isEmpty();
  }

  /** The statuses as a file would list them. */
  String shownStatuses() {
    return statuses.stream().map(StatusRange::toString).collect(Collectors.joining(", "));
  }
}
