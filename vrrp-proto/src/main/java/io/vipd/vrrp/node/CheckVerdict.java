package io.vipd.vrrp.node;

/**
 * What a health check says.
 *
 * @param kind in a word
 * @param number how many times the check's weight counts; 0 unless {@code kind} is a number
 */
public record CheckVerdict(Kind kind, int number) {
  /** It has said nothing so far. */
  public static final CheckVerdict WAITING = new CheckVerdict(Kind.WAITING, 0);

  public static final CheckVerdict UP = new CheckVerdict(Kind.UP, 0);
  public static final CheckVerdict DOWN = new CheckVerdict(Kind.DOWN, 0);

  /** A product of weight and number that is as low as this is no weight any more but a fault. */
  static final int FAULT = -254;

  /** What a verdict is in a word. */
  public enum Kind {
    WAITING,
    UP,
    DOWN,
    /** Up, and its weight counts so many times. */
    NUMBER
  }

  /** It is up, and its weight counts so many times, less than 0 included. */
  public static CheckVerdict number(int number) {
    return new CheckVerdict(Kind.NUMBER, number);
  }

  /** Whether a router with such a check cannot be Active. */
  public boolean forbids(int weight) {
    return switch (kind) {
      case WAITING, UP -> false;
      case DOWN -> weight == 0;
      case NUMBER -> (long) weight * number <= FAULT;
    };
  }

  /** What it adds to the priority, from {@link #FAULT} to 253. */
  int adds(int weight) {
    return switch (kind) {
      case WAITING -> 0;
      case UP -> Math.max(weight, 0);
      case DOWN -> Math.min(weight, 0);
      case NUMBER -> Math.clamp((long) weight * number, FAULT, 253);
    };
  }

  @Override
  public String toString() {
    return kind == Kind.NUMBER ? "NUMBER " + number : kind.name();
  }
}
