package io.vipd.systemtests;

import io.vipd.systemtests.AddressLog.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Who answers when the client asks ten times a second which station has an address. */
final class AnswerLog {
  /** An answer that a busy machine gives late is not the end of a tenure. */
  private static final Duration LONGEST_SILENCE = Duration.ofMillis(500);

  private final Program asker;

  private AnswerLog(Program asker) {
    this.asker = asker;
  }

  /** Asks from now on. */
  static AnswerLog start(Lab lab, String address) {
    AnswerLog log =
        new AnswerLog(
            lab.client()
                .start(
                    "answers",
                    "python3",
                    Scripts.resource("answers.py"),
                    "eth0",
                    "10.99.0.9",
                    address));
    Await.until("the client asks for " + address, () -> log.questions() > 0);
    return log;
  }

  void stop() {
    asker.kill();
  }

  /** How often it was asked. */
  long questions() {
    return asker.log().lines().count();
  }

  /** When this station answered, in order. */
  List<Tenure> tenures(String mac) {
    List<Tenure> tenures = new ArrayList<>();
    LocalDateTime from = null;
    LocalDateTime last = null;
    for (String line : asker.log().lines().toList()) {
      List<String> words = List.of(line.split(" "));
      if (!words.contains(mac)) {
        continue;
      }
      LocalDateTime at = time(words.getFirst());
      if (from != null && Duration.between(last, at).compareTo(LONGEST_SILENCE) > 0) {
        tenures.add(new Tenure(from, last));
        from = null;
      }
      from = from == null ? at : from;
      last = at;
    }
    if (from != null) {
      tenures.add(new Tenure(from, last));
    }
    return tenures;
  }

  private static LocalDateTime time(String seconds) {
    long millis = Math.round(Double.parseDouble(seconds) * 1000);
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
  }
}
