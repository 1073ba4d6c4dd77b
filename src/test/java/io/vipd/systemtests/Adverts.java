package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The adverts of group web from one daemon to another while something else goes on: that none was
 * missed, and how late they were, as the daemons say themselves.
 */
final class Adverts {
  private static final String URL = "http://127.0.0.1:10112/metrics";

  private final Vipd from;
  private final Vipd to;
  private final long startedAt = System.nanoTime();
  private final GroupStatus ofSender;
  private final GroupStatus ofReceiver;

  /** Begins to count. */
  Adverts(Vipd from, Vipd to) {
    this.from = from;
    this.to = to;
    this.ofSender = from.group("web");
    this.ofReceiver = to.group("web");
  }

  /** Since the beginning every advert has come, and neither node has changed its role. */
  void assertNoneWasMissed(String meanwhile) {
    GroupStatus sender = from.group("web");
    long sent = sender.number("adverts-sent") - ofSender.number("adverts-sent");
    GroupStatus receiver = to.group("web");
    long heard = receiver.number("adverts-received") - ofReceiver.number("adverts-received");
    System.out.printf(
        "%s: %d adverts sent, %d heard in %d ms; lateness %s%n",
        meanwhile,
        sent,
        heard,
        Duration.ofNanos(System.nanoTime() - startedAt).toMillis(),
        histogram());
    assertEquals("ACTIVE", sender.role());
    assertEquals("BACKUP", receiver.role());
    assertEquals(ofSender.transitions(), sender.transitions());
    assertEquals(ofReceiver.transitions(), receiver.transitions());
    // One may have been on its way at the beginning, and some have come since we asked the sender.
    assertTrue(heard >= sent - 1, () -> heard + " of " + sent + " adverts were heard");
  }

  /** How many adverts were at most how many seconds late, those buckets alone that differ. */
  private String histogram() {
    List<String> buckets =
        from.host()
            .run("curl", "-s", "-m", "10", URL)
            .out()
            .lines()
            .filter(line -> line.startsWith("vipd_advert_lateness_seconds_bucket"))
            .filter(line -> line.contains("group=\"web\""))
            .map(line -> line.replaceFirst(".*le=\"([^\"]*)\"} ", "$1: "))
            .toList();
    return buckets.stream()
        .filter(bucket ->
            buckets.indexOf(bucket) == 0
                || !count(bucket).equals(count(buckets.get(buckets.indexOf(bucket) - 1))))
        .collect(Collectors.joining(", "));
  }

  private static String count(String bucket) {
    return bucket.substring(bucket.indexOf(' '));
  }
}
