package io.vipd.daemon.http;

import com.sun.net.httpserver.HttpServer;
import io.vipd.daemon.config.Listen;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.Operations;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.journal.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server and its life. A port that cannot be had stops nobody: it is said in the log and
 * in the status, and tried again for as long as the daemon lives.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final String PART = "http";

  /** Connections that are served at once, each by a thread while it is being answered. */
  static final int CLIENTS = 32;

  private static final int BACKLOG = 32;
  private static final long STACK_BYTES = 256 * 1024;
  private static final long KEEP_THREADS_SECONDS = 10;
  private static final int RECENT_ENTRIES = 30;

  static {
    // The JDK's server has no other way to be told; it reads them when it is loaded.
    System.setProperty("jdk.httpserver.maxConnections", Integer.toString(CLIENTS));
    System.setProperty("sun.net.httpserver.maxReqTime", "2"); // seconds, for all of a request
    System.setProperty("sun.net.httpserver.maxRspTime", "5"); // seconds, for reading the answer
    System.setProperty("sun.net.httpserver.idleInterval", "5"); // seconds without a request
    // Milliseconds between looks for those that are idle, and those that take too long.
    System.setProperty("sun.net.httpserver.clockTick", "5000");
    System.setProperty("sun.net.httpserver.timerMillis", "5000");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384"); // bytes, of all headers
    System.setProperty("sun.net.httpserver.drainAmount", "16384"); // bytes of an unwanted body
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Listen listen;
  private final Site site;
  private final Warnings warnings;
  private final Duration retry;
  private final ThreadPoolExecutor photographer;
  private final ThreadPoolExecutor threads;
  private final Thread opener;
  private HttpServer server;
  private boolean closed;

  private HttpEndpoint(Listen listen, Supplier<Picture> take, Warnings warnings, Duration retry) {
    this.listen = listen;
    this.warnings = warnings;
    this.retry = retry;
    this.photographer = pool(1, "http-picture", true);
    this.threads = pool(CLIENTS, "http", false);
    Pictures pictures = new Pictures(take, photographer, Pictures.FRESH, Pictures.PATIENCE);
    this.site = new Site(pictures::latest, listen.isLoopback());
    this.opener = Thread.ofPlatform().daemon().name("http-open").unstarted(this::open);
  }

  /**
   * Begins to open the port and returns at once.
   *
   * @param listen where
   * @param warnings is told while the port cannot be had
   */
  public static HttpEndpoint start(
      Listen listen,
      Operations operations,
      Supplier<NodeCounters> counters,
      Journal journal,
      Warnings warnings) {
    return start(
        listen,
        () ->
            new Picture(
                Instant.now(),
                operations.status(),
                counters.get(),
                journal.recent(RECENT_ENTRIES, null),
                journal.lost()),
        warnings,
        Duration.ofSeconds(5));
  }

  static HttpEndpoint start(
      Listen listen, Supplier<Picture> take, Warnings warnings, Duration retry) {
    HttpEndpoint endpoint = new HttpEndpoint(listen, take, warnings, retry);
    endpoint.opener.start();
    return endpoint;
  }

  /** A thread for each task at once; more tasks than threads wait or are refused. */
  private static ThreadPoolExecutor pool(int most, String name, boolean waits) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            waits ? most : 0,
            most,
            KEEP_THREADS_SECONDS,
            TimeUnit.SECONDS,
            waits ? new LinkedBlockingQueue<>() : new SynchronousQueue<>(),
            task -> {
              String threadName = most == 1 ? name : name + "-" + count.incrementAndGet();
              Thread thread = new Thread(null, task, threadName, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private void open() {
    String told = null;
    while (true) {
      try {
        serve();
        warnings.clear(PART);
        return;
      } catch (IOException | RuntimeException e) {
        String problem = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!problem.equals(told)) {
          told = problem;
          log.warn(
              "metrics and status page cannot be served on {}: {}; trying again every {} s",
              listen,
              problem,
              retry.toSeconds());
          warnings.set(
              PART,
              "metrics and status page cannot be served on "
                  + listen
                  + ": "
                  + problem
                  + "; trying again (http-listen in vipd.yaml)");
        }
      }
      try {
        TimeUnit.NANOSECONDS.sleep(retry.toNanos());
      } catch (InterruptedException _) {
        return; // only close() interrupts
      }
    }
  }

  private synchronized void serve() throws IOException {
    if (closed) {
      return;
    }
    InetAddress address = InetAddress.getByAddress(listen.address().toBytes());
    HttpServer opened =
        HttpServer.create(new InetSocketAddress(address, listen.port()), BACKLOG, "/", site);
    opened.setExecutor(threads);
    opened.start();
    server = opened;
    log.info("metrics and status page are served. url=http://{}/", listen);
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    opener.interrupt();
    synchronized (this) {
      closed = true;
      if (server != null) {
        server.stop(0);
      }
    }
    threads.shutdownNow();
    photographer.shutdownNow();
    warnings.clear(PART);
  }
}
