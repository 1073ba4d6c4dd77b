package io.vipd.arp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that announces on a real interface, because a JVM lives in one network
 * namespace: {@code SenderMain INTERFACE MAC ADDRESS..}. Reads one command a line and answers each
 * with one line.
 */
final class SenderMain {
  private SenderMain() {}

  public static void main(String[] arguments) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      addresses.add(InetAddress.ofLiteral(arguments[i]));
    }
    AnnounceSettings settings =
        new AnnounceSettings(2, Duration.ofMillis(20), Duration.ofSeconds(1));
    try (Announcer announcer = Announcer.start();
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      Announcement announcement =
          announcer.register(arguments[0], MacAddress.parse(arguments[1]), addresses, settings);
      announcer.warmUp();
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        switch (line) {
          case "announce" -> announcement.announce();
          case "stop" -> announcement.stop();
          case "reopen" -> announcer.reopen(arguments[0]);
          case "report" -> {}
          default -> throw new IOException("unknown command " + line);
        }
        System.out.println(
            "sent=" + announcement.framesSent() + " failures=" + announcement.failures());
      }
    }
  }
}
