package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.state.Remains;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the addresses that an earlier life of the daemon left in the kernel: those of a
 * router that was Active and has all of them still are offered to the node, and every other one
 * goes, configured or not. An address that is not known to be vipd's is neither.
 *
 * @param heirs groups that may go on as Active
 * @param leftovers removals of everything else
 */
record Succession(List<Heir> heirs, List<AddressChange> leftovers) {
  /** No hold is longer. */
  private static final long LONGEST_HOLD_NANOS = TimeUnit.DAYS.toNanos(1);

  /**
   * A group whose router was Active.
   *
   * @param advertAtNanos when it last advertised
   * @param index the interface that its addresses are on
   * @param addresses those of its addresses that vipd put there
   */
  record Heir(Group group, long advertAtNanos, int index, List<VirtualAddress> addresses) {
    private boolean keeps(LinkSnapshot.Address address) {
      return address.index() == index && addresses.contains(virtual(address));
    }
  }

  /**
   * Decides.
   *
   * @param tagSupported whether the kernel tells whose an address is; where it does not, what the
   *     earlier life wrote down has to do
   */
  static Succession of(
      Remains remains,
      List<Group> groups,
      LinkSnapshot snapshot,
      boolean tagSupported,
      long nowNanos) {
    List<LinkSnapshot.Address> ours =
        snapshot.addresses().stream()
            .filter(address ->
                tagSupported
                    ? address.tag() == AddressWriter.PROTOCOL_TAG
                    : listed(remains, snapshot, address))
            .distinct() // a dump that was interrupted tells everything again
            .toList();
    List<Heir> heirs = new ArrayList<>();
    for (Group group : groups) {
      for (Remains.Router router : remains.routers()) {
        if (isOf(router, group) && router.active() && router.advertAtNanos() - nowNanos <= 0) {
          Heir heir = heir(group, router, snapshot.index(router.interfaceName()), ours);
          if (heir != null) {
            heirs.add(heir);
          }
        }
      }
    }
    List<AddressChange> leftovers =
        ours.stream()
            .filter(address -> heirs.stream().noneMatch(heir -> heir.keeps(address)))
            .map(address ->
                AddressChange.remove(address.index(), address.address(), address.prefixLength()))
            .toList();
    return new Succession(List.copyOf(heirs), leftovers);
  }

  /**
   * How long a group is still not to preempt, by what an operator or its own trouble told an
   * earlier life of the daemon; 0 for no time.
   */
  static long holdNanos(Remains remains, Group group, long nowNanos) {
    long longestNanos = 0;
    for (Remains.Router router : remains.routers()) {
      if (isOf(router, group)) {
        longestNanos = Math.max(longestNanos, router.holdNanos(nowNanos));
      }
    }
    return Math.min(longestNanos, LONGEST_HOLD_NANOS);
  }

  /** The heirs in the order in which they go on: who follows does so if its leader does. */
  List<Heir> leadersFirst() {
    return heirs.stream()
        .sorted(Comparator.comparing(heir -> heir.group().router().follows()))
        .toList();
  }

  private static boolean isOf(Remains.Router router, Group group) {
    return router.interfaceName().equals(group.link().name())
        && router.vrid() == group.config().vrid()
        && router.family() == group.family();
  }

  /** Null unless everything that it should still have is there, which may be nothing by right. */
  private static Heir heir(
      Group group, Remains.Router router, int index, List<LinkSnapshot.Address> ours) {
    List<VirtualAddress> held = new ArrayList<>(router.ours());
    held.retainAll(group.addresses());
    boolean complete =
        ours.stream()
            .filter(address -> address.index() == index)
            .map(Succession::virtual)
            .toList()
            .containsAll(held);
    boolean lost = held.isEmpty() && !group.addresses().isEmpty();
    return lost || !complete ? null : new Heir(group, router.advertAtNanos(), index, held);
  }

  private static boolean listed(
      Remains remains, LinkSnapshot snapshot, LinkSnapshot.Address address) {
    return remains.routers().stream()
        .anyMatch(router ->
            snapshot.index(router.interfaceName()) == address.index()
                && router.ours().contains(virtual(address)));
  }

  private static VirtualAddress virtual(LinkSnapshot.Address address) {
    return new VirtualAddress(address.address(), address.prefixLength());
  }
}
