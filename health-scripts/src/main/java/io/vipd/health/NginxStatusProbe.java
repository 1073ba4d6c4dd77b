package io.vipd.health;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes while the figures of nginx's {@code stub_status} are within their limits. */
final class NginxStatusProbe implements Probe {
  private static final Pattern PAGE =
      Pattern.compile(
          "Active connections: ([0-9]{1,9})\\s.*Reading: [0-9]{1,9} Writing: ([0-9]{1,9}) Waiting:"
              + " ([0-9]{1,9})\\s*",
          Pattern.DOTALL);

  private final CheckSpec.NginxStatus spec;
  private final HttpProbe page;

  NginxStatusProbe(CheckSpec.NginxStatus spec) {
    this.spec = spec;
    this.page = new HttpProbe(spec.page());
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    String body = page.body(timeoutNanos);
    Matcher figures = PAGE.matcher(body);
    if (!figures.matches()) {
      return Finding.fail(
          spec.page().url() + " is no page of stub_status; check the location in nginx's settings");
    }
    int active = Integer.parseInt(figures.group(1));
    int writing = Integer.parseInt(figures.group(2));
    int waiting = Integer.parseInt(figures.group(3));
    NginxLimits limits = spec.limits();
    String excess =
        excess("active", active, limits.active())
            + excess("writing", writing, limits.writing())
            + excess("waiting", waiting, limits.waiting());
    return excess.isEmpty()
        ? Finding.pass(
            "nginx has %d connections: %d writing, %d waiting".formatted(active, writing, waiting))
        : Finding.fail("nginx has" + excess.substring(1));
  }

  private static String excess(String what, int count, int limit) {
    return limit != NginxLimits.NONE && count > limit
        ? ", %d connections %s, more than %d".formatted(count, what, limit)
        : "";
  }
}
