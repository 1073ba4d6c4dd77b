package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.vrrp.wire.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the built-in checks ask: URLs, TCP ports and processes. */
final class Targets {
  private static final int COMM_BYTES = 15;
  private static final Form<Integer> PORT =
      Forms.whole(1, 65535, "", "write the port that the service listens on");
  private static final String LABEL = "[A-Za-z0-9_][A-Za-z0-9_-]{0,62}";
  private static final Pattern LABELS =
      Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");
  private static final String EXAMPLE = "http://127.0.0.1/healthz";

  private Targets() {}

  /** An {@code http} or {@code https} URL. */
  static URI url(String text) throws Refused {
    if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new Refused(
          "holds a space or a character outside ASCII; write it percent-encoded, such as %20");
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new Refused("is no URL (" + e.getReason() + "); write for instance " + EXAMPLE);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Refused("is no http or https URL; write for instance " + EXAMPLE);
    }
    if (url.getRawUserInfo() != null) {
      throw new Refused("holds a user name, which is not supported; check a URL that needs none");
    }
    if (url.getRawFragment() != null) {
      throw new Refused("has a part after #, which is never sent; remove it");
    }
    if (url.getHost() == null) {
      throw new Refused("has no valid host; write for instance " + EXAMPLE);
    }
    if (url.getPort() == 0 || url.getPort() > 65535) {
      throw new Refused("has the port " + url.getPort() + ", outside 1..65535; correct it");
    }
    return url;
  }

  /** {@code host:port}, {@code [v6]:port}, or the port of a service on this host. */
  static CheckSpec.Tcp tcp(String text) throws Refused {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    int port;
    try {
      port = PORT.read(text.substring(colon + 1));
    } catch (Refused _) {
      throw new Refused(
          "does not end in a port from 1 to 65535; write host:port, or the port alone for"
              + " 127.0.0.1");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!isIpv6(host)) {
        throw new Refused("has no IPv6 address between [ and ]; write for instance \"[::1]:5432\"");
      }
    } else if (host.indexOf(':') >= 0) {
      throw new Refused(
          "leaves open where the address ends; put an IPv6 address in brackets and all of it in"
              + " quotes, such as \"[::1]:5432\"");
    } else if (!Ipv4.isLiteral(host) && !isName(host)) {
      throw new Refused("has no valid host before the port; write for instance 127.0.0.1:5432");
    }
    return new CheckSpec.Tcp(host, port);
  }

  /** Whether reaching it takes a name server. */
  static boolean needsName(CheckSpec spec) {
    return switch (spec) {
      case CheckSpec.Http http ->
          http.socket() == null
              && !http.url().getHost().startsWith("[")
              && !Ipv4.isLiteral(http.url().getHost());
      case CheckSpec.NginxStatus(CheckSpec.Http page, _) -> needsName(page);
      case CheckSpec.Tcp(String host, _, _, _) -> !isIpv6(host) && !Ipv4.isLiteral(host);
      case CheckSpec.Script _,
          CheckSpec.Process _,
          CheckSpec.Interface _,
          CheckSpec.File _,
          CheckSpec.Route _,
          CheckSpec.Ping _,
          CheckSpec.Neighbour _ ->
          false;
    };
  }

  /** A process's name. */
  static CheckSpec.Process process(String text) throws Refused {
    if (text.startsWith("/")) {
      throw new Refused(
          "is a path, not a process's name; write the name alone, or { pid-file: " + text + " }");
    }
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      throw new Refused("is no name of a process; write it as ps -o comm shows it");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > COMM_BYTES) {
      throw new Refused(
          "is longer than the 15 bytes that the kernel keeps; write it as ps -o comm shows it");
    }
    return new CheckSpec.Process(text, null);
  }

  /** The file that holds a process's PID. */
  static CheckSpec.Process pidFile(String text) throws Refused {
    return new CheckSpec.Process(null, Forms.PATH.read(text));
  }

  private static boolean isIpv6(String text) {
    try {
      return text.indexOf(':') >= 0 && IpAddress.parse(text).toBytes().length > 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /**
   * A host name; one that ends in a number would be taken for an address by some and not by others.
   */
  private static boolean isName(String text) {
    String last = text.substring(text.lastIndexOf('.') + 1);
    return LABELS.matcher(text).matches() && !last.chars().allMatch(Character::isDigit);
  }
}
