package io.vipd.health;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a health check asks, and of whom. How often it asks and what the answers add up to is said
 * elsewhere.
 */
public sealed interface CheckSpec {

  /**
   * A program whose exit code decides: 0 passes.
   *
   * @param command the program's absolute path and its arguments; no shell is involved
   * @param whenChanged files and folders; unless empty, the program runs again only when something
   *     in them has changed, and what it said last holds meanwhile
   */
  record Script(List<String> command, List<Path> whenChanged) implements CheckSpec {
    /** A program that runs every time. */
    public Script(List<String> command) {
      this(command, List.of());
    }
  }

  /**
   * One HTTP/1.1 request.
   *
   * @param url an {@code http} or {@code https} URL
   * @param request what is sent beside the URL
   * @param expectation which answers pass
   * @param trust whom to believe; {@link TlsTrust#SYSTEM} where nothing is said, and without
   *     meaning for {@code http}
   * @param socket a Unix socket to ask in place of the URL's host and port; null for TCP
   */
  record Http(
      URI url, HttpRequest request, HttpExpectation expectation, TlsTrust trust, Path socket)
      implements CheckSpec {
    /** A plain GET that passes with a status from 200 to 399. */
    public Http(URI url) {
      this(url, HttpRequest.GET, HttpExpectation.USUAL, TlsTrust.SYSTEM, null);
    }
  }

  /**
   * The page of nginx's {@code stub_status}, with limits on what it counts.
   *
   * @param page how to ask for it
   * @param limits what is too many
   */
  record NginxStatus(Http page, NginxLimits limits) implements CheckSpec {}

  /**
   * A TCP connection that is accepted.
   *
   * @param host name or address
   * @param port 1 to 65535
   * @param send what is sent once connected; empty for nothing
   * @param expect what must come back somewhere within the first {@link TcpProbe#MAX_ANSWER_BYTES};
   *     empty when the connection alone decides
   */
  record Tcp(String host, int port, String send, String expect) implements CheckSpec {
    /** A connection alone. */
    public Tcp(String host, int port) {
      this(host, port, "", "");
    }
  }

  /**
   * A process that is alive; its exit is noticed at once. Exactly one of the two is set.
   *
   * @param name the process's name as the kernel keeps it (at most 15 bytes); null when {@code
   *     pidFile} is set
   * @param pidFile file that holds the process's PID; null when {@code name} is set
   */
  record Process(String name, Path pidFile) implements CheckSpec {}
}
