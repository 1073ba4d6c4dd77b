package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.Errno;
import io.vipd.vrrp.wire.Family;
import java.util.Arrays;
import java.util.List;

/**
 * What the address thread has put into the kernel for one group, and where. Only that is ever
 * renewed or taken away: an address that the administrator had configured before stays his. Belongs
 * to the address thread.
 */
final class Holding {
  private final Group group;
  private final List<VirtualAddress> addresses;
  private final boolean[] ours;
  private final boolean[] asked;
  private int index = Link.MISSING;

  Holding(Group group) {
    this.group = group;
    this.addresses = group.addresses();
    this.ours = new boolean[addresses.size()];
    this.asked = new boolean[addresses.size()];
  }

  Group group() {
    return group;
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

  /** Asks for every address that nobody else has put there. */
  void hold(List<AddressChange> changes) {
    for (int i = 0; i < asked.length; i++) {
      asked[i] = ours[i] ? !replaced(i) : group.presence(i) != Presence.FOREIGN;
    }
    ask(changes);
  }

  /** Asks for what was put there to stay. */
  void renew(List<AddressChange> changes) {
    for (int i = 0; i < asked.length; i++) {
      asked[i] = ours[i] && !replaced(i);
    }
    ask(changes);
  }

  /**
   * Whether somebody has put his own address in the place of ours. The kernel has an IPv6 address
   * once for each interface, so that his would get our lease and expire. A removal names our prefix
   * and leaves his alone.
   */
  private boolean replaced(int i) {
    return group.family() == Family.IPV6 && group.presence(i) == Presence.FOREIGN;
  }

  private void ask(List<AddressChange> changes) {
    for (int i = 0; i < asked.length; i++) {
      if (asked[i]) {
        VirtualAddress virtual = addresses.get(i);
        changes.add(
            AddressChange.hold(
                index, virtual.address(), virtual.prefixLength(), group.leaseSeconds()));
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
              case HOLD -> {
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
