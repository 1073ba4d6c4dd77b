package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * Keeps packets to virtual addresses out of this host, for routers whose Accept_Mode is false (RFC
 * 9568 6.1, 6.4.3), by an nftables table of its own. ARP never passes there; neighbour
 * solicitations and advertisements are let through. Packets that are forwarded are not touched, nor
 * is any other table. An address that this host does not hold may be in it all the time.
 *
 * <p>The table is there from {@link #open} to {@link #close}. It goes with the process however that
 * ends, and {@code nft flush ruleset} spares it, where {@link #owned} says so.
 *
 * <p>Waits for the kernel: not for the thread that must not block.
 */
public final class AcceptFilter implements AutoCloseable {
  private static final int NETLINK_NETFILTER = 12;
  private static final int DATAGRAM_BYTES = 8 * 1024;
  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String MISSING = "load the kernel module nf_tables or set accept: true";
  private static final String FORBIDDEN = "it needs CAP_NET_ADMIN";
  private static final String FOREIGN = "another process owns it";

  /**
   * What became of a batch.
   *
   * @param message the place in it of the first message that was refused, 0 for all of it
   * @param errno why; 0 where all was done
   */
  private record Answer(int message, int errno) {}

  private final NetlinkSocket socket;
  private final Poller poller = new Poller();
  private final String tableName;
  private boolean owned;
  private int nextSequence = 1;

  private AcceptFilter(NetlinkSocket socket, String tableName) {
    this.socket = socket;
    this.tableName = tableName;
    poller.add(socket);
  }

  /**
   * Makes the table, all of it or nothing. One of the same name that an earlier process left is
   * replaced without a moment between the two.
   *
   * @param tableName what the table is called in the family inet: a letter, then letters, digits,
   *     '-', '_' and '.', 255 at most; no other vipd of this network namespace may use it
   * @param destinations where packets are not to arrive; naming one twice is naming it once
   * @throws KernelException {@code EPERM} without CAP_NET_ADMIN, or where a living process owns a
   *     table of this name; {@code EPROTONOSUPPORT} and its like where the kernel has no nftables;
   *     the message says which, and what mends it
   */
  public static AcceptFilter open(String tableName, List<Destination> destinations)
      throws KernelException {
    return open(tableName, destinations, AcceptTable.NFT_TABLE_F_OWNER);
  }

  static AcceptFilter open(String tableName, List<Destination> destinations, int ownerFlag)
      throws KernelException {
    int room = AcceptTable.room(destinations);
    AcceptFilter filter = new AcceptFilter(socket(tableName, room), tableName);
    try {
      filter.socket.options().sendQueue(room);
      filter.socket.options().shortAcknowledgements();
      filter.owned = filter.create(destinations, ownerFlag);
      return filter;
    } catch (KernelException e) {
      filter.socket.close();
      throw e;
    }
  }

  private static NetlinkSocket socket(String tableName, int room) throws KernelException {
    try {
      return new NetlinkSocket(NETLINK_NETFILTER, 0, DATAGRAM_BYTES, room);
    } catch (KernelException e) {
      throw refused(tableName, "", true, e.errno());
    }
  }

  /** Answers whether the kernel let us own it. */
  private boolean create(List<Destination> destinations, int ownerFlag) throws KernelException {
    NftBatch batch =
        AcceptTable.create(socket.out(), nextSequence, tableName, ownerFlag, destinations);
    Answer answer = exchange(batch);
    if (answer.errno() == 0) {
      return ownerFlag != 0;
    }
    if (ownerFlag != 0 && answer.message() == AcceptTable.CREATION) {
      return create(destinations, 0);
    }
    throw refused(
        tableName, batch.subject(answer.message()), answer.message() == 0, answer.errno());
  }

  /**
   * Drops what is sent to these addresses instead, from one packet to the next.
   *
   * @throws KernelException what the kernel refused; everything is as it was then
   */
  public void replace(List<Destination> destinations) throws KernelException {
    socket.room(AcceptTable.room(destinations));
    int flags = owned ? AcceptTable.NFT_TABLE_F_OWNER : 0;
    NftBatch batch =
        AcceptTable.replace(socket.out(), nextSequence, tableName, flags, destinations);
    Answer answer = exchange(batch);
    if (answer.errno() != 0) {
      throw refused(
          tableName, batch.subject(answer.message()), answer.message() == 0, answer.errno());
    }
  }

  /**
   * The sentence for a table that was not made.
   *
   * @param subject the part of the table that was refused; empty for all of it
   * @param unheard whether the kernel did not even look at the table
   */
  static KernelException refused(String tableName, String subject, boolean unheard, int errno) {
    StringJoiner why = new StringJoiner("; ", " (", ")").setEmptyValue("");
    if (!subject.isEmpty()) {
      why.add("its " + subject);
    }
    if (errno == Errno.EPERM) {
      why.add(unheard ? FORBIDDEN : FOREIGN);
    } else if (Errno.isUnsupported(errno)) {
      why.add(MISSING);
    }
    return new KernelException("create nftables table inet " + tableName + why, errno);
  }

  /** Sends a batch and waits for what decides about it. */
  private Answer exchange(NftBatch batch) throws KernelException {
    int bytes = batch.end();
    nextSequence = batch.nextSequence();
    int errno = socket.send(bytes);
    if (errno != 0) {
      return new Answer(0, errno);
    }
    long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
    while (true) {
      int length = socket.receive();
      Answer answer = length > 0 ? answer(socket.in(), length, batch) : null;
      if (answer != null) {
        return answer;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return new Answer(0, Errno.ETIMEDOUT);
      }
      if (length == -Errno.EAGAIN) {
        poller.await(left);
      } else if (length < 0) {
        return new Answer(0, -length);
      }
    }
  }

  /** What a datagram says about this batch, null if nothing: the first refusal is the cause. */
  private static Answer answer(ByteBuffer in, int datagramLength, NftBatch batch) {
    int at = 0;
    int length;
    while ((length = NetlinkMessages.length(in, at, datagramLength)) > 0) {
      int message = batch.message(NetlinkMessages.sequence(in, at));
      int errno = NetlinkMessages.errno(in, at);
      if (NetlinkMessages.type(in, at) == NetlinkMessages.NLMSG_ERROR
          && message >= 0
          && (errno != 0 || message == batch.acknowledged())) {
        return new Answer(message, errno);
      }
      at = NetlinkMessages.next(at, length);
    }
    return null;
  }

  /**
   * Whether the kernel removes the table when this process ends, and keeps everybody else from
   * changing it. Linux before 5.12 does neither: there a process that is killed leaves it behind
   * until the next {@link #open}, and {@code nft flush ruleset} removes it.
   */
  public boolean owned() {
    return owned;
  }

  /**
   * Removes the table; again does nothing. The virtual addresses go first, or their packets get in.
   *
   * @throws KernelException where it may still be there
   */
  @Override
  public void close() throws KernelException {
    if (socket.isClosed()) {
      return;
    }
    try (socket) {
      Answer answer = exchange(AcceptTable.remove(socket.out(), nextSequence, tableName));
      if (answer.errno() != 0 && answer.errno() != Errno.ENOENT) {
        throw new KernelException("remove nftables table inet " + tableName, answer.errno());
      }
    }
  }
}
