package io.vipd.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 GET on a connection of its own. The JDK's own client would cost more threads and
 * memory than all the rest of the checks.
 */
final class HttpProbe implements Probe {
  /** A head longer than this is not one that a status page sends. */
  private static final int MAX_HEAD_BYTES = 16 * 1024;

  /** How much of the body is taken, and for how long, so that the server can finish in peace. */
  private static final int POLITE_BODY_BYTES = 8 * 1024;

  private static final long POLITE_NANOS = 20_000_000;

  private static final int QUOTED_CHARS = 40;

  private final URI url;
  private final String host;
  private final int port;
  private final byte[] request;

  /**
   * @throws IllegalArgumentException when the URL is not an {@code http} URL with a host
   */
  HttpProbe(CheckSpec.Http spec) {
    this.url = spec.url();
    if (!"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          url + " is not a URL such as http://127.0.0.1:8080/healthz");
    }
    this.host = withoutBrackets(url.getHost());
    this.port = url.getPort() == -1 ? 80 : url.getPort();
    this.request = request(url);
  }

  private static byte[] request(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return ("GET "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + hostHeader(url)
            + "\r\nUser-Agent: vipd\r\nAccept: */*\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The URL's host and port; a zone means something on this host only (RFC 6874 section 4). */
  private static String hostHeader(URI url) {
    String name = url.getHost();
    int zone = name.indexOf('%');
    if (zone >= 0) {
      name = name.substring(0, zone) + "]";
    }
    return url.getPort() == -1 || url.getPort() == 80 ? name : name + ":" + url.getPort();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    try (Socket socket = Dial.connect(host, port, deadlineNanos)) {
      socket.setTcpNoDelay(true);
      // A request this short fits into an empty send buffer: this cannot block.
      socket.getOutputStream().write(request);
      Finding finding = judge(readHead(socket, deadlineNanos, timeoutNanos / 1_000_000));
      readSomeBody(socket, Math.min(deadlineNanos, System.nanoTime() + POLITE_NANOS));
      return finding;
    } catch (SocketException e) {
      throw new IOException("connection to " + url + " broke: " + e.getMessage(), e);
    }
  }

  /** The answer's head up to the blank line, as the bytes came. */
  private String readHead(Socket socket, long deadlineNanos, long timeoutMillis)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] head = new byte[MAX_HEAD_BYTES];
    int length = 0;
    while (length < head.length) {
      long left = deadlineNanos - System.nanoTime();
      int read = 0;
      if (left > 0) {
        socket.setSoTimeout(Dial.millisAtLeastOne(left));
        try {
          read = in.read(head, length, head.length - length);
        } catch (SocketTimeoutException _) {
          left = 0;
        }
      }
      if (left <= 0) {
        throw new IOException(
            (length == 0 ? "no answer from " : "only a part of an answer from ")
                + url
                + " within "
                + timeoutMillis
                + " ms"
                + quoted(head, length));
      }
      if (read < 0) {
        throw new IOException(
            url
                + (length == 0
                    ? " closed the connection without an answer"
                    : " closed the connection within the answer's head" + quoted(head, length)));
      }
      int searchFrom = Math.max(0, length - 3);
      length += read;
      int end = endOfHead(head, searchFrom, length);
      if (end >= 0) {
        return new String(head, 0, end, StandardCharsets.ISO_8859_1);
      }
      if (length >= 5 && !startsLikeHttp(head)) {
        break;
      }
    }
    throw new IOException(
        startsLikeHttp(head)
            ? "the head of the answer from " + url + " is longer than " + MAX_HEAD_BYTES + " bytes"
            : url + " does not speak HTTP" + quoted(head, length));
  }

  /**
   * Takes a small body off the line. To close before it has come would reset the connection, which
   * many servers log as an error, at every check. What it holds, and whether it ends, decides
   * nothing.
   */
  private static void readSomeBody(Socket socket, long untilNanos) {
    byte[] body = new byte[POLITE_BODY_BYTES];
    int length = 0;
    try {
      InputStream in = socket.getInputStream();
      while (length < body.length) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0) {
          return;
        }
        socket.setSoTimeout(Dial.millisAtLeastOne(left));
        int read = in.read(body, length, body.length - length);
        if (read < 0) {
          return;
        }
        length += read;
      }
    } catch (IOException _) {
      // The head has said it all.
    }
  }

  private static boolean startsLikeHttp(byte[] head) {
    return new String(head, 0, 5, StandardCharsets.ISO_8859_1).equals("HTTP/");
  }

  private static int endOfHead(byte[] head, int from, int length) {
    for (int i = from; i + 3 < length; i++) {
      if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private Finding judge(String head) throws IOException {
    int status = status(head);
    String sentence = "HTTP " + status + " from " + url;
    return status >= 200 && status <= 399 ? Finding.pass(sentence) : Finding.fail(sentence);
  }

  /** The status of {@code HTTP/1.1 200 OK} (RFC 9112 section 4). */
  private int status(String head) throws IOException {
    boolean wellFormed =
        head.length() >= 12
            && head.startsWith("HTTP/1.")
            && Character.isDigit(head.charAt(7))
            && head.charAt(8) == ' '
            && head.substring(9, 12).chars().allMatch(c -> c >= '0' && c <= '9')
            && (head.length() == 12 || head.charAt(12) == ' ' || head.charAt(12) == '\r');
    if (!wellFormed) {
      byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
      throw new IOException(
          url + " answers with a malformed status line" + quoted(bytes, bytes.length));
    }
    return Integer.parseInt(head, 9, 12, 10);
  }

  private static String quoted(byte[] bytes, int length) {
    if (length == 0) {
      return "";
    }
    String start =
        new String(bytes, 0, Math.min(length, QUOTED_CHARS), StandardCharsets.ISO_8859_1);
    return ": it sent \"" + OutputTail.clean(start) + (length > QUOTED_CHARS ? "…\"" : "\"");
  }
}
