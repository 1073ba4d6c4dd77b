package io.vipd.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlClientTest {
  @TempDir Path temp;
  private Path socket;

  @BeforeEach
  void name() {
    socket = temp.resolve("vipd.sock");
  }

  @Test
  void aSocketThatIsNotThereIsNamed() {
    assertEquals(
        "no daemon answers: there is no "
            + socket
            + "; vipd is not running, or it was started with another --run-dir",
        failure(new ControlClient(temp)));
  }

  @Test
  void aSocketThatNobodyListensOnIsTheRestOfADeadDaemon() throws IOException {
    listen().close();
    assertEquals(
        "no daemon answers: nobody listens on "
            + socket
            + " any more; vipd was killed, see 'systemctl status vipd'",
        failure(new ControlClient(temp)));
  }

  @Test
  void aDaemonThatDoesNotAnswerIsGivenUp() throws IOException {
    try (ServerSocketChannel _ = listen()) {
      assertEquals(
          "vipd at "
              + socket
              + " did not answer within 200 ms; it may be stopped or stuck,"
              + " see 'systemctl status vipd'",
          failure(new ControlClient(temp, Duration.ofMillis(200))));
    }
  }

  @Test
  void aDaemonThatHangsUpIsSaidToHave() throws IOException {
    assertEquals(
        "vipd at " + socket + " hung up without an answer; it may have been stopped just now",
        failureAgainst(""));
  }

  @Test
  void anAnswerThatCannotBeReadNamesOurVersion() throws IOException {
    String expected =
        "vipd at "
            + socket
            + " sent an answer that vipctl 0.1.0 cannot read;"
            + " use the vipctl that came with that vipd";
    assertEquals(expected, failureAgainst("nonsense\n"));
    assertEquals(expected, failureAgainst("{\"node\":\"a\"}\n"));
    assertEquals(expected, failureAgainst("{\"error\":7}\n"));
    assertEquals(expected, failureAgainst("{\"error\":{\"code\":\"x\"}}\n"));
  }

  @Test
  void aRunFolderThatIsTooLongForASocketIsNamed() {
    Path longFolder = temp.resolve("x".repeat(100));
    Path longSocket = longFolder.resolve("vipd.sock");
    assertEquals(
        longSocket
            + " has "
            + longSocket.toString().length()
            + " bytes, but the kernel takes at most 107 for a socket; choose a shorter --run-dir",
        failure(new ControlClient(longFolder)));
  }

  private ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  private String failureAgainst(String answer) throws IOException {
    try (ServerSocketChannel server = listen()) {
      Thread.ofPlatform().start(() -> answerOnce(server, answer));
      return failure(new ControlClient(temp));
    } finally {
      Files.delete(socket);
    }
  }

  private static void answerOnce(ServerSocketChannel server, String answer) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(1024));
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String failure(ControlClient client) {
    return assertThrows(NoAnswerException.class, () -> client.status(null)).getMessage();
  }
}
