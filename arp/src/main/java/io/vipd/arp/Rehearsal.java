package io.vipd.arp;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takeovers played to an empty house: the code of real ones, a sender that sends nowhere, and a
 * clock of its own. Belongs to the announce thread.
 */
final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  /** Enough calls for the JVM's first compiler to have seen every method on the way. */
  private static final int TAKEOVERS = 500;

  /** So many at a time take well under a millisecond. */
  private static final int TAKEOVERS_AT_A_TIME = 10;

  private static final AnnounceSettings SETTINGS =
      new AnnounceSettings(2, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final FrameSender.Source source;
  private final Channel channel;
  private final Announcement announcement;
  private int played;
  private long playedNanos;

  Rehearsal(Announcer announcer, FrameSender.Source source) {
    this.source = source;
    channel = new Channel("rehearsal");
    announcement =
        new Announcement(
            announcer,
            channel,
            new MacAddress(0),
            List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")),
            SETTINGS,
            InquirySettings.NONE,
            Claim.Listener.NOBODY,
            () -> playedNanos);
  }

  /** Plays a few takeovers; whether there are more to play. */
  boolean goOn() {
    if (played == 0 && !channel.open(new DrySource(source), playedNanos)) {
      return false;
    }
    for (int i = 0; i < TAKEOVERS_AT_A_TIME; i++) {
      play();
    }
    if (played < TAKEOVERS) {
      return true;
    }
    end();
    log.debug("Rehearsed announcing. takeovers={} frames={}", played, announcement.framesSent());
    return false;
  }

  /** Closes what it opened. */
  void end() {
    channel.close();
  }

  /** One takeover's first round, and yielding after it. */
  private void play() {
    announcement.announce();
    announcement.takeCommand(playedNanos);
    while (announcement.nanosUntilDue(playedNanos) == 0) {
      announcement.sendRound(playedNanos);
    }
    announcement.stop();
    announcement.takeCommand(playedNanos);
    playedNanos += SETTINGS.spacing().toNanos();
    played++;
  }

  /** Opens dry senders only. */
  private record DrySource(FrameSender.Source source) implements FrameSender.Source {
    @Override
    public FrameSender open(String interfaceName) throws IOException {
      return source.openDry();
    }

    @Override
    public FrameSender openDry() throws IOException {
      return source.openDry();
    }
  }
}
