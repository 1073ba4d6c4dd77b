package io.vipd.daemon.control;

import java.time.Instant;
import java.util.List;

/**
 * What {@code vipctl status} shows: a picture of the node taken by the core thread at one moment.
 *
 * @param node the node's name
 * @param version vipd's version
 * @param pid the daemon's process id
 * @param startedAt when the daemon started
 * @param logLevel least severe level that is logged: {@code debug}, {@code info}, {@code warn},
 *     {@code error}
 * @param configuration the configuration in use; null where an older daemon does not tell
 * @param warnings what is wrong with the node apart from its groups, one sentence each
 * @param groups every configured group, ordered by name
 */
public record NodeStatus(
    String node,
    String version,
    long pid,
    Instant startedAt,
    String logLevel,
    ConfigStatus configuration,
    List<String> warnings,
    List<GroupStatus> groups) {

  /** The same with one group alone; without any if there is none of that name. */
  public NodeStatus only(String group) {
    List<GroupStatus> others =
        groups.stream().filter(candidate -> candidate.name().equals(group)).toList();
    return new NodeStatus(node, version, pid, startedAt, logLevel, configuration, warnings, others);
  }

  /**
   * One group.
   *
   * @param name its name
   * @param family {@code ipv4} or {@code ipv6}: a group with addresses of both is two entries
   * @param version its VRRP version, 2 or 3
   * @param vrid its VRID
   * @param interfaceName its interface
   * @param sync the sync group that it is in; null when it moves alone
   * @param role {@code ACTIVE}, {@code BACKUP} or {@code FAULT}
   * @param why one sentence: why it has that role, for instance {@code no advert for 3531 ms
   *     (Active_Down_Timer)}
   * @param since when it took that role
   * @param priority the priority it has now, weights included
   * @param basePriority the configured priority
   * @param intervalMillis its own advertisement interval
   * @param addresses virtual addresses with prefix length; empty where hooks move one
   * @param advertised what its adverts list in place of addresses of its own; empty where it has
   *     some
   * @param active address of the node that is Active as far as this one knows, its own included;
   *     null when nobody is known
   * @param lastAdvertAgeMillis age of the last advert heard from a peer; null when none was heard
   * @param nextEvent what happens next unless something intervenes, for instance {@code
   *     Active_Down_Timer}; null in FAULT
   * @param nextEventMillis time until then; null in FAULT
   * @param holdMillis time left of an operator's hold or a preempt delay; null when there is none
   * @param silenceHoldMillis time for which it does not take over on silence yet, because its link
   *     may carry nothing; null when there is none
   * @param maintenance by whose order it keeps out of the election; null when it does not
   * @param peers everybody heard or configured
   * @param checks its health checks, in file order
   * @param hooks who is told of it, the group's own hooks first, then by name
   * @param announcements what was announced, for each address; empty until its interface was seen
   * @param ownership whether the addresses are here alone
   * @param addressesRestored how often addresses were put back because somebody else removed one
   * @param transitions how often it changed its role since start
   * @param advertsSent adverts sent since start
   * @param advertsReceived adverts accepted since start
   * @param announcementsSent announcements (ARP, ND) sent since start
   * @param stalls times in which the daemon did not run
   * @param lease how the kernel's lease on the addresses stands
   */
  public record GroupStatus(
      String name,
      String family,
      int version,
      int vrid,
      String interfaceName,
      SyncStatus sync,
      String role,
      String why,
      Instant since,
      int priority,
      int basePriority,
      long intervalMillis,
      List<String> addresses,
      List<String> advertised,
      String active,
      Long lastAdvertAgeMillis,
      String nextEvent,
      Long nextEventMillis,
      Long holdMillis,
      Long silenceHoldMillis,
      MaintenanceStatus maintenance,
      List<PeerStatus> peers,
      List<CheckStatus> checks,
      List<HookStatus> hooks,
      List<AnnouncementStatus> announcements,
      OwnershipStatus ownership,
      long addressesRestored,
      long transitions,
      long advertsSent,
      long advertsReceived,
      long announcementsSent,
      StallStatus stalls,
      LeaseStatus lease) {}

  /**
   * Groups that move together.
   *
   * @param name the sync group's name
   * @param groups the names of all of them; the first one's election decides
   */
  public record SyncStatus(String name, List<String> groups) {
    /** Those that move along with one of them. */
    public List<String> without(String group) {
      return groups.stream().filter(name -> !name.equals(group)).toList();
    }
  }

  /**
   * The kernel's lease on a group's addresses.
   *
   * @param leftMillis time left of it; null when none runs
   * @param leastLeftMillis the least that was left at any renewal since start; null when the
   *     addresses have no lease
   * @param lateRenewals renewals that came so late that another one had been missed
   */
  public record LeaseStatus(Long leftMillis, Long leastLeftMillis, long lateRenewals) {}

  /**
   * Times in which the daemon did not run for one of a group's advertisement intervals or longer.
   *
   * @param count how many since start
   * @param longestMillis the longest; 0 when there was none
   */
  public record StallStatus(long count, long longestMillis) {}

  /**
   * An operator's order to keep out of the election.
   *
   * @param since when it was given
   * @param until when it ends by itself; null for never
   * @param by the user who gave it
   * @param reason why; null where nobody said
   */
  public record MaintenanceStatus(Instant since, Instant until, String by, String reason) {}

  /**
   * A peer of a group.
   *
   * @param address where it sends from
   * @param priority what its last advert said; null when nothing was heard from it
   * @param lastAdvertAgeMillis age of that advert; null when nothing was heard from it
   * @param checksum {@code pseudo-header}, {@code rfc9568}; null when nothing was heard from it
   * @param warning what is wrong with its adverts, for instance another address list; null when
   *     nothing is
   */
  public record PeerStatus(
      String address,
      Integer priority,
      Long lastAdvertAgeMillis,
      String checksum,
      String warning) {}

  /**
   * The announcing of one virtual address.
   *
   * @param address the address, without prefix length
   * @param framesSent frames (gratuitous ARP, neighbour advertisements) that left since start
   * @param failures rounds that could not be sent
   * @param lastSentAgeMillis age of the last frame; null before the first
   */
  public record AnnouncementStatus(
      String address, long framesSent, long failures, Long lastSentAgeMillis) {}

  /**
   * Whether the addresses of a group are here alone, and known to be here.
   *
   * @param conflicts how often somebody else has begun to claim an address that this node had
   * @param addresses one entry for each address
   * @param foreignRouters routers that use the group's VRID and are none of its peers
   */
  public record OwnershipStatus(
      long conflicts, List<AddressStatus> addresses, List<ForeignRouterStatus> foreignRouters) {
    /** The address that somebody else claims although it is here; null if there is none. */
    public AddressStatus conflict() {
      return addresses.stream().filter(AddressStatus::inConflict).findFirst().orElse(null);
    }
  }

  /**
   * Where one virtual address is.
   *
   * @param address the address, without prefix length
   * @param rival who else claims it; on a node that does not have it, its holder; null for nobody
   * @param verification whether another host is known to point here; null where nobody was asked
   */
  public record AddressStatus(String address, RivalStatus rival, VerificationStatus verification) {
    boolean inConflict() {
      return rival != null && rival.conflict();
    }
  }

  /**
   * Who claims an address by ARP or neighbor discovery.
   *
   * @param mac the MAC address that he says it is at
   * @param router the address of a router there; null where none is known
   * @param conflict whether this node has the address, too
   * @param sinceMillis time since he claimed it first
   * @param lastMillis time since he claimed it last
   * @param claims how often he claimed it
   */
  public record RivalStatus(
      String mac,
      String router,
      boolean conflict,
      long sinceMillis,
      long lastMillis,
      long claims) {}

  /**
   * A router that uses a group's VRID and does not seem to be one of its peers.
   *
   * @param address where its adverts come from
   * @param mac the MAC address that they come from; null where it is not known
   * @param version its VRRP version, 2 or 3
   * @param priority what its last advert said, 0 to 255
   * @param intervalMillis the same of its interval
   * @param addresses the same of its virtual addresses, the first eight
   * @param authentication {@code none}, {@code password}, {@code signed} or {@code type N}
   * @param problem why it seems to be none: its adverts are refused, or list other addresses
   * @param mend what to do
   * @param sinceMillis time since it was heard first
   * @param lastMillis time since it was heard last
   * @param adverts how many adverts of it were heard
   */
  public record ForeignRouterStatus(
      String address,
      String mac,
      int version,
      int priority,
      long intervalMillis,
      List<String> addresses,
      String authentication,
      String problem,
      String mend,
      long sinceMillis,
      long lastMillis,
      long adverts) {}

  /**
   * Whether a host of the network points here for an address.
   *
   * @param state {@code asking}, {@code confirmed} or {@code unanswered}
   * @param witness the host
   * @param afterMillis {@code confirmed}: time from the announcing to its answer; else null
   */
  public record VerificationStatus(String state, String witness, Double afterMillis) {}

  /**
   * A health check of a group.
   *
   * @param name its name
   * @param kind what the configuration calls it: {@code script}, {@code http}, {@code file} ..
   * @param verdict {@code up}, {@code down} or {@code waiting}
   * @param weight its weight
   * @param lastRunAgeMillis time since its last run ended; null before the first
   * @param durationMillis how long that run took, with fractions; null before the first
   * @param passed whether that run passed; null before the first
   * @param output the tail of what it printed or found
   * @param number the number that the run found, when finding one is what it is for and it passed;
   *     its weight counts so many times. Null otherwise
   * @param waitedMillis how long that run waited for its turn, because as many checks as may were
   *     under way, with fractions; null before the first
   * @param sharedWith the other groups that get their results from the same runs; may be empty
   */
  public record CheckStatus(
      String name,
      String kind,
      String verdict,
      int weight,
      Long lastRunAgeMillis,
      Double durationMillis,
      Boolean passed,
      String output,
      Integer number,
      Double waitedMillis,
      List<String> sharedWith) {}

  /**
   * A hook of a group.
   *
   * @param hook its key in the configuration, such as {@code active} or {@code webhook}
   * @param of whose it is: {@code group} or {@code node}
   * @param state what the group had become when it ran last, or has become as it runs now: {@code
   *     ACTIVE}, {@code BACKUP} or {@code FAULT}; null before the first run
   * @param runningMillis how long it has been running; null when it does not
   * @param result how the last run ended: {@code succeeded}, {@code failed}, {@code timed-out} or
   *     {@code not-started}; null before the first has ended
   * @param outcome the same in a sentence, for instance {@code exit code 1}; null likewise
   * @param tries how often that was tried; null likewise
   * @param lastRunAgeMillis time since it ended; null likewise
   * @param durationMillis how long it took, with fractions; null likewise
   * @param output the tail of what it printed; null likewise
   */
  public record HookStatus(
      String hook,
      String of,
      String state,
      Long runningMillis,
      String result,
      String outcome,
      Integer tries,
      Long lastRunAgeMillis,
      Double durationMillis,
      String output) {
    /** Whether its last run did not do what it was asked. */
    public boolean failed() {
      return result != null && !result.equals("succeeded");
    }
  }
}
