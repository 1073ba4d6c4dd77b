package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A host that is well: eth0 is up with 192.0.2.1/24 and fe80::1/64, Linux is new, the clock is
 * right. A test spoils something.
 */
public final class FakeHost implements Host {
  final Map<String, Reading> files = new HashMap<>();
  final Map<String, List<String>> folders = new HashMap<>();
  final Map<String, String> links = new HashMap<>();
  final Map<String, Reading> programs = new HashMap<>();
  final List<Interface> interfaces = new ArrayList<>();
  final List<Address> addresses = new ArrayList<>();
  boolean library = true;
  boolean synchronised = true;
  boolean root = true;

  public FakeHost() {
    interfaces.add(new Interface(1, "lo", true));
    interfaces.add(new Interface(2, "eth0", true));
    address("lo", "127.0.0.1/8", 0);
    address("eth0", "192.0.2.1/24", 0);
    address("eth0", "fe80::1/64", 0);
    file("/proc/sys/kernel/osrelease", "6.1.0-31-amd64");
    file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "0");
    file("/proc/sys/net/ipv6/conf/eth0/disable_ipv6", "0");
    file("/sys/class/net/eth0/mtu", "1500");
    programs.put("nft", new Reading.Text("{\"nftables\": []}"));
  }

  void file(String path, String text) {
    files.put(path, new Reading.Text(text));
  }

  void folder(String path, String... names) {
    folders.put(path, List.of(names));
  }

  void address(String interfaceName, String address, int tag) {
    address(interfaceName, address, tag, true);
  }

  void address(String interfaceName, String address, int tag, boolean maySend) {
    int slash = address.indexOf('/');
    addresses.add(
        new Address(
            interfaceName,
            IpAddress.parse(address.substring(0, slash)),
            Integer.parseInt(address.substring(slash + 1)),
            tag,
            maySend));
  }

  @Override
  public Reading file(String path) {
    return files.getOrDefault(path, new Reading.Missing());
  }

  @Override
  public Reading link(String path) {
    return links.containsKey(path) ? new Reading.Text(links.get(path)) : new Reading.Missing();
  }

  @Override
  public List<String> folder(String path) {
    return folders.getOrDefault(path, List.of());
  }

  @Override
  public Reading run(String program, String... arguments) {
    return programs.getOrDefault(program, new Reading.Missing());
  }

  @Override
  public List<Interface> interfaces() {
    return interfaces;
  }

  @Override
  public List<Address> addresses() {
    return addresses;
  }

  @Override
  public boolean hasLibrary(String name) {
    return library;
  }

  @Override
  public boolean clockSynchronised() {
    return synchronised;
  }

  @Override
  public boolean root() {
    return root;
  }
}
