package io.vipd.daemon.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code vipd.yaml} says: settings of the whole node.
 *
 * @param name how this node calls itself in status and logs; the host name unless set
 * @param scriptUser the user that checks and hooks run as; null where the file does not say, and
 *     then {@code nobody} under root and the daemon's own user otherwise
 * @param controlGroup the group whose members may use vipctl without root; null for root and the
 *     daemon's user alone
 * @param controlRead who else may use vipctl to look, but not to change anything; null for nobody
 * @param logLevel least severe level that is logged
 * @param http where metrics and the status page are served; null for nowhere
 * @param maxChecks how many checks may be under way at a time, 1 to 256
 * @param hooks who is told of the transitions of every group
 * @param sync groups that move together, in file order
 * @param file where it was read from; null when there was no {@code vipd.yaml} and everything is a
 *     default
 */
public record NodeConfig(
    String name,
    String scriptUser,
    String controlGroup,
    ControlRead controlRead,
    LogLevel logLevel,
    Listen http,
    int maxChecks,
    HooksConfig hooks,
    List<SyncGroup> sync,
    Path file) {

  /**
   * Who may look.
   *
   * @param group the members of this group; null for everybody
   */
  public record ControlRead(String group) {}

  /** Severities as the log knows them, least severe first. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
