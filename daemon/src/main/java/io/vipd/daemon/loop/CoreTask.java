package io.vipd.daemon.loop;

/** Something another thread wants done by the core thread. It must be short and must not block. */
@FunctionalInterface
public interface CoreTask {
  /**
   * Does it.
   *
   * @param nowNanos the time of the turn
   */
  void run(long nowNanos);
}
