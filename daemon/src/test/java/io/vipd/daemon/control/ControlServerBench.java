package io.vipd.daemon.control;

import io.vipd.daemon.journal.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control socket in front of no daemon, and clients that say what they like to it. */
@Timeout(20)
abstract class ControlServerBench {
  static final ControlLimits SHORT =
      new ControlLimits(
          4, 2, 64 * 1024, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(1));
  static final ControlLimits PATIENT =
      new ControlLimits(
          4, 2, 64 * 1024, Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(1));

  @TempDir Path temp;
  final FakeOperations operations = new FakeOperations();
  private RunFolderLock lock;
  ControlServer server;
  Journal journal;

  /** Who may look, besides those who may do everything; null for nobody. */
  Access reading;

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
      journal.close();
      lock.close();
    }
  }

  final void start(ControlLimits limits) throws IOException {
    start(limits, null);
  }

  final void start(ControlLimits limits, String group) throws IOException {
    lock = RunFolderLock.take(temp);
    journal = Journal.start(temp.resolve("state"));
    server =
        ControlServer.open(
            temp, Access.control(group), reading, limits, new Answers(operations, journal));
  }

  final ControlClient client() {
    return new ControlClient(temp);
  }

  /** A place becomes free on another thread; until then the server says that it is busy. */
  final Answer<NodeStatus> answeredInTheEnd() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Answer<NodeStatus> answer = client().status(null);
    while (answer instanceof Answer.Refused && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      answer = client().status(null);
    }
    return answer;
  }

  /** A client without manners. */
  final class Raw implements AutoCloseable {
    final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final BufferedReader reader =
        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));

    Raw() throws IOException {
      this("vipd.sock");
    }

    Raw(String socket) throws IOException {
      channel.connect(UnixDomainSocketAddress.of(temp.resolve(socket)));
    }

    void send(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /** The server may have turned us away by now. */
    void trySend(String text) {
      try {
        send(text);
      } catch (IOException _) {
        // Its answer is there to be read all the same.
      }
    }

    /** Asks and asks without reading until the server has hung up. */
    void sendUntilRefused(String text) {
      try {
        while (true) {
          send(text);
        }
      } catch (IOException _) {
        // Broken pipe, as it should be.
      }
    }

    String line() throws IOException {
      return reader.readLine();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
