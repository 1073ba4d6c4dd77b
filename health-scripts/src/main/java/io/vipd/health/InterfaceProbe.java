package io.vipd.health;

import java.io.IOException;

/** Passes while an interface is up, or while it is not; the kernel tells of changes at once. */
final class InterfaceProbe implements Probe {
  private final CheckSpec.Interface spec;
  private final Surroundings surroundings;
  private final NetworkWatch watch;

  /**
   * @param wake makes the check run at once
   */
  InterfaceProbe(CheckSpec.Interface spec, Surroundings surroundings, Runnable wake) {
    this.spec = spec;
    this.surroundings = surroundings;
    this.watch = new NetworkWatch(() -> surroundings.watchLinks(wake));
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    watch.open(); // first, so that no change is missed between the look and the watch
    Surroundings.LinkState state = surroundings.link(spec.name());
    boolean up = state == Surroundings.LinkState.UP;
    return new Finding(
        up == spec.up(),
        spec.name()
            + switch (state) {
              case UP -> " is up";
              case DOWN -> " is down";
              case MISSING -> " does not exist";
            });
  }

  @Override
  public void close() {
    watch.close();
  }
}
