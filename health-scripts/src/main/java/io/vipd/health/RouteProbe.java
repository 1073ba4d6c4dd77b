package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;

/** Passes while there is a route; the kernel tells of changes at once. */
final class RouteProbe implements Probe {
  private final CheckSpec.Route spec;
  private final Surroundings surroundings;
  private final NetworkWatch watch;

  /**
   * @param wake makes the check run at once
   */
  RouteProbe(CheckSpec.Route spec, Surroundings surroundings, Runnable wake) {
    this.spec = spec;
    this.surroundings = surroundings;
    this.watch = new NetworkWatch(() -> surroundings.watchRoutes(wake));
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    watch.open(); // first, so that no change is missed between the look and the watch
    int prefixLength = surroundings.route(InetAddress.getByName(spec.address()));
    if (prefixLength == Surroundings.NO_ROUTE) {
      return Finding.fail(
          spec.text().equals("default")
              ? "there is no default route"
              : "there is no route to " + spec.text());
    }
    String found = prefixLength == 0 ? "the default route" : "a route of length /" + prefixLength;
    if (prefixLength < spec.prefixLength()) {
      return Finding.fail("there is no route to " + spec.text() + " but " + found);
    }
    return Finding.pass(
        spec.text().equals("default") ? found + " leads out" : found + " leads to " + spec.text());
  }

  @Override
  public void close() {
    watch.close();
  }
}
