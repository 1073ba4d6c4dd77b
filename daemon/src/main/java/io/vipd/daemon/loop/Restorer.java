package io.vipd.daemon.loop;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back what somebody else took away: at once the first few times, then at a bounded rate, so
 * that a fight over an address costs neither the processor nor the log. The node ends a fight that
 * goes on by handing over. Core thread only.
 */
final class Restorer {
  private static final Logger log = LoggerFactory.getLogger(Restorer.class);

  private final Node node;
  private final Chronicle chronicle;

  /** Groups that may have lost an address; most often empty. */
  private final List<Group> robbed = new ArrayList<>();

  /** Programs of this host that may be the ones who remove addresses. Set by any thread. */
  volatile String managers = "";

  Restorer(Node node, Chronicle chronicle) {
    this.node = node;
    this.chronicle = chronicle;
  }

  /** The group may have lost an address; {@link #restore} finds out. */
  void suspect(Group group) {
    if (!robbed.contains(group)) {
      robbed.add(group);
    }
  }

  /** Other groups have come in the place of some, and some have gone. */
  void follow(Roster roster) {
    List<Group> before = List.copyOf(robbed);
    robbed.clear();
    for (Group group : before) {
      Group present = roster.of(group.router());
      if (present != null) {
        suspect(present);
      }
    }
  }

  /** Puts back what somebody else took away, at once unless he does it again and again. */
  void restore(long nowNanos) {
    for (int i = robbed.size() - 1; i >= 0; i--) {
      Group group = robbed.get(i);
      if (!isRobbed(group)) {
        robbed.remove(i);
      } else if (group.restores.take(nowNanos)) {
        robbed.remove(i);
        node.addressesLost(group.router(), nowNanos);
        if (group.router().role() == Role.ACTIVE) {
          tellRestored(group, nowNanos);
        }
      }
    }
  }

  /** Not as long as the kernel is at it: its answer brings the group here again. */
  private static boolean isRobbed(Group group) {
    return group.router().addressesConfirmed() && !group.awaitsKernel() && !group.allInKernel();
  }

  private void tellRestored(Group group, long nowNanos) {
    group.restoresUnsaid++;
    if (group.restoreLines.take(nowNanos)) {
      log.warn(
          "somebody removed an address of {}; putting it back. group={} times={}{}",
          group.name(),
          group.name(),
          group.restoresUnsaid,
          managers.isEmpty() ? "" : " perhaps=" + managers);
      chronicle.restored(group, group.restoresUnsaid);
      group.restoresUnsaid = 0;
    }
  }

  /** Time until {@link #restore} wants to be called; {@link Long#MAX_VALUE} for never. */
  long nanosUntilRestore(long nowNanos) {
    long nanos = Long.MAX_VALUE;
    for (int i = 0; i < robbed.size(); i++) {
      nanos = Math.min(nanos, robbed.get(i).restores.nanosUntilNext(nowNanos));
    }
    return nanos;
  }
}
