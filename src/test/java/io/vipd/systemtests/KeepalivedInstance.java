package io.vipd.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * One {@code vrrp_instance} of a keepalived's configuration: VRRPv3 by multicast on eth0 with VRID
 * 51, priority 100 and half a second between adverts, unless something else is asked for. Its
 * addresses decide its family.
 */
final class KeepalivedInstance {
  private final String name;
  private final String[] addresses;
  private final List<String> statements = new ArrayList<>();
  private String interfaceName = "eth0";
  private int version = 3;
  private int vrid = 51;
  private int priority = 100;
  private String interval = "0.5";

  private KeepalivedInstance(String name, String[] addresses) {
    this.name = name;
    this.addresses = addresses;
  }

  /**
   * An instance of this name.
   *
   * @param addresses those that its adverts list, of one family, with prefix lengths
   */
  static KeepalivedInstance of(String name, String... addresses) {
    return new KeepalivedInstance(name, addresses);
  }

  /** VRRP version: 2 or 3. Version 2 speaks IPv4 and whole seconds only. */
  KeepalivedInstance version(int version) {
    this.version = version;
    return this;
  }

  KeepalivedInstance on(String interfaceName) {
    this.interfaceName = interfaceName;
    return this;
  }

  KeepalivedInstance vrid(int vrid) {
    this.vrid = vrid;
    return this;
  }

  KeepalivedInstance priority(int priority) {
    this.priority = priority;
    return this;
  }

  /** Time between two adverts, in seconds as keepalived writes them. */
  KeepalivedInstance interval(String interval) {
    this.interval = interval;
    return this;
  }

  /** Sends to these peers only, and from this address. */
  KeepalivedInstance unicast(String source, String... peers) {
    statements.add("unicast_src_ip " + source);
    statements.add(block("unicast_peer", peers));
    return this;
  }

  /** Sends from this address instead of the interface's first one. */
  KeepalivedInstance source(String source) {
    statements.add("mcast_src_ip " + source);
    return this;
  }

  /** Authenticates by this password of 1 to 8 characters, as only version 2 can. */
  KeepalivedInstance password(String password) {
    statements.add(block("authentication", "auth_type PASS", "auth_pass " + password));
    return this;
  }

  /** Addresses that it holds as well and that its adverts do not list, of either family. */
  KeepalivedInstance unlisted(String... addresses) {
    statements.add(block("virtual_ipaddress_excluded", addresses));
    return this;
  }

  /** Does not accept packets for its addresses. */
  KeepalivedInstance noAccept() {
    statements.add("no_accept");
    return this;
  }

  /** Does not take over from a healthy router of lower priority. */
  KeepalivedInstance noPreempt() {
    statements.add("nopreempt");
    return this;
  }

  /** Runs this command at every transition. */
  KeepalivedInstance tells(String command) {
    statements.add("notify \"" + command + "\"");
    return this;
  }

  String name() {
    return name;
  }

  /** The block, as it stands in the file. */
  String text() {
    StringJoiner all = new StringJoiner("\n  ", "vrrp_instance " + name + " {\n  ", "\n}\n");
    all.add("version " + version);
    all.add("state BACKUP");
    all.add("interface " + interfaceName);
    all.add("virtual_router_id " + vrid);
    all.add("priority " + priority);
    all.add("advert_int " + interval);
    statements.forEach(all::add);
    all.add(block("virtual_ipaddress", addresses));
    return all.toString();
  }

  private static String block(String name, String... lines) {
    return name + " {\n    " + String.join("\n    ", lines) + "\n  }";
  }
}
