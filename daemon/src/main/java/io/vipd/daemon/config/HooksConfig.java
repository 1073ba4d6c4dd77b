package io.vipd.daemon.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who is told of what happens to a group, off the protocol's way.
 *
 * @param programs command and arguments to run on each occasion; an occasion without one is not
 *     there
 * @param timeout how long one run may take before its process group is killed
 * @param waits how long the group waits for a program at most
 * @param retries how often a run that failed is repeated, 0 to 10
 * @param fifo FIFO that is told in keepalived's words; null for none
 * @param webhook web server that is told; null for none
 */
public record HooksConfig(
    Map<Occasion, List<String>> programs,
    Duration timeout,
    Waits waits,
    int retries,
    Path fifo,
    WebhookConfig webhook) {
  /** Nobody. */
  public static final HooksConfig NONE =
      new HooksConfig(Map.of(), Duration.ofSeconds(10), Waits.USUAL, 0, null, null);

  /** When a program is run. */
  public enum Occasion {
    /** The group has become Active. */
    ACTIVE,
    /** It has become Backup. */
    BACKUP,
    /** It is in Initialize for a reason. */
    FAULT,
    /** The same because vipd stops; {@link #FAULT} where there is no program for it. */
    STOP,
    /** Any of these, with keepalived's arguments added. */
    NOTIFY,
    /** Another router claimed to be Active and lost, so hosts may have believed it. */
    CONTEST_WON,
    /** Somebody else claims an address of the group, or uses its VRID. */
    CONFLICT,
    /** He has stopped, or this node does not have the address any more. */
    CONFLICT_OVER,
    /** The group is about to give its addresses up on purpose, and waits for the program. */
    DRAIN,
    /** The group is about to claim its addresses, and waits for the program; never of the node. */
    PROMOTE;

    /** How the configuration writes it, for instance {@code contest-won}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * How long a group waits for what, which is also how long the program may take.
   *
   * @param drain for {@link Occasion#DRAIN}, 10ms to 30s
   * @param promote for {@link Occasion#PROMOTE}, 10ms to 10s
   */
  public record Waits(Duration drain, Duration promote) {
    /** What is used where a file does not say. */
    public static final Waits USUAL = new Waits(Duration.ofSeconds(5), Duration.ofSeconds(2));
  }

  /** Copies the programs. */
  public HooksConfig {
    Map<Occasion, List<String>> copy = new EnumMap<>(Occasion.class);
    copy.putAll(programs);
    programs = Collections.unmodifiableMap(copy);
  }

  /** Programs for the three roles alone; each may be null. */
  public HooksConfig(
      List<String> active, List<String> backup, List<String> fault, Duration timeout) {
    this(ofRoles(active, backup, fault), timeout, Waits.USUAL, 0, null, null);
  }

  private static Map<Occasion, List<String>> ofRoles(
      List<String> active, List<String> backup, List<String> fault) {
    Map<Occasion, List<String>> programs = new EnumMap<>(Occasion.class);
    if (active != null) {
      programs.put(Occasion.ACTIVE, active);
    }
    if (backup != null) {
      programs.put(Occasion.BACKUP, backup);
    }
    if (fault != null) {
      programs.put(Occasion.FAULT, fault);
    }
    return programs;
  }

  /** How long a group waits before it gives up on purpose; zero where nobody wants it to. */
  public Duration drainLimit() {
    return programs.containsKey(Occasion.DRAIN) ? waits.drain() : Duration.ZERO;
  }

  /** How long a group waits before it claims its addresses; zero where nobody wants it to. */
  public Duration promoteLimit() {
    return programs.containsKey(Occasion.PROMOTE) ? waits.promote() : Duration.ZERO;
  }

  /** Whether anybody who could move an address is told when the group becomes Active. */
  boolean movesAddresses() {
    return programs.containsKey(Occasion.ACTIVE)
        || programs.containsKey(Occasion.PROMOTE)
        || programs.containsKey(Occasion.NOTIFY)
        || fifo != null
        || webhook != null;
  }

  /** What each program is for and its path, in the order of {@link Occasion}. */
  public List<String> described() {
    List<String> parts = new ArrayList<>();
    programs.forEach((occasion, command) -> parts.add(occasion.key() + " " + command.getFirst()));
    return parts;
  }

  /**
   * A web server that is told.
   *
   * @param url an {@code http} or {@code https} URL
   * @param secret what requests are signed with; null for not at all
   * @param timeout how long the server may take to accept, and then to answer
   * @param retries how often a delivery that failed is repeated, 0 to 10
   */
  public record WebhookConfig(URI url, AuthSettings.Key secret, Duration timeout, int retries) {}
}
