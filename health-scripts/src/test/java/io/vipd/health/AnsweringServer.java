package io.vipd.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A server on the loop-back that treats one connection as a test wants it treated. */
final class AnsweringServer implements AutoCloseable {
  /** What is done with a connection whose request has been read. */
  @FunctionalInterface
  interface Treatment {
    void treat(Socket connection) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final Thread thread;

  AnsweringServer(Treatment treatment) throws IOException {
    this("127.0.0.1", treatment);
  }

  AnsweringServer(String address, Treatment treatment) throws IOException {
    socket = new ServerSocket(0, 5, InetAddress.getByName(address));
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (Socket connection = socket.accept()) {
                request.complete(readRequest(connection.getInputStream()));
                treatment.treat(connection);
              } catch (IOException | InterruptedException e) {
                request.completeExceptionally(e);
              }
            });
  }

  static Treatment answer(String answer) {
    return connection -> connection.getOutputStream().write(bytes(answer));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String readRequest(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      request.append((char) next);
    }
    return request.toString();
  }

  int port() {
    return socket.getLocalPort();
  }

  String request() {
    return request.join();
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    socket.close();
  }
}
