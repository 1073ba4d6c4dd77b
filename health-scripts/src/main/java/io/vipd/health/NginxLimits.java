package io.vipd.health;

/**
 * What is too many in nginx's {@code stub_status}; a figure above its limit fails the check.
 *
 * @param active connections that are open, those that wait included; -1 for no limit
 * @param writing connections that an answer is being written to; -1 for no limit
 * @param waiting idle connections that are kept alive; -1 for no limit
 */
public record NginxLimits(int active, int writing, int waiting) {
  /** Stands for a limit that is not set. */
  public static final int NONE = -1;
}
