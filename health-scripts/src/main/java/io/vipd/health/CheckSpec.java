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
   */
  record Script(List<String> command) implements CheckSpec {}

  /**
   * One HTTP/1.1 GET; a status from 200 to 399 passes.
   *
   * @param url an {@code http} URL
   */
  record Http(URI url) implements CheckSpec {}

  /**
   * A TCP connection that is accepted.
   *
   * @param host name or address
   * @param port 1 to 65535
   */
  record Tcp(String host, int port) implements CheckSpec {}

  /**
   * A process that is alive; its exit is noticed at once. Exactly one of the two is set.
   *
   * @param name the process's name as the kernel keeps it (at most 15 bytes); null when {@code
   *     pidFile} is set
   * @param pidFile file that holds the process's PID; null when {@code name} is set
   */
  record Process(String name, Path pidFile) implements CheckSpec {}
}
