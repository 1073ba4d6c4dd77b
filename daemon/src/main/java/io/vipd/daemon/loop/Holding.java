package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressChange.Kind;
import io.vipd.daemon.kernel.Errno;
import io.vipd.vrrp.wire.Family;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the address thread has put into the kernel for one group, and where. Only that is ever
 * renewed or taken away: an address that the administrator had configured before stays his. Belongs
 * to the address thread.
 */
final class Holding {
  private static final long NOTHING = 0;
  private static final long UNKNOWN = -1;

  /**
   * An address that was put into the kernel for a group before the group asked for it.
   *
   * @param index the interface's number at that time
   */
  record Lent(Link link, int index, VirtualAddress address) {}

  private final Group group;
  private final List<VirtualAddress> addresses;
  private final boolean[] ours;
  private final boolean[] asked;
  private int index = Link.MISSING;

  /** Of {@link Group#leasedUntilNanos}, what the kernel was last asked for. */
  private long leasedUntilNanos;

  /** Whether the group is not configured any more, so that nothing is wanted but its end. */
  private boolean retired;

  /** The wish that the kernel has been brought up to. Read by any thread. */
  volatile long done;

  /**
   * Nothing is put there yet.
   *
   * @param fresh false if something may be there that {@link #inherit} will tell of
   */
  Holding(Group group, boolean fresh) {
    this.group = group;
    this.done = fresh ? NOTHING : UNKNOWN;
    this.addresses = group.addresses();
    this.ours = new boolean[addresses.size()];
    this.asked = new boolean[addresses.size()];
  }

  Group group() {
    return group;
  }

  /** What the kernel should have, as {@link Group#wanted} says it. Read by any thread. */
  long wish() {
    return retired ? NOTHING : group.wanted.getAcquire();
  }

  /** The group has gone from the configuration, or another one stands in its place. */
  void retire() {
    retired = true;
    done = UNKNOWN;
  }

  /** Whether nothing is left to be done for a group that has gone. */
  boolean isFinished() {
    return retired && !ownsAny();
  }

  /**
   * Takes over what a retired one has put into the kernel and this one's group wants in the same
   * place: it need not go to come again.
   */
  void inherit(Holding other) {
    for (int i = 0; i < other.ours.length; i++) {
      int at = indexOf(other.group.link(), other.index, other.addresses.get(i));
      if (other.ours[i] && at >= 0) {
        ours[at] = true;
        other.ours[i] = false;
        index = other.index;
      }
    }
  }

  /** Takes over an address that somebody else of us has put into the kernel for it. */
  void inherit(Lent lent) {
    int at = indexOf(lent.link(), lent.index(), lent.address());
    if (at >= 0) {
      ours[at] = true;
      index = lent.index();
      done = UNKNOWN;
    }
  }

  private int indexOf(Link link, int linkIndex, VirtualAddress address) {
    boolean here = group.link() == link && (index == linkIndex || !ownsAny());
    return here ? addresses.indexOf(address) : -1;
  }

  /** The same router wants exactly the same as before: what was done for it counts. */
  void goOnFrom(Holding other) {
    boolean same =
        group.router() == other.group.router()
            && group.link() == other.group.link()
            && group.lease().seconds() == other.group.lease().seconds()
            && addresses.equals(other.addresses);
    if (same) {
      done = other.done;
      leasedUntilNanos = other.leasedUntilNanos;
    }
  }

  /** Whether it has put there, or is about to, what this would remove. */
  boolean owns(AddressChange removal) {
    int at = addresses.indexOf(new VirtualAddress(removal.address(), removal.prefixLength()));
    boolean wanted = (wish() & 1) != 0;
    return at >= 0
        && (ours[at] && index == removal.interfaceIndex()
            || wanted && group.link().index == removal.interfaceIndex());
  }

