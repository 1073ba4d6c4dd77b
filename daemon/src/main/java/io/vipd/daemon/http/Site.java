package io.vipd.daemon.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.vipd.daemon.metrics.Exposition;
import io.vipd.daemon.page.StatusPage;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is at which path, and the headers that go with all of it. */
final class Site implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Site.class);
  private static final int INTERNAL_ERROR = 500;

  private final Supplier<Picture> pictures;
  private final boolean loopback;

  /**
   * A site.
   *
   * @param pictures the node as it is; null when the core does not answer
   * @param loopback whether it is served on a loopback address
   */
  Site(Supplier<Picture> pictures, boolean loopback) {
    this.pictures = pictures;
    this.loopback = loopback;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException | Error e) {
        log.warn("a request could not be answered; this is a bug in vipd", e);
        answer = Answer.sentence(INTERNAL_ERROR, "vipd failed to answer; its log says more");
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.sentence(
          Answer.METHOD_NOT_ALLOWED, "everything here is for reading: GET and HEAD alone");
    }
    if (loopback && !HostCheck.isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.sentence(
          Answer.FORBIDDEN,
          "this is served on a loopback address; ask for localhost or the address itself");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/" -> page();
      case "/metrics" -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
      case "/healthz" -> Health.alive(pictures.get());
      case "/readyz" -> ready(exchange.getRequestURI().getRawQuery());
      case null, default ->
          Answer.sentence(Answer.NOT_FOUND, "there are / and /metrics, /healthz and /readyz");
    };
  }

  private Answer ready(String rawQuery) {
    Map<String, String> query = Query.parse(rawQuery);
    return query == null
        ? Answer.sentence(
            Answer.BAD_REQUEST, "the parameters cannot be read; write ?group=NAME&role=active")
        : Health.ready(pictures.get(), query);
  }

  private Answer metrics(String accept) {
    Exposition form = Exposition.of(accept);
    Picture picture = pictures.get();
    byte[] text =
        picture == null
            ? form.writeWithoutCore()
            : picture.document(
                form.name(),
                () ->
                    form.write(
                        picture.status(), picture.counters(), picture.at(), picture.journalLost()));
    return new Answer(Answer.OK, form.contentType(), text);
  }

  private Answer page() {
    Picture picture = pictures.get();
    if (picture == null) {
      return new Answer(Answer.UNAVAILABLE, StatusPage.CONTENT_TYPE, StatusPage.withoutCore());
    }
    byte[] html =
        picture.document(
            "page", () -> StatusPage.of(picture.status(), picture.recent(), picture.at()));
    return new Answer(Answer.OK, StatusPage.CONTENT_TYPE, html);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        answer.contentType().equals(StatusPage.CONTENT_TYPE)
            ? StatusPage.CONTENT_SECURITY_POLICY
            : "default-src 'none'; frame-ancestors 'none'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(answer.body().length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }
}
