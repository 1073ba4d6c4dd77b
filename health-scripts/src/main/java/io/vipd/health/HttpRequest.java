package io.vipd.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an HTTP check sends beside its URL.
 *
 * @param method GET, HEAD, OPTIONS or POST (RFC 9110 section 9); nothing is posted
 * @param host the Host header, and the server's name where TLS is spoken; null for the URL's own
 * @param headers further ones, in the order in which they are sent; they may replace the usual
 *     User-Agent and Accept
 */
public record HttpRequest(String method, String host, Map<String, String> headers) {
  /** A plain GET. */
  public static final HttpRequest GET = new HttpRequest("GET", null, Map.of());

  /** Keeps the order of the headers. */
  public HttpRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Whether an answer to it has a body. */
  boolean wantsBody() {
    return !method.equals("HEAD");
  }
}
