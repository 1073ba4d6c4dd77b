package io.vipd.health;

import java.time.Duration;
import java.util.Map;

/**
 * One check with its rhythm.
 *
 * @param name how messages call it
 * @param spec what is asked, of whom
 * @param every time from one run's start to the next, at least a millisecond
 * @param backOff longest time from one run's start to the next while the check is down: each
 *     failure doubles it from {@code every} on; at most {@code every} for no such thing
 * @param timeout longest time one run may take, at least a millisecond; it may be longer than
 *     {@code every}, and a run that outlasts {@code every} skips beats
 * @param rise successes in a row until up, at least 1
 * @param fall failures in a row until down, at least 1
 * @param upDelay how long after the first success of a row it is up at the earliest; not negative
 * @param downDelay the same for failures and down
 * @param initial the verdict before there is one
 * @param environment variables a script sees beside {@code PATH} and {@code LANG}
 */
public record CheckSettings(
    String name,
    CheckSpec spec,
    Duration every,
    Duration backOff,
    Duration timeout,
    int rise,
    int fall,
    Duration upDelay,
    Duration downDelay,
    RiseFall.Verdict initial,
    Map<String, String> environment) {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /**
   * @throws IllegalArgumentException when a time or a number is below its least
   */
  public CheckSettings {
    if (every.compareTo(SHORTEST) < 0 || timeout.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "check "
              + name
              + ": every "
              + every
              + " and timeout "
              + timeout
              + " must be at least 1 ms");
    }
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "check " + name + ": rise " + rise + " and fall " + fall + " must both be at least 1");
    }
    environment = Map.copyOf(environment);
  }

  /** The same with another verdict before there is one. */
  public CheckSettings startingFrom(RiseFall.Verdict verdict) {
    return new CheckSettings(
        name, spec, every, backOff, timeout, rise, fall, upDelay, downDelay, verdict, environment);
  }

  /**
   * Whether the same run can answer both: they ask the same in the same rhythm, whatever each makes
   * of the answers.
   */
  public boolean asksTheSameAs(CheckSettings other) {
    return spec.equals(other.spec)
        && every.equals(other.every)
        && backOff.equals(other.backOff)
        && timeout.equals(other.timeout)
        && environment.equals(other.environment);
  }
}
