package io.vipd.daemon.kernel;

import io.vipd.health.Surroundings.NeighbourState;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Has the kernel ask a neighbour whether it is there, and hears what comes of it. Who asks is the
 * kernel's own neighbour discovery (ARP, or RFC 4861 7.3), with its source address, its repetition
 * each second, and its change from unicast to broadcast when nobody answers: nothing is sent that a
 * host does not send anyway, and what comes out is what packets on their way there meet.
 */
final class NeighbourInquiry implements AutoCloseable {
  private static final int RTMGRP_NEIGH = 0x4;
  private static final int DATAGRAM_BYTES = 16 * 1024;
  private static final int LOOK = 1;
  private static final int ORDER = 2;

  /** Within this time it is noticed that nobody wants to know any more. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The kernel answers an order within microseconds; entries may go between look and order. */
  private static final int MAX_ORDERS = 4;

  private final int index;
  private final IpAddress address;
  private final String operation;
  private final NetlinkSocket socket =
      new NetlinkSocket(RTMGRP_NEIGH, DATAGRAM_BYTES, NeighbourMessages.MAX_REQUEST);
  private final Poller poller = new Poller();

  /** What was last heard. */
  private NeighbourState state = NeighbourState.NONE;

  private boolean answered;
  private int orders;
  private int refusal;

  /**
   * Opens one.
   *
   * @param index the interface to ask on
   * @param operation what it is, to follow "cannot"
   */
  NeighbourInquiry(int index, IpAddress address, String operation) throws KernelException {
    this.index = index;
    this.address = address;
    this.operation = operation;
    poller.add(socket);
  }

  /**
   * Asks, and waits for the answer, unless the thread is interrupted.
   *
   * @return {@code REACHABLE} when it has answered since; else what the kernel thinks in the end
   * @throws KernelException if the kernel refuses
   */
  NeighbourState ask(long timeoutNanos) throws KernelException {
    long deadline = System.nanoTime() + timeoutNanos;
    look();
    while (!isOver()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        break;
      }
      poller.await(Math.min(left, LONGEST_WAIT_NANOS));
      hear();
    }
    if (!answered && refusal != 0) {
      throw new KernelException(operation, refusal);
    }
    return state;
  }

  private boolean isOver() {
    return answered
        || state == NeighbourState.PERMANENT
        || state == NeighbourState.NOARP
        || refusal != 0 && orders == MAX_ORDERS;
  }

  private void look() throws KernelException {
    send(NeighbourMessages.putQuestion(socket.out(), 0, LOOK, index, address));
  }

  private void send(int length) throws KernelException {
    int errno = socket.send(length);
    if (errno != 0) {
      throw new KernelException(operation, errno);
    }
  }

  private void hear() throws KernelException {
    int received;
    while (!answered && (received = socket.receive()) != -Errno.EAGAIN) {
      if (received == -Errno.ENOBUFS) {
        look();
      } else if (received < 0) {
        throw new KernelException(operation, -received);
      } else {
        ByteBuffer in = socket.in();
        int at = 0;
        int length;
        while ((length = NetlinkMessages.length(in, at, received)) > 0) {
          heard(in, at, length);
          at = NetlinkMessages.next(at, length);
        }
      }
    }
  }

  private void heard(ByteBuffer in, int at, int length) throws KernelException {
    int sequence = NetlinkMessages.sequence(in, at);
    switch (NetlinkMessages.type(in, at)) {
      case NetlinkMessages.NLMSG_ERROR -> {
        if (sequence == LOOK) {
          state = NeighbourState.NONE;
          order();
        } else {
          refusal = NetlinkMessages.errno(in, at);
          // Refused, since the entry went meanwhile or lost its link-layer address; or under way,
          // which is no event, other than what comes of it.
          look();
        }
      }
      case NeighbourMessages.RTM_NEWNEIGH -> {
        NeighbourState told = NeighbourMessages.state(in, at, length, index, address);
        if (told != null) {
          state = told;
          // What it was before is no answer; that it changes to it is.
          answered |= told == NeighbourState.REACHABLE && (sequence != LOOK || orders > 0);
          order();
        }
      }
      default -> {}
    }
  }

  /** Has the kernel ask, unless it is about to do so anyway. */
  private void order() throws KernelException {
    if (answered || orders == MAX_ORDERS) {
      return;
    }
    switch (state) {
      case REACHABLE, STALE, DELAY -> {
        orders++;
        send(NeighbourMessages.putProbe(socket.out(), 0, ORDER, index, address));
      }
      case NONE, FAILED -> {
        orders++;
        send(NeighbourMessages.putUse(socket.out(), 0, ORDER, index, address));
      }
      case INCOMPLETE, PROBE, NOARP, PERMANENT -> {}
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