  /** Whether it has put anything into the kernel. */
  boolean ownsAny() {
    for (boolean one : ours) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  /** Takes over what an earlier life of the daemon put onto an interface, as it is wanted now. */
  void adopt(int index, List<VirtualAddress> there) {
    this.index = index;
    for (int i = 0; i < ours.length; i++) {
      ours[i] = there.contains(addresses.get(i));
    }
    done = wish();
  }

  /**
   * Takes the addresses from an interface that has lost its name or its number to another one since
   * they were put there. If it has gone altogether, so have they.
   */
  void follow(List<AddressChange> changes) {
    int present = group.link().index;
    if (index != present) {
      remove(changes);
      Arrays.fill(ours, false);
      index = present;
    }
  }

  /** Whether the core wants the addresses to stay for another time than the kernel was told. */
  boolean renewalAsked() {
    return group.lease().ends() && group.leasedUntilNanos.getAcquire() != leasedUntilNanos;
  }

  /** Whether the kernel would keep the addresses for longer if it was asked again. */
  boolean renewalProlongs(long nowNanos) {
    long seconds = group.lease().secondsUntil(group.leasedUntilNanos.getAcquire(), nowNanos);
    return group.lease().ends()
        && group.leaseWatch.leftNanos(nowNanos) < TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Answers for how long the kernel is to be asked, and notes that it was. */
  long lend(long nowNanos) {
    leasedUntilNanos = group.leasedUntilNanos.getAcquire();
    return group.lease().secondsUntil(leasedUntilNanos, nowNanos);
  }

  /** Asks for every address that nobody else has put there, for so many seconds. */
  void hold(List<AddressChange> changes, long seconds) {
    for (int i = 0; i < asked.length; i++) {
      asked[i] = ours[i] ? !replaced(i) : group.presence(i) != Presence.FOREIGN;
    }
    ask(changes, Kind.HOLD, seconds);
  }

  /** Asks for what was put there to stay for so many seconds. */
  void renew(List<AddressChange> changes, long seconds) {
    for (int i = 0; i < asked.length; i++) {
      asked[i] = ours[i] && !replaced(i);
    }
    ask(changes, Kind.RENEW, seconds);
  }

  /**
   * Whether somebody has put his own address in the place of ours. The kernel has an IPv6 address
   * once for each interface, so that his would get our lease and expire. A removal names our prefix
   * and leaves his alone.
   */
  private boolean replaced(int i) {
    return group.family() == Family.IPV6 && group.presence(i) == Presence.FOREIGN;
  }

  private void ask(List<AddressChange> changes, Kind kind, long seconds) {
    for (int i = 0; i < asked.length; i++) {
      if (asked[i]) {
        VirtualAddress virtual = addresses.get(i);
        // What is not known to be there as ours may change by it, and the core should hear of that.
        boolean known = kind == Kind.HOLD || group.presence(i) == Presence.OURS;
        changes.add(
            new AddressChange(
                known ? kind : Kind.HOLD,
                index,
                virtual.address(),
                virtual.prefixLength(),
                seconds));
      }
    }
  }

  /** Asks for the removal of what was put there. */
  void remove(List<AddressChange> changes) {
    System.arraycopy(ours, 0, asked, 0, ours.length);
    for (int i = 0; i < asked.length; i++) {
      if (asked[i]) {
        VirtualAddress virtual = addresses.get(i);
        changes.add(AddressChange.remove(index, virtual.address(), virtual.prefixLength()));
      }
    }
  }

  /**
   * Notes what the kernel said to the changes that were asked for last.
   *
   * @param from where the first of them stands
   * @return null if all are done, else why one is not
   */
  String note(List<AddressChange> changes, int[] errnos, int from) {
    String problem = null;
    int at = from;
    for (int i = 0; i < asked.length; i++) {
      if (asked[i]) {
        int errno = errnos[at];
        boolean done =
            switch (changes.get(at).kind()) {
              case HOLD, RENEW -> {
                // Where no answer came it may be there.
                ours[i] |= errno == 0 || errno == Errno.ETIMEDOUT;
                yield errno == 0;
              }
              case REMOVE -> {
                // No interface, no address.
                boolean gone = errno == 0 || errno == Errno.ENODEV;
                ours[i] &= !gone;
                yield gone;
              }
            };
        if (!done && problem == null) {
          problem = changes.get(at).failure(errno).getMessage();
        }
        at++;
      }
    }
    return problem;
  }
}
