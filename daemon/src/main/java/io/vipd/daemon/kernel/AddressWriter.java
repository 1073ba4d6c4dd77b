package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts virtual addresses onto interfaces, renews their lifetimes and takes them away, many in one
 * request to route netlink. Blocks while another process holds the kernel's lock for network
 * configuration, so it belongs to a thread of its own.
 */
public final class AddressWriter implements AutoCloseable {
  /** The mark on every address of ours (IFA_PROTO): VRRP's protocol number. */
  public static final int PROTOCOL_TAG = 112;

  /**
   * How many changes one request holds: if all are refused the answers, one datagram each, must fit
   * the socket's receive queue together.
   */
  private static final int CHANGES_PER_REQUEST = 128;

  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DATAGRAM_BYTES = 8 * 1024;

  /** Sequence numbers go up to here and begin anew. */
  private static final int SEQUENCES = AddressMessages.RENEWAL - 1;

  static final int UNANSWERED = -1;

  private final NetlinkSocket socket;
  private final Poller poller = new Poller();
  private final boolean tagSupported;
  private final int port;
  private int nextSequence = 1;

  /**
   * Opens one and asks the kernel whether it keeps our mark.
   *
   * @throws KernelException {@code EPERM} without CAP_NET_ADMIN
   */
  public AddressWriter() throws KernelException {
    this.socket =
        new NetlinkSocket(0, DATAGRAM_BYTES, CHANGES_PER_REQUEST * AddressMessages.MAX_CHANGE);
    try {
      socket.options().shortAcknowledgements();
      poller.add(socket);
      this.tagSupported = probeTag();
      this.port = NetlinkMessages.port(socket.in(), 0);
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
  }

  private boolean probeTag() throws KernelException {
    int[] errnos = {UNANSWERED};
    int length = AddressMessages.putTagProbe(socket.out(), 0, nextSequence);
    exchange(length, errnos, 0, 1);
    if (errnos[0] != Errno.ERANGE && errnos[0] != Errno.ENODEV) {
      throw new KernelException("change addresses (it needs CAP_NET_ADMIN)", errnos[0]);
    }
    return errnos[0] == Errno.ERANGE;
  }

  /**
   * Whether the kernel keeps {@link #PROTOCOL_TAG} on an address (Linux 5.18 and later). Where it
   * does not, everything works but {@link #leftovers} finds nothing.
   */
  public boolean tagSupported() {
    return tagSupported;
  }

  /** The kernel's number of this writer, which an answer to it carries. */
  int port() {
    return port;
  }

  /**
   * Carries out the changes in their order, as many in one request as fit. One that fails does not
   * keep the others from being tried. Waits for the kernel's lock without limit, then a second at
   * most for the answers of each 128 changes.
   *
   * @return one positive error number per change, see {@link Errno}; 0 where the wish is fulfilled,
   *     also because it was before; {@code ETIMEDOUT} where no answer came and the outcome is
   *     unknown
   */
  public int[] apply(List<AddressChange> changes) {
    int[] errnos = new int[changes.size()];
    Arrays.fill(errnos, UNANSWERED);
    for (int from = 0; from < errnos.length; from += CHANGES_PER_REQUEST) {
      int to = Math.min(errnos.length, from + CHANGES_PER_REQUEST);
      int length = 0;
      for (int i = from; i < to; i++) {
        length =
            AddressMessages.putChange(
                socket.out(),
                length,
                nextSequence + i - from & SEQUENCES,
                changes.get(i),
                i == to - 1);
      }
      exchange(length, errnos, from, to);
    }
    for (int i = 0; i < errnos.length; i++) {
      if (isDone(changes.get(i).kind(), errnos[i])) {
        errnos[i] = 0;
      }
    }
    return errnos;
  }

  private static boolean isDone(AddressChange.Kind kind, int errno) {
    return switch (kind) {
      case HOLD, RENEW -> errno == Errno.EEXIST;
      case REMOVE -> errno == Errno.EADDRNOTAVAIL;
    };
  }

  /**
   * Sends the request and collects its answers, matched by sequence number. The kernel does one
   * change after the other and says which it refuses, and of the last one also that it is done: by
   * then those that it said nothing of are done, too, unless an answer was lost.
   */
  private void exchange(int length, int[] errnos, int from, int to) {
    int firstSequence = nextSequence;
    nextSequence = nextSequence + to - from & SEQUENCES;
    int errno = socket.send(length);
    if (errno != 0) {
      Arrays.fill(errnos, from, to, errno);
      return;
    }
    int unsaid = 0;
    long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
    while (errnos[to - 1] == UNANSWERED) {
      int datagramLength = socket.receive();
      if (datagramLength > 0) {
        collect(socket.in(), datagramLength, firstSequence, errnos, from, to);
      } else if (deadline - System.nanoTime() <= 0 || !awaitMore(datagramLength, deadline)) {
        unsaid = Errno.ETIMEDOUT;
        break;
      } else if (datagramLength == -Errno.ENOBUFS) {
        unsaid = Errno.ETIMEDOUT;
      }
    }
    for (int i = from; i < to; i++) {
      errnos[i] = errnos[i] == UNANSWERED ? unsaid : errnos[i];
    }
  }

  private boolean awaitMore(int received, long deadline) {
    if (received != -Errno.EAGAIN) {
      return received == 0 || received == -Errno.ENOBUFS;
    }
    try {
      poller.await(Math.max(0, deadline - System.nanoTime()));
      return true;
    } catch (KernelException _) {
      return false;
    }
  }

  /**
   * Notes what a datagram answers; answers to other requests, such as one that timed out, fall
   * outside the range.
   *
   * @param firstSequence the sequence number of the change at {@code from}
   * @param to the change after the last that was asked for
   */
  static void collect(
      ByteBuffer in, int datagramLength, int firstSequence, int[] errnos, int from, int to) {
    int at = 0;
    int length;
    while ((length = NetlinkMessages.length(in, at, datagramLength)) > 0) {
      int i = from + (NetlinkMessages.sequence(in, at) - firstSequence & SEQUENCES);
      if (NetlinkMessages.type(in, at) == NetlinkMessages.NLMSG_ERROR
          && i < to
          && errnos[i] == UNANSWERED) {
        errnos[i] = NetlinkMessages.errno(in, at);
      }
      at = NetlinkMessages.next(at, length);
    }
  }

  /**
   * Asks the kernel for addresses of both families on an interface that cannot exist, so that a
   * takeover does not run this code for the first time. It refuses all of them; nothing is changed.
   *
   * @param rounds how often to ask for 100 addresses
   */
  public void rehearse(int rounds) {
    List<AddressChange> changes = new ArrayList<>();
    changes.addAll(Collections.nCopies(50, hold(IpAddress.ofIpv4(0), 32)));
    changes.addAll(Collections.nCopies(50, hold(new IpAddress(Family.IPV6, 0, 0), 128)));
    for (int round = 0; round < rounds; round++) {
      apply(changes);
    }
  }

  private static AddressChange hold(IpAddress nowhere, int prefixLength) {
    return AddressChange.hold(0, nowhere, prefixLength, 1);
  }

  /**
   * Lists the removal of every address that carries our mark, whoever of us put it there and
   * whether or not it is still configured.
   */
  public static List<AddressChange> leftovers() throws KernelException {
    TaggedAddresses tagged = new TaggedAddresses();
    LinkMonitor.dump(tagged);
    return tagged.removals();
  }

  @Override
  public void close() {
    socket.close();
  }
}
