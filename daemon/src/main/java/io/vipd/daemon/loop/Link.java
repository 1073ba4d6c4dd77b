package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** A network interface that groups use, whether it exists at present or not. Core thread only. */
final class Link {
  /** The index of an interface that does not exist. */
  static final int MISSING = 0;

  private final int number;
  private final String name;
  private final List<Group> groups = new ArrayList<>();

  /** The kernel's number of the interface. Read by the address thread too. */
  volatile int index = MISSING;

  boolean up;
  byte[] mac;

  /** Addresses of its own, not put there by vipd, in the kernel's order. */
  final List<IpAddress> ownAddresses = new ArrayList<>();

  /** Whether the address to send from must be chosen again. */
  boolean addressesChanged;

  VrrpSocket socket;
  int pollerSlot = -1;
  String problem;

  /** The last problem that was logged: one that stays is told once. */
  String lastProblem;

  long reopenAtNanos;

  final Refusals refusals;

  Link(int number, String name) {
    this.number = number;
    this.name = name;
    this.refusals = new Refusals(name);
  }

  /** How the node counts it. */
  int number() {
    return number;
  }

  String name() {
    return name;
  }

  List<Group> groups() {
    return groups;
  }

  boolean exists() {
    return index != MISSING;
  }

  /** Whether any of its groups listens to the multicast group. */
  boolean multicast() {
    return groups.stream().anyMatch(group -> group.router().config().multicast());
  }

  /** Why its socket is closed; null when it is open. */
  String problem() {
    return problem;
  }
}
