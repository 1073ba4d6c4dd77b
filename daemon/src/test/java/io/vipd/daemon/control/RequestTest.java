package io.vipd.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  @Test
  void requestsAreReadAndWritten() throws RefusedException {
    assertEquals(new Request.Status(null), Request.parse("{\"request\":\"status\"}"));
    assertEquals("{\"protocol\":1,\"request\":\"status\"}", new Request.Status(null).toLine());
    assertEquals(
        new Request.Status("web"),
        Request.parse("{\"protocol\":1,\"request\":\"status\",\"group\":\"web\"}"));
    assertEquals(
        "{\"protocol\":1,\"request\":\"status\",\"group\":\"web\"}",
        new Request.Status("web").toLine());
    assertEquals(
        new Request.Failover("web", Duration.ofSeconds(5), false),
        Request.parse(" { \"request\" : \"failover\", \"group\":\"web\", \"hold-ms\":5000 }\r"));
    assertEquals(
        "{\"protocol\":1,\"request\":\"failover\",\"group\":\"web\",\"hold-ms\":5000}",
        new Request.Failover("web", Duration.ofSeconds(5), false).toLine());
    assertEquals(
        "{\"protocol\":1,\"request\":\"failover\",\"group\":\"web\"}",
        new Request.Failover("web", null, false).toLine());
  }

  @Test
  void everyRequestIsReadAsItWasWritten() throws RefusedException {
    for (Request request :
        List.of(
            new Request.Status("web"),
            new Request.Stats(null),
            new Request.Stats("web"),
            new Request.History(null, null, 50, 0),
            new Request.History("web", Duration.ofHours(12), 7, 1041),
            new Request.Events(-1),
            new Request.Events(1041),
            new Request.Failover("web", Duration.ofSeconds(5), false),
            new Request.Failover("web", Duration.ofSeconds(5), true),
            new Request.Failback("web"),
            new Request.Maintenance(null, false, null, null, false),
            new Request.Maintenance("web", true, Duration.ofHours(2), "new kernel", true),
            new Request.SetLogLevel("debug"),
            new Request.Reload(false),
            new Request.Reload(true))) {
      assertEquals(request, Request.parse(request.toLine()), request.toLine());
    }
  }

  @Test
  void whoMayOnlyLookMayAskForTheOthers() {
    assertFalse(new Request.Status(null).changes());
    assertFalse(new Request.Stats(null).changes());
    assertFalse(new Request.History(null, null, 50, 0).changes());
    assertFalse(new Request.Events(-1).changes());
    assertTrue(new Request.Failover("web", null, false).changes());
    assertTrue(new Request.Failback("web").changes());
    assertTrue(new Request.Maintenance(null, false, null, null, false).changes());
    assertTrue(new Request.SetLogLevel("debug").changes());
    assertTrue(new Request.Reload(false).changes());
  }

  @Test
  void aFailoverHoldsForAMinuteUnlessItSaysOtherwise() throws RefusedException {
    assertEquals(
        new Request.Failover("web", Duration.ofSeconds(60), false),
        Request.parse("{\"request\":\"failover\",\"group\":\"web\"}"));
  }

  @Test
  void aRefusalSaysWhichFieldAndWhichRule() {
    refused(
        "{\"request\":\"failover\"}",
        "bad-request",
        "group: is missing; failover needs the name of a group");
    refused(
        "{\"request\":\"failover\",\"group\":\"web\",\"hold-ms\":86400001}",
        "bad-request",
        "hold-ms: is not a whole number from 0 to 86400000");
    refused(
        "{\"request\":\"failover\",\"group\":\"web\",\"hold-ms\":1e999999999}",
        "bad-request",
        "hold-ms: is not a whole number from 0 to 86400000");
    refused(
        "{\"request\":\"failover\",\"group\":\"web\",\"forced\":true}",
        "bad-request",
        "'forced' is no field of the request failover");
    refused(
        "{\"request\":\"status\",\"group\":7}",
        "bad-request",
        "group: is not a text of 1 to 255 characters");
    refused(
        "{\"request\":\"reboot\"}",
        "unknown-request",
        "vipd 0.1.0 does not know the request 'reboot'; use the vipctl that came with it");
    refused(
        "{\"request\":\"maintenance\",\"on\":true,\"force\":1}",
        "bad-request",
        "force: is neither true nor false");
    refused(
        "{\"request\":\"history\",\"limit\":1001}",
        "bad-request",
        "limit: is not a whole number from 1 to 1000");
    refused(
        "{\"request\":\"log-level\",\"level\":\"trace\"}",
        "bad-request",
        "level: is none of debug, info, warn, error");
    refused(
        "{\"protocol\":2,\"request\":\"status\"}",
        "unknown-protocol",
        "vipd 0.1.0 speaks protocol 1, not 2");
    refused(
        "{}",
        "bad-request",
        "request: is missing; say what is wanted, for instance \"request\": \"status\"");
    refused(
        "[1,2]",
        "bad-request",
        "a request is one JSON object on one line, but this line is not: it is not an object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "status",
        "{",
        "{\"request\":\"stat",
        "{'request':'status'}",
        "{request:\"status\"}",
        "{\"request\":\"status\"} {}",
        "{\"request\":null}",
        "{\"request\":[\"status\"]}",
        "\u0000\u0001\u0002",
        "GET / HTTP/1.1",
        "// comment\n{\"request\":\"status\"}"
      })
  void garbageIsABadRequest(String line) {
    RefusedException refused = assertThrows(RefusedException.class, () -> Request.parse(line));
    assertEquals("bad-request", code(refused));
  }

  @Test
  void deepNestingIsABadRequest() {
    String deep = "{\"group\":" + "[".repeat(60_000);
    RefusedException refused = assertThrows(RefusedException.class, () -> Request.parse(deep));
    assertEquals("bad-request", code(refused));
  }

  private static void refused(String line, String code, String message) {
    RefusedException refused = assertThrows(RefusedException.class, () -> Request.parse(line));
    assertEquals(code, code(refused));
    assertEquals(message, refused.getMessage());
  }

  private static String code(RefusedException refused) {
    return refused.toJson().getAsJsonObject("error").get("code").getAsString();
  }
}
