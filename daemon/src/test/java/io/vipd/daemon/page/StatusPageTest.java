package io.vipd.daemon.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Pictures;
import io.vipd.daemon.journal.Entry;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:03:12Z");

  private static String page(NodeStatus status, Entry... entries) {
    return new String(StatusPage.of(status, List.of(entries), NOW), UTF_8);
  }

  /** What a reader sees, without tags, style and script. */
  private static String words(String html) {
    return html.replaceAll("(?s)<(style|script)>.*?</\\1>", "")
        .replaceAll("<[^>]*>", " ")
        .replace('\u00a0', ' ')
        .replaceAll(" +", " ");
  }

  private static Entry entry(String kind, String group, String says, Map<String, Object> details) {
    return new Entry(1, NOW.minusSeconds(125), 0, null, kind, group, says, details);
  }

  @Test
  void anActiveGroupSaysWhatItHoldsSinceWhenWhyAndWhatComesNext() {
    String words = words(page(Pictures.node(Pictures.web())));
    assertTrue(words.contains(" ACTIVE no advert for 3531 ms (Active_Down_Timer) "), words);
    assertTrue(words.contains("In this role for 3 min 8 s, since "), words);
    assertTrue(words.contains("Held by this node, 192.0.2.2"), words);
    assertTrue(words.contains("Addresses 192.0.2.10/24, 192.0.2.11/24"), words);
    assertTrue(words.contains(" is claimed by 02:00:5e:10:00:99 too, for 12 s"), words);
    assertTrue(words.contains("Next sends an advert in 430 ms"), words);
    assertTrue(words.contains("Priority 130, which is 150 less 20 by checks"), words);
    assertTrue(
        words.contains("Did not run 2 times for an interval or longer, at most 12 s"), words);
    assertTrue(words.contains("192.0.2.3 100 410 ms ago it lists other addresses"), words);
    assertTrue(words.contains("disk script, weight -20 down 1.5 s ago 12.5 ms full"), words);
    assertTrue(
        words.contains("active ACTIVE 3 min 7 s ago 1.2 s exit code 3 no such address"), words);
    assertTrue(words.contains("webhook of the node ACTIVE running for 900 ms –"), words);
  }

  @Test
  void whoMovesAlongIsShown() {
    String words = words(page(Pictures.node(Pictures.inSync(Pictures.web()))));
    assertTrue(words.contains("Sync group site, moves with inside"), words);
  }

  @Test
  void whatIsNotKnownIsSaid() {
    String words = words(page(Pictures.node(Pictures.mail())));
    assertTrue(words.contains("Held by nobody known"), words);
    assertTrue(words.contains("Next takes part again when the fault is gone"), words);
    assertTrue(words.contains("Last advert heard none yet"), words);
    assertTrue(words.contains("Nothing is in the journal yet."), words);
  }

  @Test
  void theSummaryPutsFaultsFirst() {
    assertEquals(
        "mail FAULT · web ACTIVE", StatusPage.summary(List.of(Pictures.web(), Pictures.mail())));
    assertEquals("no groups are configured", StatusPage.summary(List.of()));
  }

  @Test
  void severalGroupsAreListedWithLinksToEach() {
    String html = page(Pictures.node(Pictures.web(), Pictures.mail()));
    assertTrue(html.contains("<a href=\"#group-web-ipv4\">web</a>"), html);
    assertTrue(html.contains("<h2 id=\"group-web-ipv4\""), html);
    assertFalse(page(Pictures.node(Pictures.web())).contains("All groups"));
  }

  @Test
  void warningsOfTheNodeStandOnTop() {
    NodeStatus node = Pictures.node();
    NodeStatus warned =
        new NodeStatus(
            node.node(),
            node.version(),
            node.pid(),
            node.startedAt(),
            node.logLevel(),
            null,
            List.of("the disk is full"),
            List.of());
    assertTrue(words(page(warned)).contains("the disk is full"));
  }

  @Test
  void aReloadThatFailedIsToldWithItsPlace() {
    String words = words(page(Pictures.node(Pictures.failed())));
    assertTrue(words.contains("reloads: 2 applied, 1 invalid"), words);
    assertTrue(
        words.contains(
            "the reload at 2026-01-01T00:02:00Z failed, and the configuration of"
                + " 2026-01-01T00:01:00Z stays in use: /etc/vipd/groups/web.yaml:3:11 priority:"),
        words);
    assertFalse(words(page(Pictures.node(Pictures.web()))).contains("reloads"));
  }

  @Test
  void maintenanceIsShownWithItsEndAndItsReason() {
    String words = words(page(Pictures.node(Pictures.inMaintenance())));
    assertTrue(words.contains("Maintenance by alice since"), words);
    assertTrue(words.contains(": new kernel"), words);
  }

  @Test
  void theJournalIsShownNewestFirst() {
    String words =
        words(
            page(
                Pictures.node(Pictures.web()),
                entry("started", null, "vipd 0.1.0 is running on node-a", Map.of()),
                entry("transition", "web", "web is ACTIVE: nobody", Map.of("to", "ACTIVE"))));
    assertTrue(words.contains("2 min 5 s web ACTIVE web is ACTIVE: nobody"), words);
    assertTrue(words.indexOf("web is ACTIVE: nobody") < words.indexOf("0.1.0 is running"), words);
  }

  private static final String HOSTILE =
      "<script>alert(1)</script><img src=x onerror='a()'>\"&\u202e";

  /** The same, with every text in it replaced, however deep. */
  private static Object attacked(Object value) {
    return switch (value) {
      case String _ -> HOSTILE;
      case List<?> list -> list.stream().map(StatusPageTest::attacked).toList();
      case Record record -> {
        try {
          RecordComponent[] parts = record.getClass().getRecordComponents();
          Object[] values = new Object[parts.length];
          for (int i = 0; i < parts.length; i++) {
            values[i] = attacked(parts[i].getAccessor().invoke(record));
          }
          yield record
              .getClass()
              .getDeclaredConstructor(
                  Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
              .newInstance(values);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
      case null, default -> value;
    };
  }

  @Test
  void whatACheckPrintsNeverBecomesMarkup() {
    NodeStatus node = (NodeStatus) attacked(Pictures.node(Pictures.web(), Pictures.mail()));
    assertEquals(HOSTILE, node.groups().getFirst().checks().getFirst().output());
    String html = page(node, entry(HOSTILE, HOSTILE, HOSTILE, Map.of("to", HOSTILE)));
    assertEquals(1, Pattern.compile("<script").matcher(html).results().count(), html);
    assertEquals(0, Pattern.compile("<img").matcher(html).results().count(), html);
    assertFalse(html.contains("\u202e"), html);
    assertTrue(
        html.contains(
            "<code>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x"
                + " onerror=&#39;a()&#39;&gt;&quot;&amp;\\u202e</code>"),
        html);
  }

  @Test
  void nothingComesFromElsewhere() {
    String html = page(Pictures.node(Pictures.web()));
    assertFalse(Pattern.compile("(src|href)=\"(https?:)?//").matcher(html).find(), html);
    assertFalse(html.contains("url("), html);
    assertFalse(html.contains("@import"), html);
  }

  @Test
  void aCoreThatDoesNotAnswerIsTheNews() {
    String words = words(new String(StatusPage.withoutCore(), UTF_8));
    assertTrue(words.contains("The core thread of vipd does not answer"), words);
  }
}
