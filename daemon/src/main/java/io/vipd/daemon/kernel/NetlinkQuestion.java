package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A question to route netlink that has one answer, on a socket of its own. */
final class NetlinkQuestion {
  static final int SEQUENCE = 1;

  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** An interface with many virtual functions describes itself in tens of kilobytes. */
  private static final int DATAGRAM_BYTES = 64 * 1024;

  private static final int REQUEST_BYTES = 128;

  /** Writes the question, with {@link #SEQUENCE}; answers where it ends. */
  interface Writer {
    int write(ByteBuffer out);
  }

  /** Reads the answer. */
  interface Reader<T> {
    T read(ByteBuffer in, int at, int length);
  }

  private NetlinkQuestion() {}

  /**
   * Asks. Waits for the kernel, a second at most.
   *
   * @param operation what it is, to follow "cannot"
   * @param answerType the type of the message that is the answer
   * @param otherwise what the answer is when the kernel says that there is no such thing
   * @throws KernelException if the kernel does not answer
   */
  static <T> T ask(String operation, Writer question, int answerType, Reader<T> answer, T otherwise)
      throws KernelException {
    try (NetlinkSocket socket = new NetlinkSocket(0, DATAGRAM_BYTES, REQUEST_BYTES)) {
      int errno = socket.send(question.write(socket.out()));
      if (errno != 0) {
        throw new KernelException(operation, errno);
      }
      Poller poller = new Poller();
      poller.add(socket);
      long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
      while (true) {
        int received = socket.receive();
        if (received < 0 && received != -Errno.EAGAIN) {
          throw new KernelException(operation, -received);
        }
        ByteBuffer in = socket.in();
        int at = 0;
        int length;
        while ((length = NetlinkMessages.length(in, at, received)) > 0) {
          if (NetlinkMessages.sequence(in, at) == SEQUENCE) {
            int type = NetlinkMessages.type(in, at);
            if (type == NetlinkMessages.NLMSG_ERROR) {
              return otherwise;
            }
            if (type == answerType) {
              return answer.read(in, at, length);
            }
          }
          at = NetlinkMessages.next(at, length);
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new KernelException(operation, Errno.ETIMEDOUT);
        }
        poller.await(left);
      }
    }
  }
}
