package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the daemon costs while nothing happens, as it is shipped. Fails only on what no busy machine
 * can do; times are for packaging/bench.
 */
class SteadyStateTest {
  private static final int GROUPS = 20;
  private static final int ADVERTS_PER_SECOND = 2 * GROUPS;
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final int WINDOWS = 4;

  /** Waiting, sending, and hearing of the lease that was renewed; none of them twice. */
  private static final double MOST_CALLS_PER_ADVERT = 4;

  @RegisterExtension final Lab lab = new Lab(2, "strace");

  @Test
  void advertsCreateNoObjectAndTakeFewSystemCalls() {
    Vipd active = node(1, 150);
    Vipd backup = node(2, 100);
    active.awaitRole("g" + GROUPS, "ACTIVE");
    backup.awaitBackupOf("g" + GROUPS, "10.99.0.1");

    createsNothing("Active", CoreThread.of(active));
    createsNothing("Backup", CoreThread.of(backup));
    makesFewCalls("Active", CoreThread.of(active), () -> adverts(active, "adverts-sent"));
    makesFewCalls("Backup", CoreThread.of(backup), () -> adverts(backup, "adverts-received"));
    assertEquals(0, adverts(active, "adverts-not-sent"));
  }

  private Vipd node(int number, int priority) {
    Vipd vipd = lab.vipd(number);
    for (int group = 1; group <= GROUPS; group++) {
      vipd.group("g" + group, group(group, priority));
    }
    return vipd.start();
  }

  private static String group(int number, int priority) {
    return """
    vrid: %d
    interface: eth0
    priority: %d
    interval: 500ms
    addresses: [10.99.0.%d/24]
    """
        .formatted(number, priority, 100 + number);
  }

  /** What an advert creates shows in every window, a change of roles or the like in one. */
  private static void createsNothing(String role, CoreThread core) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < WINDOWS && least > 0; i++) {
      long before = core.allocatedBytes();
      LockSupport.parkNanos(WINDOW.toNanos());
      least = Math.min(least, core.allocatedBytes() - before);
    }
    System.out.printf(
        "%s: %d bytes created in %d adverts%n",
        role, least, ADVERTS_PER_SECOND * WINDOW.toSeconds());
    assertEquals(0, least, role);
  }

  private static void makesFewCalls(String role, CoreThread core, LongSupplier adverts) {
    long before = adverts.getAsLong();
    long calls = core.systemCalls(WINDOW);
    // More adverts than those that were traced: the bound is the safer for it.
    long counted = Math.min(adverts.getAsLong() - before, ADVERTS_PER_SECOND * WINDOW.toSeconds());
    double each = (double) calls / counted;
    System.out.printf("%s: %.2f system calls per advert%n", role, each);
    assertTrue(each <= MOST_CALLS_PER_ADVERT, role + ": " + calls + " calls, " + counted);
  }

  private static long adverts(Vipd vipd, String counter) {
    String stats = vipd.vipctl("stats", "--json").ok().out();
    JsonObject json = JsonParser.parseString(stats).getAsJsonObject();
    long sum = 0;
    for (JsonElement group : json.getAsJsonArray("groups")) {
      sum += group.getAsJsonObject().get(counter).getAsLong();
    }
    return sum;
  }
}
