package io.vipd.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Pictures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of the groups, web is ACTIVE and mail in FAULT. */
class HealthTest {
  private static final Picture BOTH = picture(Pictures.node(Pictures.web(), Pictures.mail()));
  private static final Picture WEB = picture(Pictures.node(Pictures.web()));

  private static Picture picture(NodeStatus status) {
    return new Picture(Instant.EPOCH, status, null, List.of(), 0);
  }

  private static String said(Answer answer) {
    return answer.status() + " " + new String(answer.body(), UTF_8);
  }

  @Test
  void aCoreThatAnswersIsAlive() {
    assertEquals("200 the core thread answers\n", said(Health.alive(WEB)));
  }

  @Test
  void aCoreThatDoesNotAnswerIsNeitherAliveNorReady() {
    String silent = "503 the core thread has not answered within 1000 ms; see the log of vipd\n";
    assertEquals(silent, said(Health.alive(null)));
    assertEquals(silent, said(Health.ready(null, Map.of())));
    assertEquals(silent, said(Health.ready(null, Map.of("group", "web"))));
  }

  @Test
  void withoutParametersNoGroupMayBeInFault() {
    assertEquals("200 no group on node-a is in FAULT\n", said(Health.ready(WEB, Map.of())));
    assertEquals(
        "503 mail (ipv4) is FAULT here: waiting for check smtp; active is nobody known\n",
        said(Health.ready(BOTH, Map.of())));
  }

  @Test
  void aGroupIsReadyInTheRoleThatWasAskedFor() {
    assertEquals(
        "200 web is ACTIVE here\n",
        said(Health.ready(BOTH, Map.of("group", "web", "role", "active"))));
    assertEquals(
        "503 web (ipv4) is ACTIVE here: no advert for 3531 ms (Active_Down_Timer); active is"
            + " 192.0.2.2\n",
        said(Health.ready(BOTH, Map.of("group", "web", "role", "BACKUP"))));
    assertEquals(
        "200 mail is FAULT here\n",
        said(Health.ready(BOTH, Map.of("group", "mail", "role", "fault"))));
  }

  @Test
  void aGroupWithoutARoleIsReadyUnlessItIsInFault() {
    assertEquals("200 web is ACTIVE here\n", said(Health.ready(BOTH, Map.of("group", "web"))));
    assertEquals(503, Health.ready(BOTH, Map.of("group", "mail")).status());
  }

  @Test
  void anUnknownGroupIsNotFoundAndIsNotRepeated() {
    assertEquals(
        "404 there is no group of that name on this node; there is web, mail\n",
        said(Health.ready(BOTH, Map.of("group", "<b>"))));
  }

  @Test
  void parametersThatMeanNothingAreRefused() {
    assertEquals(
        "400 there is no parameter of that name; there are group and role\n",
        said(Health.ready(BOTH, Map.of("grup", "web"))));
    assertEquals(
        "400 role needs a group: /readyz?group=NAME&role=active\n",
        said(Health.ready(BOTH, Map.of("role", "active"))));
    assertEquals(
        "400 role is active, backup or fault\n",
        said(Health.ready(BOTH, Map.of("group", "web", "role", "master"))));
  }
}
