package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * All interfaces and addresses of the host at one moment.
 *
 * @param links every interface
 * @param addresses every address, IPv4 before IPv6, per interface in the kernel's order
 */
record LinkSnapshot(List<Interface> links, List<Address> addresses) {
  record Interface(int index, String name, boolean up, byte[] mac, int operState) {}

  record Address(int index, IpAddress address, int prefixLength, int tag, int flags) {
    /** Whether it is a virtual address on its group's interface, whoever put it there. */
    boolean is(Group group, int which) {
      return index == group.link().index
          && address.equals(group.addresses().get(which).address())
          && group.isSame(which, prefixLength);
    }
  }

  /** Asks the kernel; waits for its answer. */
  static LinkSnapshot take() throws KernelException {
    LinkSnapshot snapshot = new LinkSnapshot(new ArrayList<>(), new ArrayList<>());
    LinkMonitor.dump(
        new LinkMonitor.Listener() {
          @Override
          public void linkChanged(int index, String name, boolean up, byte[] mac, int operState) {
            snapshot.links.add(new Interface(index, name, up, mac.clone(), operState));
          }

          @Override
          public void linkRemoved(int index, String name) {}

          @Override
          public void addressAdded(
              int index, IpAddress address, int prefixLength, int tag, int flags) {
            snapshot.addresses.add(new Address(index, address, prefixLength, tag, flags));
          }

          @Override
          public void addressRemoved(
              int index, IpAddress address, int prefixLength, int tag, int flags) {}

          @Override
          public void overrun() {}
        });
    return snapshot;
  }

  /** Whether an address is on an interface that does not carry vipd's tag. */
  boolean hasForeign(int index, IpAddress address) {
    return addresses.stream()
        .anyMatch(known ->
            known.index() == index
                && known.address().equals(address)
                && known.tag() != AddressWriter.PROTOCOL_TAG);
  }

  /** Whether an interface of this number and name is among them. */
  boolean has(int index, String name) {
    return links.stream().anyMatch(link -> link.index() == index && link.name().equals(name));
  }

  /** The number of the interface of this name; {@link Link#MISSING} if there is none. */
  int index(String name) {
    return links.stream()
        .filter(link -> link.name().equals(name))
        .mapToInt(Interface::index)
        .findFirst()
        .orElse(Link.MISSING);
  }

  /** Whether a virtual address is on its group's interface, whoever put it there. */
  boolean has(Group group, int which) {
    return addresses.stream().anyMatch(address -> address.is(group, which));
  }
}
