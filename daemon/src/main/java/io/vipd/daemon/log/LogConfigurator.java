package io.vipd.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.ZoneId;

/**
 * Sets Logback up; found as a service when the first logger is asked for. Lines go to {@code
 * System.out} until {@link LogSetup} leads them to the descriptor itself.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /** Some seconds of a log in turmoil. */
  private static final int QUEUE = 2048;

  /** For the service loader. */
  public LogConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    QueueAppender appender =
        new QueueAppender(
            new QueueAppender.Target(
                System.out, new LineLayout(LogFormat.HUMAN, ZoneId.systemDefault())),
            QUEUE,
            System::currentTimeMillis);
    appender.setContext(context);
    appender.setName(LogSetup.APPENDER);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    context.getLogger("org.pcap4j").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
