package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/** Passes when a host on the same link answers the question for its link-layer address. */
final class NeighbourProbe implements Probe {
  private final CheckSpec.Neighbour spec;
  private final Surroundings surroundings;

  NeighbourProbe(CheckSpec.Neighbour spec, Surroundings surroundings) {
    this.spec = spec;
    this.surroundings = surroundings;
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    String address = spec.address();
    long startNanos = System.nanoTime();
    Surroundings.Neighbour neighbour =
        surroundings.ask(InetAddress.getByName(address), spec.interfaceName(), timeoutNanos);
    String by = neighbour.interfaceName();
    return switch (neighbour.state()) {
      case REACHABLE ->
          Finding.pass(
              "%s answered on %s in %.1f ms"
                  .formatted(address, by, (System.nanoTime() - startNanos) / 1e6));
      case PERMANENT ->
          Finding.fail(
              "the entry of %s on %s is permanent, so the kernel never asks; use ping"
                  .formatted(address, by));
      case NOARP -> Finding.fail("on %s nobody is asked (NOARP); use ping".formatted(by));
      case NONE, INCOMPLETE, STALE, DELAY, PROBE, FAILED ->
          Finding.fail(
              "no answer from %s on %s within %d ms; it is %s"
                  .formatted(
                      address, by, TimeUnit.NANOSECONDS.toMillis(timeoutNanos), neighbour.state()));
    };
  }
}
