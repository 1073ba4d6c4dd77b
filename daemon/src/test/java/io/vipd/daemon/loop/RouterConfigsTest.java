package io.vipd.daemon.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.AuthSettings.Key;
import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigsTest {
  private final GroupConfigs config = new GroupConfigs();

  private RouterConfig of(Family family) {
    return RouterConfigs.of(config.build(), family);
  }

  private AuthConfig auth(AuthSettings.Keys keys) {
    config.auth = keys;
    return of(Family.IPV4).admission().auth();
  }

  private static AuthSettings.Keys keys(
      AuthSettings.Mode mode, AuthSettings.Freshness freshness, Duration window) {
    return new AuthSettings.Keys(
        mode, 7, freshness, window, List.of(new Key(3, new byte[32]), new Key(7, new byte[64])));
  }

  @Test
  void aGroupOfOneFamilyHasARouterOfItsName() {
    assertEquals("web", of(Family.IPV4).name());
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    assertEquals("web", of(Family.IPV6).name());
  }

  @Test
  void aGroupOfBothFamiliesHasTwoRoutersEachWithItsOwn() {
    config.addresses = GroupConfigs.addresses("2001:db8::10", "192.0.2.10", "fe80::10");
    config.peers = List.of(IpAddress.parse("fe80::2"), IpAddress.parse("192.0.2.2"));
    RouterConfig ipv4 = of(Family.IPV4);
    assertEquals("web/ipv4", ipv4.name());
    assertEquals("[192.0.2.10]", ipv4.addresses().toString());
    assertEquals("[192.0.2.2]", ipv4.peers().toString());
    RouterConfig ipv6 = of(Family.IPV6);
    assertEquals("web/ipv6", ipv6.name());
    assertEquals("[fe80::10, 2001:db8::10]", ipv6.addresses().toString());
    assertEquals("[fe80::2]", ipv6.peers().toString());
    assertEquals(51, ipv6.vrid());
  }

  @Test
  void withoutAuthenticationNothingIsDemanded() {
    assertNull(of(Family.IPV4).admission().password());
    assertNull(of(Family.IPV4).admission().auth());
  }

  @Test
  void whatIsDemandedOfAdvertsIsPassedOn() {
    config.minimumTtl = 250;
    config.strict = true;
    assertEquals(250, of(Family.IPV4).admission().minimumHopLimit());
    assertEquals(true, of(Family.IPV4).admission().linkLocalFirst());
  }

  @Test
  void versionTwoMayHaveAPassword() {
    config.version = 2;
    config.auth = new AuthSettings.Password("secret".getBytes(US_ASCII));
    RouterConfig router = of(Family.IPV4);
    assertEquals(2, router.version());
    assertEquals(0x7365_6372_6574_0000L, router.admission().password().bits());
    assertNull(router.admission().auth());
  }

  @Test
  void keysBecomeAnAuthentication() {
    AuthConfig auth = auth(keys(AuthSettings.Mode.ENFORCE, AuthSettings.Freshness.TIME, null));
    assertEquals(7, auth.signWith());
    assertEquals(List.of(3, 7), auth.keys().stream().map(HmacKey::id).toList());
    assertNull(of(Family.IPV4).admission().password());
  }

  @ParameterizedTest
  @CsvSource({
    "ENFORCE, ENFORCE, TIME, TIME",
    "PERMISSIVE, PERMISSIVE, MONOTONIC, MONOTONIC",
    "RECEIVE_ONLY, RECEIVE_ONLY, TIME, TIME"
  })
  void modesAndFreshnessKeepTheirNames(
      AuthSettings.Mode mode,
      AuthMode expected,
      AuthSettings.Freshness freshness,
      Freshness expectedFreshness) {
    AuthConfig auth = auth(keys(mode, freshness, null));
    assertEquals(expected, auth.mode());
    assertEquals(expectedFreshness, auth.freshness());
  }

  @ParameterizedTest
  @CsvSource({"1000, 5", "1660, 5", "2000, 6", "40950, 122.85"})
  void aWindowThatIsNotConfiguredIsThreeIntervalsButFiveSecondsAtLeast(
      long intervalMillis, double seconds) {
    config.interval = Duration.ofMillis(intervalMillis);
    AuthConfig auth = auth(keys(AuthSettings.Mode.ENFORCE, AuthSettings.Freshness.TIME, null));
    assertEquals(seconds, auth.windowNanos() / 1e9);
  }

  @Test
  void aConfiguredWindowIsTakenAsItIs() {
    Duration window = Duration.ofSeconds(2);
    AuthConfig auth = auth(keys(AuthSettings.Mode.ENFORCE, AuthSettings.Freshness.TIME, window));
    assertEquals(2_000_000_000L, auth.windowNanos());
  }
}
