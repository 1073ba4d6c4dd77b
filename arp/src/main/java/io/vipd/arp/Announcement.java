package io.vipd.arp;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The announcing of some addresses of one interface, all together and all alike.
 *
 * <p>{@link #announce}, {@link #stop} and {@link #updateMac} are for one thread, the one that
 * decides who holds the addresses. The first two wait for nobody and allocate nothing. Counters may
 * be read by any thread.
 */
public final class Announcement implements AutoCloseable {
  /**
   * How soon after a round a new burst may start. Every losing advert that is heard asks for one,
   * so this is what a flood of them can cause at most: ten rounds a second.
   */
  static final Duration MINIMUM_SPACING = Duration.ofMillis(100);

  private final Announcer announcer;
  private final Channel channel;
  private final LongSupplier nanoTime;
  private final InetAddress[] addresses;
  private final Tally[] tallies;
  private final Inquiry inquiry;

  /** Odd while the addresses are to be announced; grows with every call, so none is overlooked. */
  private volatile long command;

  private volatile Round round;

  // The announce thread's own.
  private final AnnouncePlan plan;
  private long commandTaken;
  private int nextFrame;

  Announcement(
      Announcer announcer,
      Channel channel,
      MacAddress mac,
      List<? extends InetAddress> addresses,
      AnnounceSettings settings,
      InquirySettings inquirySettings,
      Claim.Listener listener,
      LongSupplier nanoTime) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("there is no address to announce");
    }
    this.announcer = announcer;
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.addresses = addresses.toArray(InetAddress[]::new);
    tallies = new Tally[this.addresses.length];
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = new Tally();
    }
    round = new Round(mac, this.addresses);
    plan = new AnnouncePlan(settings, MINIMUM_SPACING);
    inquiry = new Inquiry(this.addresses, mac, inquirySettings, listener, announcer, channel.ear());
  }

  /**
   * Starts a burst of announcements and the refreshes after it, at once; anew if they are under way
   * already, but not more often than every 100 ms.
   */
  public void announce() {
    command = command + 1 | 1;
    inquiry.held(true);
    announcer.wake();
  }

  /** Ends it. Only a frame that is being handed over right now may still leave. */
  public void stop() {
    command = (command | 1) + 1;
    inquiry.held(false);
  }

  /**
   * The interface has another MAC address. While announcing, that is announced at once.
   *
   * @throws IllegalArgumentException if it is a group's address
   */
  public void updateMac(MacAddress mac) {
    round = new Round(mac, addresses);
    inquiry.mac(mac);
    if (isWanted()) {
      announce();
    }
  }

  /** Stops for good and forgets the addresses. Waits for no frame. */
  @Override
  public void close() {
    stop();
    announcer.unregister(this);
  }

  /** What is asked and heard about the addresses. */
  public Inquiry inquiry() {
    return inquiry;
  }

  /** One entry per address, in the order they were registered. */
  public List<AddressCounters> counters() {
    long nowNanos = nanoTime.getAsLong();
    Instant now = Instant.now();
    List<AddressCounters> counters = new ArrayList<>(addresses.length);
    for (int i = 0; i < addresses.length; i++) {
      counters.add(tallies[i].read(addresses[i], nowNanos, now));
    }
    return counters;
  }

  /** Frames that left, of all addresses. */
  public long framesSent() {
    long sum = 0;
    for (Tally tally : tallies) {
      sum += tally.framesSent();
    }
    return sum;
  }

  /** Failures of all addresses, as {@link AddressCounters} counts them. */
  public long failures() {
    long sum = 0;
    for (Tally tally : tallies) {
      sum += tally.failures();
    }
    return sum;
  }

  Channel channel() {
    return channel;
  }

  /** Takes over what was asked for since the last call. */
  void takeCommand(long nowNanos) {
    long latest = command;
    if (latest == commandTaken) {
      if (inquiry.takeNews(nowNanos)) {
        plan.repeatNow(nowNanos);
      }
      return;
    }
    commandTaken = latest;
    if (isAnnounce(latest)) {
      plan.announce(nowNanos);
      inquiry.begin(nowNanos);
      channel.hurry();
    } else {
      plan.stop();
      inquiry.end();
    }
    nextFrame = 0;
  }

  long nanosUntilDue(long nowNanos) {
    return plan.nanosUntilDue(nowNanos);
  }

  /**
   * Sends the round that is due. When a frame can not be sent the round stays due and goes on with
   * that frame; when it is no longer wanted the rest of it is not sent.
   */
  void sendRound(long nowNanos) {
    int count = round.length();
    while (nextFrame < count && isWanted()) {
      if (!channel.send(round.frame(nextFrame), nowNanos)) {
        countFailure();
        return;
      }
      tallies[round.address(nextFrame)].sent(nowNanos);
      nextFrame++;
    }
    if (nextFrame > 0) {
      nextFrame = 0;
      plan.roundSent(nowNanos);
      channel.works();
    }
  }

  /**
   * The round that is due can not be sent: counts for every address that still has a frame in it.
   */
  void countFailure() {
    for (int i = 0; i < tallies.length; i++) {
      if (round.lastFrame(i) >= nextFrame) {
        tallies[i].failed();
      }
    }
  }

  /**
   * Sends the next question that is due. One that does not leave is not repeated: its time comes
   * again.
   */
  void ask(long nowNanos) {
    int about = inquiry.nextAbout();
    if (inquiry.nextRepeats()) {
      for (int i = 0; i < round.length() && isWanted(); i++) {
        if (round.address(i) == about && channel.send(round.frame(i), nowNanos)) {
          tallies[about].sent(nowNanos);
        }
      }
    }
    byte[] question = inquiry.takeNext(nowNanos);
    if (question != null && channel.isOpen() && isWanted()) {
      channel.send(question, nowNanos);
    }
  }

  private boolean isWanted() {
    return isAnnounce(command);
  }

  private static boolean isAnnounce(long command) {
    return (command & 1) != 0;
  }
}
