package io.vipd.daemon.kernel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is doing (sd_notify(3)): a datagram to the socket that {@code
 * NOTIFY_SOCKET} names. Does nothing where that is not set. Never blocks and never throws; what
 * cannot be sent is logged once. From any thread.
 */
public final class SystemdNotifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  // struct sockaddr_un { short family; char path[108] }, then the message
  private static final int FAMILY_SIZE = 2;
  private static final int MAX_PATH = 108;
  private static final int MESSAGE = 112;
  private static final int MAX_MESSAGE = 1024;

  private final Block block = new Block(MESSAGE + MAX_MESSAGE);
  private int socket; // negative where there is nobody to tell
  private int addressLength;
  private final Duration watchdogLimit;
  private boolean complained;

  private SystemdNotifier(String path, Duration watchdogLimit) {
    this.socket = path == null ? -1 : open(path);
    this.watchdogLimit = watchdogLimit;
  }

  /** The notifier that this process's environment asks for. */
  public static SystemdNotifier fromEnvironment() {
    return from(System.getenv());
  }

  static SystemdNotifier from(Map<String, String> environment) {
    return new SystemdNotifier(environment.get("NOTIFY_SOCKET"), watchdogLimit(environment));
  }

  /** WATCHDOG_PID names whom the limit is for: a child inherits the variables, not the duty. */
  private static Duration watchdogLimit(Map<String, String> environment) {
    String micros = environment.get("WATCHDOG_USEC");
    String pid = environment.get("WATCHDOG_PID");
    if (micros == null
        || pid != null && !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return Duration.ZERO;
    }
    try {
      return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
    } catch (NumberFormatException _) {
      LOG.warn(
          "WATCHDOG_USEC is no number, so that systemd's watchdog is told nothing; see the unit");
      return Duration.ZERO;
    }
  }

  private int open(String path) {
    byte[] name = bytes(path);
    boolean isAbstract = path.startsWith("@");
    if (name.length >= MAX_PATH || !(isAbstract || path.startsWith("/"))) {
      LOG.warn(
          "NOTIFY_SOCKET is neither a path nor an abstract name of a socket; not telling systemd");
      return -1;
    }
    if (isAbstract) {
      name[0] = 0;
    }
    block.bytes().putShort(0, (short) AF_UNIX).put(FAMILY_SIZE, name);
    // An abstract name is as long as the address says; a path may carry its final zero.
    addressLength = FAMILY_SIZE + name.length + (isAbstract ? 0 : 1);
    int opened = Native.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (opened < 0) {
      LOG.warn(
          "no socket can be had to tell systemd how it goes, which may take the start for failed. errno={}",
          Errno.name(-opened));
    }
    return opened;
  }

  /** The service is up. */
  public void ready() {
    send(bytes("READY=1"));
  }

  /**
   * What {@code systemctl status} shows beside the state: one line, of which it shows some 200
   * characters.
   */
  public void status(String line) {
    send(bytes("STATUS=" + line.replace('\n', ' ')));
  }

  /** All is well; to be said within every {@link #watchdogLimit}. */
  public void watchdog() {
    if (!watchdogLimit.isZero()) {
      send(bytes("WATCHDOG=1"));
    }
  }

  /** How long systemd waits for {@link #watchdog} before it kills the service; 0 if it does not. */
  public Duration watchdogLimit() {
    return watchdogLimit;
  }

  /** The service reads its configuration again; {@link #ready} says that it is done. */
  public void reloading() {
    long monotonicMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send(bytes("RELOADING=1\nMONOTONIC_USEC=" + monotonicMicros));
  }

  /** The service is going down. */
  public void stopping() {
    send(bytes("STOPPING=1"));
  }

  private synchronized void send(byte[] message) {
    if (socket < 0) {
      return;
    }
    int length = Math.min(message.length, MAX_MESSAGE);
    block.bytes().put(MESSAGE, message, 0, length);
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    int sent = Native.sendto(socket, block, MESSAGE, length, flags, 0, addressLength);
    if (sent < 0 && !complained) {
      complained = true;
      LOG.warn(
          "systemd could not be told how it goes, and may take vipd for hanging; further failures are not logged. errno={}",
          Errno.name(-sent));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Closes the socket; what is told after that is told to nobody. */
  @Override
  public synchronized void close() {
    if (socket >= 0) {
      Native.close(socket);
      socket = -1;
    }
  }
}
