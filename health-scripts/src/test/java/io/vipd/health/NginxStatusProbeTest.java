package io.vipd.health;

import static io.vipd.health.AnsweringServer.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class NginxStatusProbeTest {
  private static final long AMPLE = 10_000_000_000L;
  private static final String PAGE =
      "Active connections: 291 \nserver accepts handled requests\n 16630948 16630948 31070465 \n"
          + "Reading: 6 Writing: 179 Waiting: 106 \n";

  private static String look(String page, NginxLimits limits) throws IOException {
    try (AnsweringServer server = new AnsweringServer(answer("HTTP/1.1 " + page))) {
      var url = URI.create("http://127.0.0.1:" + server.port() + "/nginx_status");
      var spec = new CheckSpec.NginxStatus(new CheckSpec.Http(url), limits);
      Probe.Finding finding = new NginxStatusProbe(spec).look(AMPLE);
      return (finding.passed() ? "passed: " : "failed: ")
          + finding.sentence().replace(":" + server.port(), "");
    } catch (IOException e) {
      return "failed: " + e.getMessage().replaceAll(":[0-9]+", "");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1, -1, 'passed: nginx has 291 connections: 179 writing, 106 waiting'",
    "291, 179, 106, 'passed: nginx has 291 connections: 179 writing, 106 waiting'",
    "290, -1, -1, 'failed: nginx has 291 connections active, more than 290'",
    "-1, 178, 105, 'failed: nginx has 179 connections writing, more than 178, 106 connections"
        + " waiting, more than 105'",
  })
  void aFigureAboveItsLimitFails(int active, int writing, int waiting, String outcome)
      throws IOException {
    assertEquals(outcome, look("200 OK\r\n\r\n" + PAGE, new NginxLimits(active, writing, waiting)));
  }

  @Test
  void anythingElseThanThePageFails() throws IOException {
    NginxLimits none = new NginxLimits(-1, -1, -1);
    assertEquals(
        "failed: http://127.0.0.1/nginx_status is no page of stub_status; check the location in"
            + " nginx's settings",
        look("200 OK\r\n\r\n<h1>Welcome to nginx!</h1>", none));
    assertEquals(
        "failed: HTTP 404 from http://127.0.0.1/nginx_status", look("404 No\r\n\r\n" + PAGE, none));
  }
}
