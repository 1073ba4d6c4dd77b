package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.health.HttpExpectation;
import io.vipd.health.HttpExpectation.StatusRange;
import io.vipd.health.HttpRequest;
import io.vipd.health.NginxLimits;
import io.vipd.health.TlsTrust;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the checks that ask by HTTP. */
final class HttpReader {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \\t]*([\\x20-\\x7e]{0,1024})");
  private static final Pattern STATUSES =
      Pattern.compile("([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?");
  private static final int LONGEST_BODY = 1024;

  /** Headers that are what the check consists of. */
  private static final Set<String> TAKEN =
      Set.of("host", "connection", "content-length", "transfer-encoding");

  private static final Form<String> METHOD =
      Forms.choice(
          Map.of("GET", "GET", "HEAD", "HEAD", "OPTIONS", "OPTIONS", "POST", "POST"),
          "GET, HEAD, OPTIONS or POST");
  private static final Form<Integer> LIMIT =
      Forms.whole(0, 1_000_000, "", "write how many are still well, such as 900");

  private record Header(String name, String value) {}

  private HttpReader() {}

  /** The check; null when something is wrong with it. */
  static CheckSpec.Http http(Mapping check) {
    if (!check.isMapping("http")) {
      URI url = check.read("http", Targets::url);
      return url == null ? null : new CheckSpec.Http(url);
    }
    Mapping http = check.mapping("http", Schema.HTTP);
    URI url = http.read("url", Targets::url);
    String method = http.read("method", METHOD);
    HttpRequest request =
        new HttpRequest(method, http.read("host", HttpReader::host), headers(http));
    HttpExpectation expectation = expectation(http, method);
    TlsTrust trust = trust(http, url);
    Path socket = http.read("socket", Forms.PATH);
    if (socket != null && isHttps(url)) {
      http.error("socket", "is asked without TLS; write the url with http, or remove socket");
    }
    return url == null ? null : new CheckSpec.Http(url, request, expectation, trust, socket);
  }

  private static boolean isHttps(URI url) {
    return url != null && url.getScheme().equalsIgnoreCase("https");
  }

  private static String host(String text) throws Refused {
    if (text.length() > 255 || !HOST.matcher(text).matches()) {
      throw new Refused("is no host of a Host header; write for instance www.example.org");
    }
    return text;
  }

  private static Map<String, String> headers(Mapping http) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Located<Header> header : http.list("headers", HttpReader::header)) {
      headers.put(header.value().name(), header.value().value());
    }
    return headers;
  }

  private static Header header(String text) throws Refused {
    Matcher parts = HEADER.matcher(text);
    if (!parts.matches()) {
      throw new Refused("is no header; write it as \"Name: value\", in ASCII");
    }
    if (TAKEN.contains(parts.group(1).toLowerCase(Locale.ROOT))) {
      throw new Refused("is set by the check itself; for the Host header write host");
    }
    return new Header(parts.group(1), parts.group(2).stripTrailing());
  }

  private static HttpExpectation expectation(Mapping http, String method) {
    List<StatusRange> statuses =
        http.list("status", HttpReader::statuses).stream().map(Located::value).toList();
    if (http.size("status") == 0) {
      http.error("status", "lists no status, so nothing could pass; write for instance [200]");
    }
    String body = http.read("body", HttpReader::body);
    if (body != null && "HEAD".equals(method)) {
      http.error("body", "cannot be in the answer to HEAD; use GET, or remove body");
    }
    return new HttpExpectation(
        statuses.isEmpty() ? HttpExpectation.USUAL.statuses() : statuses, body == null ? "" : body);
  }

  private static StatusRange statuses(String text) throws Refused {
    Matcher range = STATUSES.matcher(text);
    if (range.matches()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (from <= to) {
        return new StatusRange(from, to);
      }
    }
    throw new Refused("is no status from 100 to 599 and no range of them; write 200 or 200-299");
  }

  private static String body(String text) throws Refused {
    if (text.isEmpty() || text.length() > LONGEST_BODY) {
      throw new Refused("is no text of 1 to " + LONGEST_BODY + " characters; choose another");
    }
    return text;
  }

  private static TlsTrust trust(Mapping http, URI url) {
    boolean verify = http.read("verify", Forms.TRUTH);
    Path ca = http.read("ca", Forms.PATH);
    for (String key : List.of("verify", "ca")) {
      if (http.has(key) && url != null && !isHttps(url)) {
        http.error(key, "means something to https alone; remove it, or write the url with https");
      }
    }
    if (!verify && ca != null) {
      http.error("ca", "is not looked at with verify: false; keep one of the two");
    }
    return new TlsTrust(verify, ca);
  }

  /** The check; null when something is wrong with it. */
  static CheckSpec.NginxStatus nginxStatus(Mapping check) {
    Mapping status = check.mapping("nginx-status", Schema.NGINX_STATUS);
    URI url = status.read("url", Targets::url);
    List<String> keys = List.of("max-active", "max-writing", "max-waiting");
    if (url != null && !status.mentions(keys)) {
      status.error(
          "has no limit, so it could fail only as http does; give it one of "
              + String.join(", ", keys));
    }
    NginxLimits limits =
        new NginxLimits(
            limit(status, keys.get(0)), limit(status, keys.get(1)), limit(status, keys.get(2)));
    return url == null ? null : new CheckSpec.NginxStatus(new CheckSpec.Http(url), limits);
  }

  private static int limit(Mapping status, String key) {
    Integer limit = status.read(key, LIMIT);
    return limit == null ? NginxLimits.NONE : limit;
  }
}
