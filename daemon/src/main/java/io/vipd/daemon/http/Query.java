package io.vipd.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;

/** Reads the part of a URL behind the question mark. */
final class Query {
  private Query() {}

  /**
   * Names and values.
   *
   * @param raw as it was sent; null for none
   * @return null if it cannot be read or names something twice
   */
  static Map<String, String> parse(String raw) {
    Map<String, String> values = new HashMap<>();
    if (raw == null || raw.isEmpty()) {
      return values;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      try {
        String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
        String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
        if (values.put(name, value) != null) {
          return null;
        }
      } catch (IllegalArgumentException _) {
        return null;
      }
    }
    return values;
  }
}
