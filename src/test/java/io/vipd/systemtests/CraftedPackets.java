package io.vipd.systemtests;

import java.util.ArrayList;
import java.util.List;

/** Sends frames of VRRP packets that scapy has built, by a script in crafted.py. */
final class CraftedPackets {
  private final Host host;

  /**
   * @param host where they are sent from
   */
  CraftedPackets(Host host) {
    this.host = host;
  }

  /**
   * Sends these packets in turn: {@code good}, or what differs from a good one, such as {@code
   * ttl=1,options=yes}; crafted.py has the list.
   */
  void send(String... packets) {
    // The python3 that comes first in PATH need not be the one that has Debian's scapy.
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/python3", Scripts.resource("crafted.py")));
    command.addAll(List.of(packets));
    host.run(command.toArray(String[]::new)).ok();
  }
}
