package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTest {
  /** A frozen node's last advert may be one interval older than its last renewal. */
  @ParameterizedTest
  @CsvSource({
    "1, 2",
    "10, 2",
    "100, 2",
    "110, 2",
    "159, 2",
    "160, 3",
    "200, 3",
    "209, 3",
    "210, 4",
    "300, 5",
    "400, 7",
    "500, 9",
    "509, 9",
    "510, 10",
    "1000, 10",
    "4095, 10"
  })
  void anAutomaticLeaseEndsBeforeAPeerTakesOver(int centiseconds, long seconds) {
    GroupConfigs group = new GroupConfigs();
    group.interval = Duration.ofMillis(10L * centiseconds);
    assertEquals(seconds, Lease.seconds(group.build()));
  }

  @Test
  void aConfiguredLeaseIsTakenAsItIs() {
    GroupConfigs group = new GroupConfigs();
    group.lease = Duration.ofSeconds(90);
    assertEquals(90, Lease.seconds(group.build()));
  }

  @Test
  void noLeaseIsALifetimeWithoutEnd() {
    GroupConfigs group = new GroupConfigs();
    group.lease = Duration.ZERO;
    assertEquals(0xFFFF_FFFFL, Lease.seconds(group.build()));
  }

  @Test
  void aLeaseIsRenewedFourTimesInItsLife() {
    assertEquals(500_000_000L, Lease.renewalNanos(2));
    assertEquals(2_500_000_000L, Lease.renewalNanos(10));
  }
}
