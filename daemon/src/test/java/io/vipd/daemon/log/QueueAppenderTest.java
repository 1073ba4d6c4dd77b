package io.vipd.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueueAppenderTest {
  private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("io.vipd.daemon.Test");
  private final FakeStdout stdout = new FakeStdout();
  private QueueAppender appender;

  /** A stdout that can be blocked, and that can fail. */
  private static final class FakeStdout extends OutputStream {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final CountDownLatch entered = new CountDownLatch(1);
    final Semaphore free = new Semaphore(1);
    volatile boolean full;

    @Override
    public void write(int b) {
      throw new AssertionError("a line is written at once");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      entered.countDown();
      free.acquireUninterruptibly();
      free.release();
      if (full) {
        throw new IOException("No space left on device");
      }
      written.write(bytes);
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void stop() {
    stdout.free.release(100);
    appender.stop();
  }

  @Test
  void theJournalGetsSeverityMessageAndFields() {
    start(LogFormat.JOURNALD, 100);
    logger.setLevel(Level.DEBUG);
    logger.info("became active group={} from={}", "web", "BACKUP");
    logger.warn("late late_ms={}", 12);
    logger.error("no memory");
    logger.debug("details");
    logger.atInfo().addKeyValue("group", "mail").log("pairs are fields too");
    context.getLogger("org.pcap4j.core.Pcaps").warn("strange");
    appender.stop();
    assertEquals(
        """
        <6>became active group=web from=BACKUP
        <4>late late_ms=12
        <3>no memory
        <7>details
        <6>pairs are fields too group=mail
        <4>strange logger=org.pcap4j.core.Pcaps
        """,
        stdout.text());
  }

  @Test
  void peopleGetTheTimeToo() {
    start(LogFormat.HUMAN, 100);
    LineLayout layout = new LineLayout(LogFormat.HUMAN, ZoneOffset.UTC);
    assertEquals(
        "2026-01-01 00:00:00.007 INFO  started\n",
        layout.line(Level.INFO, MIDNIGHT + 7, "started"));
    assertEquals(
        "2026-01-01 00:00:00.000 ERROR started\n", layout.line(Level.ERROR, MIDNIGHT, "started"));
  }

  @Test
  void whatComesFromOutsideCannotForgeALine() {
    start(LogFormat.JOURNALD, 100);
    logger.info("check says output={}", "fine\n<3>on fire \u001b[31m");
    appender.stop();
    assertEquals("<6>check says output=fine\\n<3>on fire \\x1b[31m\n", stdout.text());
  }

  @Test
  void everyLineOfAStackTraceCarriesTheSeverityAndIsIndented() {
    start(LogFormat.JOURNALD, 100);
    logger.error("a bug", new IllegalStateException("first\nbecame active"));
    appender.stop();
    String text = stdout.text();
    assertTrue(
        text.startsWith(
            "<3>a bug\n"
                + "<3>    java.lang.IllegalStateException: first\n"
                + "<3>    became active\n"
                + "<3>    at io.vipd.daemon.log.QueueAppenderTest."),
        text);
    assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("<3>    ")), text);
  }

  @Test
  void aBlockedStdoutDropsLinesInsteadOfWaitingAndSaysSoLater() throws Exception {
    start(LogFormat.JOURNALD, 10);
    stdout.free.acquire();
    logger.info("the first line blocks");
    assertTrue(stdout.entered.await(10, TimeUnit.SECONDS));
    for (int i = 0; i < 100; i++) {
      logger.info("line n={}", i);
    }
    stdout.free.release();
    appender.stop();
    assertEquals(
        """
        <6>the first line blocks
        <6>line n=0
        <6>line n=1
        <6>line n=2
        <6>line n=3
        <6>line n=4
        <6>line n=5
        <6>line n=6
        <6>line n=7
        <6>line n=8
        <4>log lines were lost because stdout was blocked or failed lost=91
        """,
        stdout.text());
  }

  @Test
  void aStdoutThatFailsLosesLinesAndSaysSoWhenItWorksAgain() {
    start(LogFormat.JOURNALD, 100);
    stdout.full = true;
    logger.info("nobody will read this");
    logger.info("nor this");
    assertTrue(appender.awaitEmpty(Duration.ofSeconds(10)));
    stdout.full = false;
    logger.info("room again");
    appender.stop();
    assertTrue(stdout.text().endsWith("stdout was blocked or failed lost=2\n"), stdout.text());
  }

  @Test
  void stoppingWaitsForABlockedStdoutOnlyForAWhile() throws Exception {
    start(LogFormat.JOURNALD, 10);
    stdout.free.acquire();
    logger.info("blocks");
    assertTrue(stdout.entered.await(10, TimeUnit.SECONDS));
    appender.stop();
    assertEquals("", stdout.text());
  }

  private void start(LogFormat format, int capacity) {
    appender =
        new QueueAppender(
            new QueueAppender.Target(stdout, new LineLayout(format, ZoneOffset.UTC)),
            capacity,
            () -> MIDNIGHT);
    appender.setContext(context);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }
}
