package io.vipd.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sends VRRP packets that no daemon would send, by a script in packets.py. */
final class Packets {
  private final Host host;

  /**
   * @param host where they are sent from
   */
  Packets(Host host) {
    this.host = host;
  }

  /** Sends one packet to the group; the options say how it differs from a good advert. */
  void advert(String... options) {
    host.run(command("advert", options)).ok();
  }

  /** Starts to send random packets as fast as it goes, to the group, for so long. */
  Program flood(int seconds) {
    return host.start("flood", command("flood", "--seconds", Integer.toString(seconds)));
  }

  private static String[] command(String what, String... options) {
    List<String> command =
        new ArrayList<>(List.of("python3", Scripts.resource("packets.py"), what));
    Stream.of(options).forEach(command::add);
    return command.toArray(String[]::new);
  }
}
