package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;

/** Passes when a host answers an ICMP echo request, which goes out again each second meanwhile. */
final class PingProbe implements Probe {
  private final String address;

  PingProbe(CheckSpec.Ping spec) {
    this.address = spec.address();
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    long startNanos = System.nanoTime();
    int millis = Dial.millisAtLeastOne(timeoutNanos);
    // Named anew each time: the interface that a link-local address names may not be there yet.
    boolean answers = InetAddress.getByName(address).isReachable(millis);
    return answers
        ? Finding.pass(
            "%s answered in %.1f ms".formatted(address, (System.nanoTime() - startNanos) / 1e6))
        : Finding.fail("no answer from " + address + " within " + millis + " ms");
  }
}
