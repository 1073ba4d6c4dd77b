package io.vipd.daemon.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost:10112", "127.0.0.1:10112", "127.0.0.1", "[::1]:10112"})
  void aLoopbackServerAnswersToItsAddressAndToLocalhost(String host) {
    assertTrue(HostCheck.isOurs(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:10112",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::1",
        "0x7f000001"
      })
  void aNameThatSomebodyPointedHereIsRefused(String host) {
    assertFalse(HostCheck.isOurs(host));
  }

  @Test
  void aClientThatIsNoBrowserMayLeaveItOut() {
    assertTrue(HostCheck.isOurs(null));
  }
}
