package io.vipd.health;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP/1.1 request on a connection of its own. The JDK's own client would cost more threads and
 * memory than all the rest of the checks.
 */
final class HttpProbe implements Probe {
  /** How much of the body is taken, and for how long, so that the server can finish in peace. */
  private static final int POLITE_BODY_BYTES = 8 * 1024;

  private static final long POLITE_NANOS = 20_000_000;

  private final CheckSpec.Http spec;
  private final URI url;
  private final String host;
  private final int port;
  private final TlsDialer tls;
  private final byte[] request;

  /** What an answer is judged by. */
  private record Answer(int status, String body) {}

  /**
   * @throws IllegalArgumentException when the URL is not an {@code http} or {@code https} URL with
   *     a host
   */
  HttpProbe(CheckSpec.Http spec) {
    this.spec = spec;
    this.url = spec.url();
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    if (!secure && !"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          url + " is not a URL such as http://127.0.0.1:8080/healthz");
    }
    this.host = withoutBrackets(url.getHost());
    this.port = url.getPort() == -1 ? defaultPort(secure) : url.getPort();
    String serverName = spec.request().host() == null ? host : nameIn(spec.request().host());
    this.tls = secure ? new TlsDialer(spec.trust(), serverName, port) : null;
    this.request = request(secure);
  }

  private static int defaultPort(boolean secure) {
    return secure ? 443 : 80;
  }

  private byte[] request(boolean secure) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String named = spec.request().host();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", named == null ? hostHeader(defaultPort(secure)) : named);
    headers.put("User-Agent", "vipd");
    headers.put("Accept", "*/*");
    if (spec.request().method().equals("POST")) {
      headers.put("Content-Length", "0");
    }
    spec.request()
        .headers()
        .forEach((name, value) -> {
          headers.keySet().removeIf(name::equalsIgnoreCase);
          headers.put(name, value);
        });
    headers.put("Connection", "close");
    StringBuilder text = new StringBuilder(spec.request().method() + " " + path + query);
    text.append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The URL's host and port; a zone means something on this host only (RFC 6874 section 4). */
  private String hostHeader(int usualPort) {
    String name = url.getHost();
    int zone = name.indexOf('%');
    if (zone >= 0) {
      name = name.substring(0, zone) + "]";
    }
    return port == usualPort ? name : name + ":" + port;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The name in a Host header, without its port. */
  private static String nameIn(String header) {
    return header.startsWith("[")
        ? header.substring(1, header.indexOf(']'))
        : header.split(":", 2)[0];
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    HttpExpectation expectation = spec.expectation();
    boolean readBody = expectation.wantsBody();
    Answer answer = ask(timeoutNanos, readBody);
    String sentence = "HTTP " + answer.status() + " from " + url;
    if (!expectation.allows(answer.status())) {
      return Finding.fail(
          expectation.statuses().equals(HttpExpectation.USUAL.statuses())
              ? sentence
              : sentence + ", expected " + expectation.shownStatuses());
    }
    // Bytes against bytes: what encoding the page has does not matter.
    String wanted =
        new String(
            expectation.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    if (readBody && !answer.body().contains(wanted)) {
      return Finding.fail(
          sentence
              + ", but its body of "
              + answer.body().length()
              + " bytes does not contain \""
              + expectation.body()
              + "\"");
    }
    return Finding.pass(sentence);
  }

  /**
   * The body of an answer that has one of the statuses that pass.
   *
   * @throws IOException whose message is the finding
   */
  String body(long timeoutNanos) throws IOException {
    Answer answer = ask(timeoutNanos, true);
    if (!spec.expectation().allows(answer.status())) {
      throw new IOException("HTTP " + answer.status() + " from " + url);
    }
    return answer.body();
  }

  private Answer ask(long timeoutNanos, boolean readBody) throws IOException {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    try (Connection connection = connect(deadlineNanos)) {
      connection.write(request);
      HttpAnswer answer =
          new HttpAnswer(connection, url.toString(), deadlineNanos, timeoutNanos / 1_000_000);
      int status = answer.readStatus();
      if (readBody) {
        return new Answer(status, answer.readBody());
      }
      if (spec.request().wantsBody()) {
        answer.skipBody(
            POLITE_BODY_BYTES, Math.min(deadlineNanos, System.nanoTime() + POLITE_NANOS));
      }
      return new Answer(status, "");
    } catch (SocketException e) {
      throw new IOException("connection to " + url + " broke: " + e.getMessage(), e);
    }
  }

  // The TLS connection closes the socket below it.
  @SuppressWarnings("resource")
  private Connection connect(long deadlineNanos) throws IOException {
    if (spec.socket() != null) {
      return UnixConnection.open(spec.socket());
    }
    Socket socket = Dial.connect(host, port, deadlineNanos);
    try {
      Connection connection =
          tls == null ? new SocketConnection(socket) : tls.wrap(socket, deadlineNanos);
      socket = null;
      return connection;
    } finally {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
