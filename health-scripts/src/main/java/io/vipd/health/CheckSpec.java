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
   * A process that is alive; its exit is noticed at once. It is given by its PID file, or by its
   * name, its command line, or both.
   *
   * @param name the process's name as the kernel keeps it (at most 15 bytes); null for any
   * @param pidFile file that holds the process's PID; null unless that is how it is given
   * @param command a regular expression that some part of the command line must match, its words
   *     with blanks between them; null for any
   * @param quorum how many such processes there must be; null for one that no other such process
   *     has started
   */
  record Process(String name, Path pidFile, String command, Quorum quorum) implements CheckSpec {
    /** One by its name, or by its PID file. */
    public Process(String name, Path pidFile) {
      this(name, pidFile, null, null);
    }
  }

  /**
   * How many there must be, each counted.
   *
   * @param min 0 or more
   * @param max at least {@code min}; {@link Integer#MAX_VALUE} for no limit
   */
  record Quorum(int min, int max) {}

  /**
   * A network interface, whose changes are noticed at once.
   *
   * @param name its name; one that does not exist is not up
   * @param up whether it passes when it is up; else when it is not
   */
  record Interface(String name, boolean up) implements CheckSpec {}

  /**
   * The number in a file, whose changes are noticed at once.
   *
   * @param path an absolute path
   * @param onlyZero whether 0 passes and any other number does not; else any number passes
   */
  record File(Path path, boolean onlyZero) implements CheckSpec {}

  /**
   * A route that leads somewhere, whose changes are noticed at once.
   *
   * @param text the destination as a person wrote it
   * @param address the IP address whose route is looked up
   * @param prefixLength how long the prefix of that route must be at least
   */
  record Route(String text, String address, int prefixLength) implements CheckSpec {}

  /**
   * A host that answers an ICMP echo request.
   *
   * @param address an IP address
   */
  record Ping(String address) implements CheckSpec {}

  /**
   * A host on the same link that answers ARP (RFC 826), or neighbour solicitation (RFC 4861).
   *
   * @param address an IP address without an interface
   * @param interfaceName where to ask; null for where the route there leads
   */
  record Neighbour(String address, String interfaceName) implements CheckSpec {}
}
