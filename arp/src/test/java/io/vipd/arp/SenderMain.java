package io.vipd.arp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A process of its own that announces on a real interface, because a JVM lives in one network
 * namespace: {@code SenderMain INTERFACE MAC PROBE ADDRESS..}. PROBE is how often to probe. Reads
 * one command a line and answers each with one line.
 */
final class SenderMain {
  private SenderMain() {}

  public static void main(String[] arguments) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 3; i < arguments.length; i++) {
      addresses.add(InetAddress.ofLiteral(arguments[i]));
    }
    AnnounceSettings settings =
        new AnnounceSettings(2, Duration.ofMillis(20), Duration.ofSeconds(1));
    try (Announcer announcer = Announcer.start();
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      List<Claim> claims = new CopyOnWriteArrayList<>();
      Announcement announcement =
          announcer.register(
              arguments[0],
              MacAddress.parse(arguments[1]),
              addresses,
              settings,
              new InquirySettings(Duration.parse(arguments[2]), true),
              claims::add);
      announcer.warmUp();
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "announce" -> announcement.announce();
          case "witness" -> announcement.inquiry().witness(InetAddress.ofLiteral(words[1]));
          case "ask-from" ->
              announcement.inquiry().askFrom((Inet6Address) InetAddress.ofLiteral(words[1]));
          case "verifications", "claims" -> {}
          case "stop" -> announcement.stop();
          case "reopen" -> announcer.reopen(arguments[0]);
          case "report" -> {}
          default -> throw new IOException("unknown command " + line);
        }
        System.out.println(
            switch (words[0]) {
              case "claims" -> claims;
              case "verifications" -> announcement.inquiry().verifications();
              default ->
                  "sent=" + announcement.framesSent() + " failures=" + announcement.failures();
            });
      }
    }
  }
}
