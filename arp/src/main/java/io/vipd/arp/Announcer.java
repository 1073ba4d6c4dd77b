package io.vipd.arp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends announcements from one daemon thread, {@code announce}, which alone opens, uses and closes
 * the senders. No call but {@link #close} waits for it.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final long PAUSE_AFTER_BUG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final FrameSender.Source source;
  private final LongSupplier nanoTime;
  private final Runnable rehearsed;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean warmUpRequested;

  /** Whether somebody wants something that the present turn may have missed. */
  private volatile boolean called;

  /** Guards changes of what is registered; the announce thread reads the arrays without it. */
  private final Object registry = new Object();

  private volatile Announcement[] announcements = {};
  private volatile Channel[] channels = {};
  private final List<Channel> retired = new ArrayList<>();
  private volatile boolean anyRetired;

  // The announce thread's own.
  private Rehearsal rehearsal;

  /** The thread is made but not started, so that a test can take its turns. */
  Announcer(FrameSender.Source source, LongSupplier nanoTime) {
    this(source, nanoTime, () -> {});
  }

  /** The same; {@code rehearsed} is done after {@link #warmUp}. */
  Announcer(FrameSender.Source source, LongSupplier nanoTime, Runnable rehearsed) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.rehearsed = rehearsed;
    thread = Thread.ofPlatform().name("announce").daemon().unstarted(this::run);
  }

  /** An announcer that sends through libpcap. */
  public static Announcer start() {
    return start(PcapFrameSender.SOURCE);
  }

  /** An announcer that sends through what this source opens. */
  public static Announcer start(FrameSender.Source source) {
    return start(source, () -> {});
  }

  /**
   * An announcer that sends through libpcap.
   *
   * @param rehearsed what its thread does after {@link #warmUp}, when all that it will ever do
   *     takes microseconds
   */
  public static Announcer start(Runnable rehearsed) {
    return start(PcapFrameSender.SOURCE, rehearsed);
  }

  private static Announcer start(FrameSender.Source source, Runnable rehearsed) {
    Announcer announcer = new Announcer(source, System::nanoTime, rehearsed);
    announcer.thread.start();
    return announcer;
  }

  /**
   * Opens the way out by an interface ahead of need, and keeps it open. If that fails it is tried
   * again, at growing intervals of up to 5 s.
   */
  void prepare(String interfaceName) {
    synchronized (registry) {
      channel(interfaceName);
    }
    wake();
  }

  /**
   * The interface is a new one of the same name, or is up again: what was open is replaced at once.
   * Nothing happens if it was never asked for.
   */
  public void reopen(String interfaceName) {
    for (Channel channel : channels) {
      if (channel.interfaceName().equals(interfaceName)) {
        channel.requestReopen();
      }
    }
    wake();
  }

  /**
   * Makes addresses known and prepares their interface. Nothing is sent before {@link
   * Announcement#announce}.
   *
   * @param interfaceName where they live; need not exist yet
   * @param mac the interface's own MAC address
   * @param addresses at least one, of either family; each round announces them in this order
   * @throws IllegalArgumentException if there is no address, or the MAC address is a group's
   */
  public Announcement register(
      String interfaceName,
      MacAddress mac,
      List<? extends InetAddress> addresses,
      AnnounceSettings settings) {
    return register(
        interfaceName, mac, addresses, settings, InquirySettings.NONE, Claim.Listener.NOBODY);
  }

  /**
   * The same for addresses that are also asked and listened for: from now on the listener hears of
   * everybody else who claims one of them.
   *
   * @throws IllegalArgumentException if there is no address, or the MAC address is a group's
   */
  public Announcement register(
      String interfaceName,
      MacAddress mac,
      List<? extends InetAddress> addresses,
      AnnounceSettings settings,
      InquirySettings inquirySettings,
      Claim.Listener listener) {
    Announcement announcement;
    synchronized (registry) {
      Channel channel = channel(interfaceName);
      announcement =
          new Announcement(
              this, channel, mac, addresses, settings, inquirySettings, listener, nanoTime);
      Announcement[] more = Arrays.copyOf(announcements, announcements.length + 1);
      more[more.length - 1] = announcement;
      announcements = more;
    }
    wake();
    return announcement;
  }

  /**
   * Lets the announce thread go through everything a takeover needs until it is loaded and
   * compiled, against a sender whose frames go nowhere. Real announcements come first meanwhile.
   */
  public void warmUp() {
    warmUpRequested = true;
    wake();
  }

  /** Ends the thread and closes what it opened; waits for that for at most a second. */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        log.warn(
            "The thread that announces addresses has not ended and is left to the process's end. waited_ms={}",
            CLOSE_LIMIT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void wake() {
    called = true;
    LockSupport.unpark(thread);
  }

  /** The last announcement of an interface takes its channel along. */
  void unregister(Announcement gone) {
    synchronized (registry) {
      announcements =
          Arrays.stream(announcements).filter(a -> a != gone).toArray(Announcement[]::new);
      Channel channel = gone.channel();
      gone.inquiry().close();
      if (Arrays.stream(announcements).noneMatch(a -> a.channel() == channel)
          && Arrays.asList(channels).contains(channel)) {
        channels = Arrays.stream(channels).filter(c -> c != channel).toArray(Channel[]::new);
        retired.add(channel);
        anyRetired = true;
      }
    }
    wake();
  }

  /** The channel of this interface, a new one if there is none. Call with the registry's lock. */
  private Channel channel(String interfaceName) {
    for (Channel channel : channels) {
      if (channel.interfaceName().equals(interfaceName)) {
        return channel;
      }
    }
    Channel channel = new Channel(interfaceName);
    Channel[] more = Arrays.copyOf(channels, channels.length + 1);
    more[more.length - 1] = channel;
    channels = more;
    return channel;
  }

  private void run() {
    while (!closing) {
      long waitNanos;
      try {
        waitNanos = turn();
      } catch (RuntimeException | Error e) {
        log.error("Announcing failed unexpectedly and goes on in a second.", e);
        waitNanos = PAUSE_AFTER_BUG_NANOS;
      }
      if (waitNanos > 0) {
        // An interrupt would make every wait return at once; nobody has reason to send one.
        Thread.interrupted();
        LockSupport.parkNanos(this, waitNanos);
      }
    }
    closeAll();
  }

  /**
   * One turn: sends every round that is due and has a way out, then the questions that are, one of
   * each announcement, or does at most one slow thing, so that an interface that makes trouble
   * holds up the others by no more than that.
   *
   * @return how long to wait before the next turn unless woken; 0 for not at all
   */
  long turn() {
    called = false;
    if (anyRetired) {
      closeRetired();
    }
    long nowNanos = nanoTime.getAsLong();
    long waitNanos = Long.MAX_VALUE;
    for (Announcement announcement : announcements) {
      announcement.takeCommand(nowNanos);
      Channel channel = announcement.channel();
      if (announcement.nanosUntilDue(nowNanos) == 0 && channel.isOpen()) {
        announcement.sendRound(nanoTime.getAsLong());
      }
      if (channel.isOpen()) {
        waitNanos = Math.min(waitNanos, announcement.nanosUntilDue(nowNanos));
      }
    }
    // Whoever asks tells nobody anything: it never comes before a round, and is put off for whoever
    // calls meanwhile.
    for (Announcement announcement : announcements) {
      if (announcement.channel().isOpen()) {
        if (announcement.inquiry().nanosUntilDue(nowNanos) == 0) {
          announcement.ask(nanoTime.getAsLong());
          if (called) {
            return 0;
          }
        }
        waitNanos = Math.min(waitNanos, announcement.inquiry().nanosUntilDue(nowNanos));
      }
    }
    for (Channel channel : channels) {
      long untilOpeningNanos = channel.nanosUntilOpening(nowNanos);
      if (untilOpeningNanos == 0) {
        open(channel);
        return 0;
      }
      waitNanos = Math.min(waitNanos, untilOpeningNanos);
    }
    return rehearse() ? 0 : waitNanos;
  }

  private void open(Channel channel) {
    long nowNanos = nanoTime.getAsLong();
    if (channel.open(source, nowNanos)) {
      return;
    }
    for (Announcement announcement : announcements) {
      if (announcement.channel() == channel && announcement.nanosUntilDue(nowNanos) == 0) {
        announcement.countFailure();
      }
    }
  }

  /** Does a little of the rehearsal that was asked for; whether there is more to do. */
  private boolean rehearse() {
    if (!warmUpRequested) {
      return false;
    }
    if (rehearsal == null) {
      rehearsal = new Rehearsal(this, source);
    }
    if (rehearsal.goOn()) {
      return true;
    }
    rehearsal = null;
    warmUpRequested = false;
    rehearsed.run();
    return false;
  }

  private void closeRetired() {
    List<Channel> toClose;
    synchronized (registry) {
      toClose = List.copyOf(retired);
      retired.clear();
      anyRetired = false;
    }
    toClose.forEach(Channel::retire);
  }

  private void closeAll() {
    closeRetired();
    for (Channel channel : channels) {
      channel.retire();
    }
    if (rehearsal != null) {
      rehearsal.end();
    }
  }
}
