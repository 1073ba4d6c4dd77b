package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads checks of what the kernel and the network have to say: interfaces, files, routes, hosts.
 */
final class TrackReader {
  private static final Form<Boolean> STATE =
      Forms.choice(Map.of("up", true, "down", false), "up or down");

  /**
   * Whose route is looked up for the default one: addresses that nobody has a route of his own to.
   */
  private static final String ANYWHERE_IPV4 = "1.0.0.0";

  private static final String ANYWHERE_IPV6 = "2000::";

  private TrackReader() {}

  static CheckSpec link(Mapping check) {
    if (!check.isMapping("interface")) {
      String name = check.read("interface", GroupReader::interfaceName);
      return name == null ? null : new CheckSpec.Interface(name, true);
    }
    Mapping link = check.mapping("interface", Schema.INTERFACE);
    String name = link.read("name", GroupReader::interfaceName);
    return name == null ? null : new CheckSpec.Interface(name, link.read("state", STATE));
  }

  /** Without its own interface a group is at fault anyway. */
  static void ownInterface(Mapping check, CheckSpec spec, Located<String> own) {
    if (own != null && spec instanceof CheckSpec.Interface(String name, boolean up)) {
      if (!name.equals(own.value())) {
        return;
      }
      if (up) {
        check.warn("interface", name + " is the group's own, which is watched anyway; remove it");
      } else {
        check.error(
            "interface",
            name + " is the group's own, and the group is at fault while it is not up; remove it");
      }
    }
  }

  /** With weight 0 there is nothing to multiply: any number but 0 is a failure. */
  static CheckSpec file(Mapping check, Integer weight) {
    Path path = check.read("file", Forms.PATH);
    return path == null ? null : new CheckSpec.File(path, weight == null || weight == 0);
  }

  /** {@code default}, a network with its prefix length, or an address. */
  static CheckSpec route(String text) throws Refused {
    if (text.equals("default")) {
      return new CheckSpec.Route(text, ANYWHERE_IPV4, 0);
    }
    int slash = text.indexOf('/');
    IpAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new CheckSpec.Route(text, address.toString(), 0);
    }
    int bits = 8 * address.family().addressBytes();
    int length =
        Forms.whole(0, bits, "", "write the length of the network's prefix")
            .read(text.substring(slash + 1));
    if (!isNetwork(address.toBytes(), length)) {
      throw new Refused(
          "has bits beyond the first " + length + "; write the network's first address");
    }
    if (length > 0) {
      return new CheckSpec.Route(text, address.toString(), length);
    }
    return new CheckSpec.Route(
        text, address.family() == Family.IPV4 ? ANYWHERE_IPV4 : ANYWHERE_IPV6, 0);
  }

  private static boolean isNetwork(byte[] address, int prefixLength) {
    for (int bit = prefixLength; bit < 8 * address.length; bit++) {
      if ((address[bit / 8] & 0x80 >> bit % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  /** An address; a link-local one of IPv6 with its interface. */
  static CheckSpec ping(String text) throws Refused {
    scoped(text);
    return new CheckSpec.Ping(text);
  }

  static CheckSpec neighbour(Mapping check) {
    if (!check.isMapping("neighbour")) {
      return check.read("neighbour", TrackReader::scoped);
    }
    Mapping neighbour = check.mapping("neighbour", Schema.NEIGHBOUR);
    Form<CheckSpec.Neighbour> form =
        neighbour.has("interface")
            ? text -> new CheckSpec.Neighbour(address(text).toString(), null)
            : TrackReader::scoped;
    CheckSpec.Neighbour asked = neighbour.read("target", form);
    String by = neighbour.read("interface", GroupReader::interfaceName);
    return asked == null || by == null ? asked : new CheckSpec.Neighbour(asked.address(), by);
  }

  /** An address, with its interface behind % when it is a link-local one of IPv6. */
  private static CheckSpec.Neighbour scoped(String text) throws Refused {
    int percent = text.indexOf('%');
    IpAddress address = address(percent < 0 ? text : text.substring(0, percent));
    boolean linkLocal = address.family() == Family.IPV6 && address.isLinkLocal();
    if (linkLocal && percent < 0) {
      throw new Refused("is link-local; write by which interface, such as " + text + "%eth0");
    }
    if (percent >= 0 && !linkLocal) {
      throw new Refused("is not link-local; remove % and what follows");
    }
    return new CheckSpec.Neighbour(
        address.toString(),
        percent < 0 ? null : GroupReader.interfaceName(text.substring(percent + 1)));
  }

  private static IpAddress address(String text) throws Refused {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException _) {
      throw new Refused("is no IP address; write for instance 192.0.2.1");
    }
  }
}
