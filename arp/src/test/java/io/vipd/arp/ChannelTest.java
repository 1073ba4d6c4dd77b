package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log hears of a way out that makes trouble. */
class ChannelTest {
  private static final long SECOND = 1_000_000_000;

  private final Logger logger = (Logger) LoggerFactory.getLogger(Channel.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final FakeWire wire = new FakeWire();
  private final Channel channel = new Channel("eth0");

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void restore() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void aMissingInterfaceIsReportedOnceAMinute() {
    wire.missing.add("eth0");
    for (int second = 0; second < 600; second++) {
      assertFalse(channel.open(wire, second * SECOND));
    }
    assertEquals(10, log.list.size());
    assertEquals(
        "The interface could not be opened to announce addresses, trying on."
            + " interface=eth0 error=\"No such device exists\"",
        log.list.getFirst().getFormattedMessage());
  }

  @Test
  void anInterfaceThatComesAndGoesIsReportedOnceAMinuteToo() {
    for (int second = 0; second < 600; second++) {
      assertTrue(channel.open(wire, second * SECOND));
      wire.sendsLeft = 1;
      assertTrue(channel.send(new byte[60], second * SECOND));
      channel.works();
      assertFalse(channel.send(new byte[60], second * SECOND));
    }
    List<Level> levels = log.list.stream().map(ILoggingEvent::getLevel).toList();
    assertEquals(10, levels.stream().filter(Level.WARN::equals).count());
    assertEquals(10, levels.stream().filter(Level.INFO::equals).count());
  }

  @Test
  void aChannelThatWorksSaysNothing() {
    assertTrue(channel.open(wire, 0));
    assertTrue(channel.send(new byte[60], 0));
    channel.works();
    channel.close();
    assertEquals(List.of(), log.list);
  }
}
