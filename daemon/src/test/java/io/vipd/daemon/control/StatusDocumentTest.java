package io.vipd.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import org.junit.jupiter.api.Test;

class StatusDocumentTest {
  private static final String MAIL =
      """
      {"node":"node-a","version":"0.1.0","pid":4711,"started-at":"2026-01-01T00:00:00Z","log-level":"info",\
      "configuration":{"since":"2026-01-01T00:00:00Z","reloads":{"applied":0,"invalid":0,"refused":0,"unchanged":0},\
      "failed-at":null,"failure":null,"outdated-since":null},"warnings":[],\
      "groups":[{"name":"mail","family":"ipv4","version":3,"vrid":52,"interface":"eth1","sync":null,"role":"FAULT",\
      "why":"waiting for check smtp","since":"2026-01-01T00:00:00Z","priority":100,\
      "base-priority":100,"interval-ms":250,"addresses":["198.51.100.7/32"],"advertised":[],"active":null,\
      "last-advert-age-ms":null,"next-event":null,"next-event-ms":null,"hold-ms":null,"silence-hold-ms":null,"maintenance":null,"peers":[],\
      "checks":[{"name":"smtp","kind":"tcp","verdict":"waiting","weight":0,\
      "last-run-age-ms":null,"duration-ms":null,"passed":null,"output":"","number":null,"waited-ms":null,"shared-with":[]}],\
      "hooks":[{"hook":"fault","of":"group","state":null,"running-ms":null,"result":null,\
      "outcome":null,"tries":null,"last-run-age-ms":null,"duration-ms":null,"output":null}],\
      "announcements":[],"ownership":{"conflicts":0,"addresses":[{"address":"198.51.100.7",\
      "rival":{"mac":"02:00:5e:10:00:98","router":null,"conflict":false,"since-ms":9000,\
      "last-ms":9000,"claims":1},"verification":null}],"foreign-routers":[]},"addresses-restored":0,\
      "transitions":0,"adverts-sent":0,"adverts-received":0,"announcements-sent":0,"stalls":{"count":0,"longest-ms":0},\
      "lease":{"left-ms":null,"least-left-ms":2000,"late-renewals":0}}]}\
      """;

  private static final String WEB =
      """
      {"node":"node-a","version":"0.1.0","pid":4711,"started-at":"2026-01-01T00:00:00Z","log-level":"info",\
      "configuration":{"since":"2026-01-01T00:00:00Z","reloads":{"applied":0,"invalid":0,"refused":0,"unchanged":0},\
      "failed-at":null,"failure":null,"outdated-since":null},"warnings":[],\
      "groups":[{"name":"web","family":"ipv4","version":3,"vrid":51,"interface":"eth0","sync":null,"role":"ACTIVE",\
      "why":"no advert for 3531 ms (Active_Down_Timer)","since":"2026-01-01T00:00:03.600Z",\
      "priority":130,"base-priority":150,"interval-ms":1000,\
      "addresses":["192.0.2.10/24","192.0.2.11/24"],"advertised":[],"active":"192.0.2.2",\
      "last-advert-age-ms":410,"next-event":"Adver_Timer","next-event-ms":430,"hold-ms":null,"silence-hold-ms":null,"maintenance":null,\
      "peers":[{"address":"192.0.2.3","priority":100,"last-advert-age-ms":410,\
      "checksum":"pseudo-header","warning":"it lists other addresses"},\
      {"address":"192.0.2.4","priority":null,"last-advert-age-ms":null,"checksum":null,\
      "warning":null}],\
      "checks":[{"name":"nginx","kind":"http","verdict":"up","weight":0,"last-run-age-ms":200,\
      "duration-ms":1.25,"passed":true,"output":"status 200",\
      "number":null,"waited-ms":0.5,"shared-with":["mail"]},\
      {"name":"disk","kind":"script","verdict":"down","weight":-20,"last-run-age-ms":1500,\
      "duration-ms":12.5,"passed":false,"output":"full\\nvery full",\
      "number":null,"waited-ms":250.0,"shared-with":[]}],\
      "hooks":[{"hook":"active","of":"group","state":"ACTIVE","running-ms":null,\
      "result":"failed","outcome":"exit code 3","tries":2,"last-run-age-ms":187000,\
      "duration-ms":1234.5,"output":"no such address"},\
      {"hook":"webhook","of":"node","state":"ACTIVE","running-ms":900,"result":null,\
      "outcome":null,"tries":null,"last-run-age-ms":null,"duration-ms":null,"output":null}],\
      "announcements":[{"address":"192.0.2.10","frames-sent":6,"failures":0,\
      "last-sent-age-ms":40},{"address":"192.0.2.11","frames-sent":4,"failures":1,\
      "last-sent-age-ms":null}],"ownership":{"conflicts":3,"addresses":[{"address":"192.0.2.10",\
      "rival":{"mac":"02:00:5e:10:00:99","router":"192.0.2.3","conflict":true,"since-ms":12000,\
      "last-ms":300,"claims":5},\
      "verification":{"state":"confirmed","witness":"192.0.2.254","after-ms":0.75}},\
      {"address":"192.0.2.11","rival":null,\
      "verification":{"state":"unanswered","witness":"192.0.2.254","after-ms":null}}],\
      "foreign-routers":[{"address":"192.0.2.9","mac":"02:00:5e:10:00:97","version":2,"priority":200,\
      "interval-ms":1000,"addresses":["192.0.2.77"],"authentication":"password",\
      "problem":"its adverts are refused: VRRP version is not the group's",\
      "mend":"Give one of the two another VRID.","since-ms":20000,"last-ms":800,"adverts":20}]},\
      "addresses-restored":2,\
      "transitions":1,"adverts-sent":178,"adverts-received":3,"announcements-sent":10,"stalls":{"count":2,"longest-ms":12300},\
      "lease":{"left-ms":1600,"least-left-ms":120,"late-renewals":2}}]}\
      """;

