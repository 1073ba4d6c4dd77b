package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/** The host as far as a doctor looks at it. */
public interface Host {
  /** A small text file. */
  Reading file(String path);

  /** Where a symbolic link leads. */
  Reading link(String path);

  /** The names in a folder, ordered; none where it is missing or kept from us. */
  List<String> folder(String path);

  /** What a program prints, within some seconds; unreadable where it fails. */
  Reading run(String program, String... arguments);

  /** Every interface; empty where the kernel does not say. */
  List<Interface> interfaces();

  /** Every address of every interface. */
  List<Address> addresses();

  /** Whether the dynamic linker finds a library of this name. */
  boolean hasLibrary(String name);

  /** Whether the kernel's clock is kept right by something. */
  boolean clockSynchronised();

  /** Whether this process has root's rights. */
  boolean root();

  /** An interface: whether it carries traffic. */
  record Interface(int index, String name, boolean up) {}

  /**
   * An address.
   *
   * @param interfaceName where it is
   * @param tag who says that he put it there; 112 for vipd, 0 for nobody
   * @param maySend whether the kernel lets anybody send from it: not while it may be a duplicate
   */
  record Address(
      String interfaceName, IpAddress address, int prefixLength, int tag, boolean maySend) {
    /** Whether another address lies in the network of this one. */
    boolean reaches(IpAddress other) {
      return other.family() == address.family() && Networks.same(address, other, prefixLength);
    }

    @Override
    public String toString() {
      return address + "/" + prefixLength;
    }
  }

  /** The interface of this name; null when there is none. */
  default Interface interfaceOf(String name) {
    return interfaces().stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  /** An interface's addresses of one family. */
  default List<Address> addresses(String interfaceName, Family family) {
    return addresses().stream()
        .filter(each -> each.interfaceName().equals(interfaceName))
        .filter(each -> each.address().family() == family)
        .toList();
  }

  /** A number that a file holds; what stands here where it does not. */
  default int number(String path, int other) {
    try {
      return Integer.parseInt(file(path).or(""));
    } catch (NumberFormatException _) {
      return other;
    }
  }
}
