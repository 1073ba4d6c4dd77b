package io.vipd.daemon.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.journal.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The page as a whole. */
public final class StatusPage {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  /** What to call it in a Content-Type header. */
  public static final String CONTENT_TYPE = "text/html; charset=utf-8";

  /** The header that goes with it: its own style and script, requests to itself, nothing else. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src '"
          + hash(STYLE)
          + "'; script-src '"
          + hash(SCRIPT)
          + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private StatusPage() {}

  /**
   * The page that shows a node.
   *
   * @param recent the journal's latest entries, oldest first
   * @param now when the picture was taken
   */
  public static byte[] of(NodeStatus status, List<Entry> recent, Instant now) {
    Html html = new Html();
    String summary = summary(status.groups());
    head(html, status.node() + ": " + summary);
    html.markup("<header><h1>")
        .text(status.node())
        .markup("</h1><p id=\"summary\" role=\"status\">");
    html.text(summary).markup("</p></header><main id=\"live\"><p class=\"asof\">");
    html.text(
        "As of %s · up %s · vipd %s · PID %d"
            .formatted(
                Span.moment(now),
                Span.of(Duration.between(status.startedAt(), now)),
                status.version(),
                status.pid()));
    html.markup("</p>");
    configuration(html, status.configuration());
    for (String warning : status.warnings()) {
      html.markup("<p class=\"warning\">").text(warning).markup("</p>");
    }
    overview(html, status.groups(), now);
    html.markup("<div class=\"groups\">");
    status.groups().forEach(group -> new GroupSection(html, group, now).write());
    html.markup("</div>");
    Timeline.write(html, recent, now);
    html.markup("</main>");
    foot(html);
    return html.bytes();
  }

  private static void configuration(Html html, ConfigStatus configuration) {
    if (configuration != null && !configuration.summary().isEmpty()) {
      html.markup("<p class=\"asof\">");
      html.text("Configuration of " + Span.moment(configuration.since()) + " · reloads: ");
      html.text(configuration.summary()).markup("</p>");
    }
  }

  /** What can be said while the core thread does not answer. */
  public static byte[] withoutCore() {
    Html html = new Html();
    String summary = "The core thread of vipd does not answer";
    head(html, summary);
    html.markup("<header><h1>vipd</h1><p id=\"summary\" role=\"status\">").text(summary);
    html.markup("</p></header><main id=\"live\"><p class=\"warning\">");
    html.text("Nothing is known about the groups at present; see the log of vipd.");
    html.markup("</p></main>");
    foot(html);
    return html.bytes();
  }

  private static void head(Html html, String title) {
    html.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .text(title);
    html.markup("</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.markup("<meta name=\"color-scheme\" content=\"light dark\">");
    html.markup("<link rel=\"icon\" href=\"data:,\">");
    html.markup("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>");
    html.markup("<style>").markup(STYLE).markup("</style></head><body>");
  }

  private static void foot(Html html) {
    html.markup(
        "<footer><p id=\"stale\" role=\"alert\" hidden></p><nav aria-label=\"Machine-readable\">");
    html.markup("<a href=\"/metrics\">Metrics</a> <a href=\"/healthz\">Health</a>");
    html.markup(" <a href=\"/readyz\">Readiness</a></nav>");
    html.markup("<p>Read-only. To act: <code>vipctl failover GROUP</code>.</p></footer>");
    html.markup("<script>").markup(SCRIPT).markup("</script></body></html>");
  }

  /** How it stands in one line, faults first. */
  static String summary(List<GroupStatus> groups) {
    if (groups.isEmpty()) {
      return "no groups are configured";
    }
    List<String> parts = new ArrayList<>();
    for (String role : List.of("FAULT", "ACTIVE", "BACKUP")) {
      List<String> names =
          groups.stream()
              .filter(group -> group.role().equals(role))
              .map(GroupStatus::name)
              .distinct()
              .toList();
      if (!names.isEmpty()) {
        parts.add(
            (names.size() <= 3 ? String.join(", ", names) : names.size() + " groups") + " " + role);
      }
    }
    return String.join(" · ", parts);
  }

  private static void overview(Html html, List<GroupStatus> groups, Instant now) {
    if (groups.size() < 2) {
      return;
    }
    html.markup("<section aria-label=\"All groups\">");
    html.table("All groups", "Group", "Here", "For", "Held by", "Addresses");
    for (GroupStatus group : groups) {
      html.markup("<tr><th scope=\"row\"><a href=\"#").text(GroupSection.id(group)).markup("\">");
      html.text(group.name()).markup("</a> <small>").text(GroupSection.family(group));
      html.markup("</small></th>").cell("Here").role(group.role()).markup("</td>");
      html.cell("For", Span.of(Duration.between(group.since(), now)));
      html.cell("Held by", GroupSection.holder(group));
      html.cell("Addresses", fewAddresses(group)).markup("</tr>");
    }
    html.endTable().markup("</section>");
  }

  private static String fewAddresses(GroupStatus group) {
    return group.addresses().isEmpty()
        ? "(" + fewAddresses(group.advertised()) + ")"
        : fewAddresses(group.addresses());
  }

  private static String fewAddresses(List<String> addresses) {
    return addresses.size() <= 2
        ? String.join(", ", addresses)
        : addresses.getFirst() + " and " + (addresses.size() - 1) + " more";
  }

  private static String resource(String name) {
    try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
