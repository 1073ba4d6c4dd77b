package io.vipd.daemon.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where the socket lies. Apart from {@link ControlSocket} because the command line needs it too,
 * and must not load a logger.
 */
final class SocketPath {
  /** {@code sun_path} has 108 bytes and ends with a zero (unix(7)). */
  private static final int LONGEST = 107;

  /** For whoever may do everything. */
  static final String CONTROL = "vipd.sock";

  /** For whoever may look; there only where the configuration says so. */
  static final String READING = "vipd-read.sock";

  private SocketPath() {}

  /**
   * The address of a socket's file.
   *
   * @throws IOException if the path is longer than the kernel takes
   */
  static UnixDomainSocketAddress address(Path socket) throws IOException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new IOException(
          socket
              + " has "
              + length
              + " bytes, but the kernel takes at most "
              + LONGEST
              + " for a socket; choose a shorter --run-dir");
    }
    return UnixDomainSocketAddress.of(socket);
  }
}
