package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one vipd of a network namespace, whatever the run folder: two of them would
 * each take the other's addresses for leftovers of its own. It is a Unix socket with a name that is
 * no file (unix(7), "abstract"), which the kernel keeps apart by network namespace and frees when
 * the process ends in whatever way.
 */
public final class NamespaceClaim implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NamespaceClaim.class);

  private static final String NAME = "vipd.daemon";

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  // struct sockaddr_un { short family; char path[108] }: a zero, then the name
  private static final int PATH = 2;
  private static final int ADDRESS_LENGTH = PATH + 1 + NAME.length();

  // struct ucred { int pid, uid, gid }, and its length
  private static final int CREDENTIALS = 112;
  private static final int UID = CREDENTIALS + 4;
  private static final int CREDENTIALS_SIZE = 12;
  private static final int LENGTH = 124;

  private final Block block = new Block(128);
  private int socket;

  private NamespaceClaim() {
    block.bytes().putShort(0, (short) AF_UNIX);
    block.bytes().put(PATH + 1, NAME.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Takes it.
   *
   * @throws IOException if another vipd has it; the message says which process that is
   */
  public static NamespaceClaim take() throws IOException {
    NamespaceClaim claim = new NamespaceClaim();
    claim.socket = open();
    int errno = -Native.bind(claim.socket, claim.block, 0, ADDRESS_LENGTH);
    if (errno == 0) {
      errno = -Native.listen(claim.socket, 1);
    }
    if (errno != 0) {
      claim.close();
      if (errno != Errno.EADDRINUSE) {
        throw new KernelException("claim this network namespace", errno);
      }
      claim.refuse();
    }
    return claim;
  }

  private static int open() throws KernelException {
    int socket = Native.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) {
      throw new KernelException("open a Unix socket", -socket);
    }
    return socket;
  }

  /**
   * Whoever listens is asked who he is; one whom nobody trusts cannot keep a daemon from running.
   */
  private void refuse() throws IOException {
    int asking = open();
    try {
      block.bytes().putInt(LENGTH, CREDENTIALS_SIZE);
      int errno = -Native.connect(asking, block, 0, ADDRESS_LENGTH);
      if (errno == 0) {
        errno =
            -Native.getsockopt(
                asking, SOL_SOCKET, SO_PEERCRED, block, CREDENTIALS, LENGTH, Failure.EXPLAINED);
      }
      int pid = errno == 0 ? block.bytes().getInt(CREDENTIALS) : 0;
      int uid = errno == 0 ? block.bytes().getInt(UID) : 0;
      if (uid != 0 && !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(uid)) {
        log.warn(
            "a process of user {} has the name that vipd claims the network namespace with;"
                + " going on without. pid={}",
            uid,
            pid);
        return;
      }
      throw new IOException(
          "another vipd "
              + (pid == 0 ? "" : "(PID " + pid + ") ")
              + "runs in this network namespace with another run folder, and would take the"
              + " addresses of this one for its own; stop it first");
    } finally {
      Native.close(asking);
    }
  }

  @Override
  public void close() {
    if (socket >= 0) {
      Native.close(socket);
      socket = -1;
    }
  }
}
