package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code vipctl scan} tells of a network with routers of two makes. */
class ScanTest {
  @RegisterExtension final Lab lab = new Lab(2, "keepalived");

  @Test
  void aNetworkIsListedAndAnAddressInUseIsFoundBeforeAnythingIsChosen() {
    lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Keepalived keepalived =
        Keepalived.start(
            lab.node(2),
            lab.folder("keepalived"),
            KeepalivedInstance.of("mail", "10.99.0.101/24").version(2).vrid(7).interval("1"));
    keepalived.awaitMaster("mail");

    Command.Result scan =
        lab.vipctl(lab.client(), "scan", "--interface", "eth0", "--for", "5s", "--json").ok();
    JsonObject found = JsonParser.parseString(scan.out()).getAsJsonObject();
    JsonObject web = router(found, 51);
    assertEquals("10.99.0.1", web.get("source").getAsString());
    assertEquals(lab.node(1).mac(), web.get("mac").getAsString());
    assertEquals(3, web.get("version").getAsInt());
    assertEquals(150, web.get("priority").getAsInt());
    assertEquals(500, web.get("interval-ms").getAsInt());
    assertEquals("[\"10.99.0.100\"]", web.get("addresses").toString());
    JsonObject mail = router(found, 7);
    assertEquals("10.99.0.2", mail.get("source").getAsString());
    assertEquals(2, mail.get("version").getAsInt());
    assertEquals(1000, mail.get("interval-ms").getAsInt());
    assertEquals("[\"10.99.0.101\"]", mail.get("addresses").toString());
    List<Integer> free =
        found.getAsJsonArray("free-vrids").asList().stream().map(JsonElement::getAsInt).toList();
    assertEquals(253, free.size());
    assertFalse(free.contains(7) || free.contains(51));

    // On the node itself its own adverts are seen, too, for people.
    String text = lab.vipctl(lab.node(1), "scan", "-i", "eth0", "--for", "2s").ok().out();
    assertTrue(text.contains("Free VRIDs: 1-6, 8-50, 52-255"), text);

    Command.Result used = lab.vipctl(lab.client(), "scan", "-i", "eth0", "--probe", VIP);
    assertEquals(1, used.exitCode());
    assertTrue(
        used.out().startsWith(VIP + " is in use: " + lab.node(1).mac() + " answered"), used.out());
    Command.Result unused = lab.vipctl(lab.client(), "scan", "-i", "eth0", "--probe", "10.99.0.77");
    assertEquals(0, unused.exitCode(), unused::toString);
    assertEquals("10.99.0.77 is free: nobody answered on eth0\n", unused.out());
  }

  private static JsonObject router(JsonObject found, int vrid) {
    Stream<JsonObject> routers =
        found.getAsJsonArray("routers").asList().stream().map(JsonElement::getAsJsonObject);
    return routers
        .filter(router -> router.get("vrid").getAsInt() == vrid)
        .findFirst()
        .orElseThrow(() -> new AssertionError(found.toString()));
  }
}
