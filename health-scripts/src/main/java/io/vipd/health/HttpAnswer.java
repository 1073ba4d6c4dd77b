package io.vipd.health;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The answer to one HTTP/1.1 request (RFC 9112), taken off the line piece by piece. */
final class HttpAnswer {
  /** A head longer than this is not one that a status page sends. */
  static final int MAX_HEAD_BYTES = 16 * 1024;

  /** Further into a body than this nobody looks. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  private static final int QUOTED_CHARS = 40;

  private final Connection connection;
  private final String from;
  private final long deadlineNanos;
  private final long timeoutMillis;
  private byte[] buffer = new byte[MAX_HEAD_BYTES];
  private int length;
  private int bodyFrom;
  private String head;

  /**
   * @param from what messages call the server
   * @param deadlineNanos on the clock of {@link System#nanoTime()}
   * @param timeoutMillis what messages say of it
   */
  HttpAnswer(Connection connection, String from, long deadlineNanos, long timeoutMillis) {
    this.connection = connection;
    this.from = from;
    this.deadlineNanos = deadlineNanos;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Reads the head.
   *
   * @return the status, 100 to 999 (RFC 9112 section 4)
   * @throws IOException whose message says what came instead of a head
   */
  int readStatus() throws IOException {
    head = readHead();
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
          from + " answers with a malformed status line" + quoted(bytes, bytes.length));
    }
    return Integer.parseInt(head, 9, 12, 10);
  }

  /** The head up to the blank line, as the bytes came. */
  private String readHead() throws IOException {
    while (length < buffer.length) {
      int searchFrom = Math.max(0, length - 3);
      int read;
      try {
        read = connection.read(buffer, length, buffer.length - length, deadlineNanos);
      } catch (SocketTimeoutException _) {
        throw new IOException(
            (length == 0 ? "no answer from " : "only a part of an answer from ")
                + from
                + inTime()
                + quoted(buffer, length));
      }
      if (read < 0) {
        throw new IOException(
            from
                + (length == 0
                    ? " closed the connection without an answer"
                    : " closed the connection within the answer's head" + quoted(buffer, length)));
      }
      length += read;
      int end = endOfHead(searchFrom);
      if (end >= 0) {
        bodyFrom = end + 4;
        return new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
      }
      if (length >= 5 && !startsLikeHttp()) {
        break;
      }
    }
    throw new IOException(
        startsLikeHttp()
            ? "the head of the answer from " + from + " is longer than " + MAX_HEAD_BYTES + " bytes"
            : from + " does not speak HTTP" + quoted(buffer, length));
  }

  private String inTime() {
    return " within " + timeoutMillis + " ms";
  }

  private boolean startsLikeHttp() {
    return new String(buffer, 0, 5, StandardCharsets.ISO_8859_1).equals("HTTP/");
  }

  private int endOfHead(int begin) {
    for (int i = begin; i + 3 < length; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads the body after the head: to its end, or its first {@link #MAX_BODY_BYTES}.
   *
   * @return it, chunks put together, each byte a character
   * @throws IOException if it did not come whole in time, or its chunks are none
   */
  String readBody() throws IOException {
    byte[] rest = new byte[length - bodyFrom];
    System.arraycopy(buffer, bodyFrom, rest, 0, rest.length);
    buffer = new byte[MAX_BODY_BYTES];
    length = Math.min(rest.length, buffer.length);
    System.arraycopy(rest, 0, buffer, 0, length);
    if ("chunked".equals(field("transfer-encoding"))) {
      return readChunks();
    }
    String declared = field("content-length");
    int wanted = buffer.length;
    if (declared != null && declared.matches("[0-9]{1,9}")) {
      wanted = Math.min(wanted, Integer.parseInt(declared));
    }
    while (length < wanted && more()) {}
    return new String(buffer, 0, Math.min(length, wanted), StandardCharsets.ISO_8859_1);
  }

  /** Each is its size in hexadecimal, a line end, the bytes, a line end; the last is empty. */
  private String readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int lineEnd;
      while ((lineEnd = lineEnd(at)) < 0) {
        if (!more()) {
          return text(body);
        }
      }
      int size = chunkSize(at, lineEnd);
      if (size == 0) {
        return text(body);
      }
      at = lineEnd + 2;
      boolean more = true;
      while (length < Math.min(at + size + 2, buffer.length) && more) {
        more = more();
      }
      body.write(buffer, at, Math.min(size, length - at));
      at += size + 2;
      if (at >= length && (!more || length == buffer.length)) {
        return text(body);
      }
    }
  }

  private int lineEnd(int begin) {
    for (int i = begin; i + 1 < length; i++) {
      if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private int chunkSize(int begin, int end) throws IOException {
    String line = new String(buffer, begin, end - begin, StandardCharsets.ISO_8859_1);
    String digits = line.split(";", 2)[0].strip();
    if (!digits.matches("[0-9a-fA-F]{1,7}")) {
      throw new IOException("the body of the answer from " + from + " has a malformed chunk");
    }
    return Integer.parseInt(digits, 16);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads some more; false at the end of what comes or of the room for it. */
  private boolean more() throws IOException {
    if (length == buffer.length) {
      return false;
    }
    try {
      int read = connection.read(buffer, length, buffer.length - length, deadlineNanos);
      length += Math.max(0, read);
      return read >= 0;
    } catch (SocketTimeoutException _) {
      throw new IOException("only a part of the body from " + from + inTime());
    }
  }

  /** The value of a field of the head, in lower case; null when it is not there. */
  private String field(String name) {
    return head.lines()
        .skip(1)
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  /**
   * Takes a small body off the line. To close before it has come would reset the connection, which
   * many servers log as an error, at every check. What it holds, and whether it ends, decides
   * nothing.
   */
  void skipBody(int bytes, long untilNanos) {
    byte[] rest = new byte[bytes];
    int skipped = 0;
    try {
      while (skipped < bytes) {
        int read = connection.read(rest, skipped, bytes - skipped, untilNanos);
        if (read < 0) {
          return;
        }
        skipped += read;
      }
    } catch (IOException _) {
      // The head has said it all.
    }
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
