package io.vipd.daemon.kernel;

/**
 * Links with the C library ahead of need. That takes a good part of the time until the first
 * advert, and nothing is needed for it that a start has to find out first.
 */
public final class Linking {
  private Linking() {}

  /**
   * Begins, on a thread of its own; whoever calls the system before that has ended waits for it.
   */
  public static void begin() {
    Thread.ofPlatform()
        .daemon()
        .name("linking")
        // Whoever needs it next fails with the same reason, and says so.
        .uncaughtExceptionHandler((_, _) -> {})
        .start(Native::link);
  }
}
