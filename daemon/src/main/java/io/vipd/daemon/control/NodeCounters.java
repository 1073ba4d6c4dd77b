package io.vipd.daemon.control;

import java.util.List;
import java.util.Map;

/**
 * What the daemon has counted since its start and the status does not say: a picture taken by the
 * core thread at one moment. Counts never go down while the daemon lives.
 *
 * @param routers one for each group and address family, in the order of the status
 * @param links one for each interface and address family that groups use
 * @param checks the checks of all groups, ordered by group
 * @param hooks the hooks of all groups, ordered by group
 * @param inboxRefused what other threads wanted of the core and could not hand over, because its
 *     inbox was full
 */
public record NodeCounters(
    List<RouterCounters> routers,
    List<LinkCounters> links,
    List<CheckCounters> checks,
    List<HookCounters> hooks,
    long inboxRefused) {

  /**
   * One group in one address family.
   *
   * @param group the group's name
   * @param family {@code ipv4} or {@code ipv6}
   * @param vrid its VRID
   * @param interfaceName its interface
   * @param transitions changes of role by their cause, in lower case; every cause is there
   * @param advertsNotSent adverts that the kernel did not take
   * @param advertLateness how long after its time each advert was in the kernel's hands; only of
   *     those that a timer asked for
   * @param worstLatenessNanos the latest that one of its timers was ever served
   */
  public record RouterCounters(
      String group,
      String family,
      int vrid,
      String interfaceName,
      Map<String, Long> transitions,
      long advertsNotSent,
      Histogram advertLateness,
      long worstLatenessNanos) {}

  /**
   * One interface in one address family.
   *
   * @param interfaceName its name
   * @param family {@code ipv4} or {@code ipv6}
   * @param refused packets that the receive checks refused, by the rule in lower case; every rule
   *     is there
   */
  public record LinkCounters(String interfaceName, String family, Map<String, Long> refused) {}

  /**
   * One check of a group.
   *
   * @param group the group's name
   * @param check the check's name
   * @param runs runs that have ended, or were given up
   * @param failures how many of them failed
   * @param skipped runs left out because the one before was still going on
   * @param waitedNanos how long all of them together waited for their turn
   */
  public record CheckCounters(
      String group, String check, long runs, long failures, long skipped, long waitedNanos) {}

  /**
   * One hook of a group.
   *
   * @param group the group's name
   * @param hook its key in the configuration
   * @param of whose it is: {@code group} or {@code node}
   * @param runs runs that have ended, each try being one, by how they did in lower case: {@code
   *     succeeded}, {@code failed}, {@code timed_out}, {@code not_started}; each of them is there
   */
  public record HookCounters(String group, String hook, String of, Map<String, Long> runs) {}

  /**
   * How many of the observed times were how long.
   *
   * @param boundsNanos upper bounds of the buckets but the last, which has none; each belongs to
   *     the bucket that it ends
   * @param counts one more than bounds
   * @param sumNanos sum of all times
   */
  public record Histogram(List<Long> boundsNanos, List<Long> counts, long sumNanos) {}
}