  @Test
  void aSyncGroupIsReadAsItIsWritten() {
    NodeStatus node = Pictures.node(Pictures.inSync(Pictures.web()));
    JsonObject json = StatusDocument.toJson(node);
    assertEquals(
        "{\"name\":\"site\",\"groups\":[\"inside\",\"web\"]}",
        json.getAsJsonArray("groups").get(0).getAsJsonObject().get("sync").toString());
    assertEquals(node, StatusDocument.fromJson(json));
  }

  @Test
  void whatIsKnownIsWrittenUnderStableKeys() {
    assertEquals(WEB, StatusDocument.toJson(Pictures.node(Pictures.web())).toString());
  }

  @Test
  void whatIsNotKnownIsNull() {
    assertEquals(MAIL, StatusDocument.toJson(Pictures.node(Pictures.mail())).toString());
  }

  @Test
  void aDocumentIsReadAsItWasWritten() {
    assertEquals(Pictures.node(Pictures.web()), StatusDocument.fromJson(Json.object(WEB)));
    assertEquals(Pictures.node(Pictures.mail()), StatusDocument.fromJson(Json.object(MAIL)));
  }

  @Test
  void aReloadThatFailedIsReadAsItWasWritten() {
    NodeStatus failed = Pictures.node(Pictures.failed());
    assertEquals(failed, StatusDocument.fromJson(StatusDocument.toJson(failed)));
  }

  @Test
  void anOlderDaemonTellsNothingOfItsConfiguration() {
    String older = MAIL.replaceFirst("\"configuration\":\\{.*?\\}.*?\\},", "");
    assertEquals(null, StatusDocument.fromJson(Json.object(older)).configuration());
  }

  @Test
  void aFieldThatANewerDaemonAddedIsPassedOver() {
    String newer = MAIL.replace("\"pid\":4711", "\"pid\":4711,\"mood\":{\"good\":[1]}");
    assertEquals(Pictures.node(Pictures.mail()), StatusDocument.fromJson(Json.object(newer)));
  }

  @Test
  void aDocumentThatLacksAFieldIsNotGuessedAt() {
    String without = MAIL.replace("\"pid\":4711,", "");
    assertThrows(JsonParseException.class, () -> StatusDocument.fromJson(Json.object(without)));
  }
}
