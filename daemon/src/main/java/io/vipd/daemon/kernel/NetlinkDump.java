package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Asks the kernel for all interfaces and addresses, on a socket of its own. */
final class NetlinkDump implements AutoCloseable {
  /** How often to ask again when the kernel says that things changed while it was telling. */
  private static final int ATTEMPTS = 10;

  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DATAGRAM_BYTES = 64 * 1024;
  private static final int REQUEST_BYTES = 64;

  /**
   * What the last one received into, for the next one: somebody asks every second, and memory
   * outside the heap is freed only when the heap is collected, which may be long after.
   */
  private static final AtomicReference<Block> SPARE = new AtomicReference<>();

  private final Block in = in();
  private final NetlinkSocket socket = new NetlinkSocket(0, DATAGRAM_BYTES, in, REQUEST_BYTES);
  private final Poller poller = new Poller();
  private final AddressMessages addresses = new AddressMessages();
  private int sequence;

  NetlinkDump() throws KernelException {
    poller.add(socket);
  }

  private static Block in() {
    Block spare = SPARE.getAndSet(null);
    return spare == null ? NetlinkSocket.roomFor(DATAGRAM_BYTES) : spare;
  }

  void run(LinkMonitor.Listener listener) throws KernelException {
    repeat("list the interfaces", LinkMessages.RTM_GETLINK, listener);
    repeat("list the addresses", AddressMessages.RTM_GETADDR, listener);
  }

  private void repeat(String operation, int type, LinkMonitor.Listener listener)
      throws KernelException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (ask(operation, type, listener)) {
        return;
      }
    }
    throw new KernelException(
        operation + " (they changed " + ATTEMPTS + " times meanwhile)", Errno.EAGAIN);
  }

  /** Answers whether the answer was complete and of one moment. */
  private boolean ask(String operation, int type, LinkMonitor.Listener listener)
      throws KernelException {
    sequence++;
    ByteBuffer out = socket.out();
    int errno =
        socket.send(
            type == LinkMessages.RTM_GETLINK
                ? LinkMessages.putDump(out, 0, sequence)
                : AddressMessages.putDump(out, 0, sequence));
    if (errno != 0) {
      throw new KernelException(operation, errno);
    }
    boolean consistent = true;
    while (true) {
      int datagramLength = receive(operation);
      ByteBuffer in = socket.in();
      int at = 0;
      int length;
      while ((length = NetlinkMessages.length(in, at, datagramLength)) > 0) {
        if (NetlinkMessages.sequence(in, at) == sequence) {
          consistent &= (NetlinkMessages.flags(in, at) & NetlinkMessages.NLM_F_DUMP_INTR) == 0;
          switch (NetlinkMessages.type(in, at)) {
            case NetlinkMessages.NLMSG_DONE, NetlinkMessages.NLMSG_ERROR -> {
              if (NetlinkMessages.errno(in, at) != 0) {
                throw new KernelException(operation, NetlinkMessages.errno(in, at));
              }
              return consistent;
            }
            default -> LinkMonitor.deliver(in, at, length, addresses, listener);
          }
        }
        at = NetlinkMessages.next(at, length);
      }
    }
  }

  private int receive(String operation) throws KernelException {
    long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
    while (true) {
      int length = socket.receive();
      if (length > 0) {
        return length;
      }
      if (length < 0 && length != -Errno.EAGAIN) {
        throw new KernelException(operation, -length);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new KernelException(operation, Errno.ETIMEDOUT);
      }
      if (length < 0) {
        poller.await(left);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
    SPARE.set(in);
  }
}
