package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.OwnershipStatus;
import io.vipd.daemon.control.Pictures;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  @Test
  void severalGroupsAreATable() {
    assertEquals(
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min 12 s

        GROUP  ROLE    SINCE       ACTIVE     PRIORITY        LAST ADVERT  ADDRESSES         WHY
        mail   FAULT   3 min 12 s  -          100             -            198.51.100.7/32   waiting for check smtp
        web    ACTIVE  3 min 8 s   192.0.2.2  130 (150 - 20)  410 ms       192.0.2.10/24 +1  CONFLICT with 02:00:5e:10:00:99 (192.0.2.3); FOREIGN ROUTER 192.0.2.9; no advert for 3531 ms (Active_Down_Timer)
        """,
        text(Pictures.node(Pictures.mail(), Pictures.web()), Integer.MAX_VALUE, false));
  }

  @Test
  void aSingleGroupIsShownInFull() {
    assertEquals(
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min 12 s

        web  ACTIVE  for 3 min 8 s, since 2026-01-01 00:00:03
          why          no advert for 3531 ms (Active_Down_Timer)
          CONFLICT     192.0.2.10 is claimed by 02:00:5e:10:00:99 (192.0.2.3), too, for 12 s; 5 claims, last 300 ms ago
          FOREIGN      192.0.2.9 at 02:00:5e:10:00:97 uses VRID 51, too, for 20 s, last heard 800 ms ago
                       VRRPv2, priority 200, adverts every 1 s, authentication password, addresses 192.0.2.77
                       its adverts are refused: VRRP version is not the group's
                       Give one of the two another VRID.
          router       VRRPv3 over IPv4, VRID 51 on eth0, adverts every 1 s
          addresses    192.0.2.10/24, 192.0.2.11/24
          active       192.0.2.2
          last advert  410 ms ago
          priority     130 (150 - 20)
          next         Adver_Timer in 430 ms
          counters     1 transition, 178 adverts sent, 3 received, 10 announcements sent
          put back     2 times, because somebody else removed an address
          stalls       vipd did not run 2 times, for up to 12 s
          lease        renewed late 2 times, once with 120 ms left

          ADDRESS     ANNOUNCED  LAST       FAILED  VERIFIED
          192.0.2.10  6 frames   40 ms ago  0       by 192.0.2.254 after 0.8 ms
          192.0.2.11  4 frames   never      1       no: 192.0.2.254 does not answer

          PEER       PRIORITY  LAST ADVERT  CHECKSUM       WARNING
          192.0.2.3  100       410 ms       pseudo-header  it lists other addresses
          192.0.2.4  -         never heard  -              -

          CHECK  KIND    VERDICT  WEIGHT  LAST RUN    TOOK     RESULT  OUTPUT
          nginx  http    up       0       200 ms ago  1.3 ms   passed  status 200
                                                                       (one run with mail)
          disk   script  down     -20     1.5 s ago   12.5 ms  failed  full
                                                                       very full
                                                                       (late: it waited 0.25 s for its turn)

          HOOK     OF     TOLD    LAST RUN            TOOK    RESULT                       OUTPUT
          active   group  ACTIVE  3 min 7 s ago       1.23 s  FAILED: exit code 3 (try 2)  no such address
          webhook  node   ACTIVE  running for 900 ms  -       -                            -
        """,
        text(Pictures.node(Pictures.web()), Integer.MAX_VALUE, false));
  }

  @Test
  void whatIsNotKnownIsLeftOutOrADash() {
    assertEquals(
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min 12 s

        mail  FAULT  for 3 min 12 s, since 2026-01-01 00:00:00
          why          waiting for check smtp
          router       VRRPv3 over IPv4, VRID 52 on eth1, adverts every 250 ms
          addresses    198.51.100.7/32
          active       nobody known
          last advert  none was heard
          priority     100
          counters     0 transitions, 0 adverts sent, 0 received, 0 announcements sent
          held by      02:00:5e:10:00:98, 198.51.100.7, heard 9 s ago

          CHECK  KIND  VERDICT  WEIGHT  LAST RUN  TOOK  RESULT  OUTPUT
          smtp   tcp   waiting  0       -         -     -       -

          HOOK   OF     TOLD  LAST RUN  TOOK  RESULT  OUTPUT
          fault  group  -     -         -     -       -
        """,
        text(Pictures.node(Pictures.mail()), Integer.MAX_VALUE, false));
  }

  @Test
  void aNodeWithoutGroupsSaysSo() {
    assertEquals(
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min 12 s

        No groups are configured.
        """,
        text(Pictures.node(), Integer.MAX_VALUE, false));
  }

  @Test
  void whatDoesNotFitATerminalIsCutAndMarked() {
    assertEquals(
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min …

        GROUP  ROLE    SINCE       ACTIVE     P…
        mail   FAULT   3 min 12 s  -          1…
        web    ACTIVE  3 min 8 s   192.0.2.2  1…
        """,
        text(Pictures.node(Pictures.mail(), Pictures.web()), 40, false));
    text(Pictures.node(Pictures.web()), 30, false)
        .lines()
        .forEach(line -> assertTrue(line.length() <= 30, line));
  }

  @Test
  void theRoleIsColoured() {
    List<String> lines =
        new StatusText(FakeWorld.NOW, ZoneOffset.UTC, 24, true)
            .lines(Pictures.node(Pictures.mail(), Pictures.web()));
    assertEquals("mail   \u001b[31mFAULT\u001b[0m   3 min 12…", lines.get(3));
    assertEquals("web    \u001b[32mACTIVE\u001b[0m  3 min 8 s", lines.get(4));
  }

  @Test
  void aSyncGroupIsShownWithWhoMovesAlong() {
    String text = text(Pictures.node(Pictures.inSync(Pictures.web())), 200, false);
    assertTrue(text.contains("site, moves with inside\n"), text);
  }

  @Test
  void aHoldIsShown() {
    GroupStatus web = Pictures.web();
    GroupStatus held =
        new GroupStatus(
            web.name(),
            web.family(),
            web.version(),
            web.vrid(),
            web.interfaceName(),
            null,
            "BACKUP",
            "handed over by root",
            web.since(),
            150,
            150,
            1000,
            web.addresses(),
            web.advertised(),
            "192.0.2.3",
            120L,
            "Active_Down_Timer",
            3411L,
            57_900L,
            28_400L,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new OwnershipStatus(0, List.of(), List.of()),
            0,
            2,
            0,
            0,
            1,
            web.stalls(),
            web.lease());
    String text = text(Pictures.node(held), Integer.MAX_VALUE, false);
    assertTrue(text.contains("\n  next         Active_Down_Timer in 3.4 s\n"), text);
    assertTrue(text.contains("\n  hold         does not preempt for 57 s\n"), text);
    assertTrue(
        text.contains("\n  settling     does not take over on silence for 28 s, unless "), text);
    assertTrue(text.contains(" received, 1 announcement sent\n"), text);
  }

  @Test
  void maintenanceIsInTheFirstLineAndInTheDetail() {
    String one = text(Pictures.node(Pictures.inMaintenance()), Integer.MAX_VALUE, false);
    assertTrue(
        one.startsWith("node-a: vipd 0.1.0, PID 4711, up 3 min 12 s; IN MAINTENANCE\n"), one);
    assertTrue(one.contains("\n  next         end of maintenance in 2 h\n"), one);
    assertTrue(
        one.contains(
            "\n  maintenance  by alice since 2026-01-01 00:02:12, until 2026-01-01 02:03:12: new"
                + " kernel\n"),
        one);
    String two =
        text(Pictures.node(Pictures.mail(), Pictures.inMaintenance()), Integer.MAX_VALUE, false);
    assertTrue(two.contains("; IN MAINTENANCE: web\n"), two);
  }

  @Test
  void whatACheckPrintsCannotReachTheTerminal() {
    GroupStatus mail = Pictures.mail();
    CheckStatus hostile =
        new CheckStatus(
            "smtp",
            "tcp",
            "down",
            0,
            1L,
            1.0,
            false,
            "\u001b[2Jboo\u0007\r\nnext",
            null,
            null,
            List.of());
    GroupStatus group =
        new GroupStatus(
            mail.name(),
            mail.family(),
            mail.version(),
            mail.vrid(),
            mail.interfaceName(),
            null,
            mail.role(),
            "check smtp \u001b]0;title",
            mail.since(),
            100,
            100,
            250,
            mail.addresses(),
            mail.advertised(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(hostile),
            List.of(),
            List.of(),
            new OwnershipStatus(0, List.of(), List.of()),
            0,
            0,
            0,
            0,
            0,
            mail.stalls(),
            mail.lease());
    String text = text(Pictures.node(group), Integer.MAX_VALUE, false);
    assertFalse(text.contains("\u001b"), text);
    assertTrue(text.contains("  \\x1b[2Jboo\\x07\n"), text);
    assertTrue(text.contains("why          check smtp \\x1b]0;title\n"), text);
  }

  private static String text(NodeStatus node, int width, boolean colours) {
    List<String> lines = new StatusText(FakeWorld.NOW, ZoneOffset.UTC, width, colours).lines(node);
    return String.join("\n", lines) + "\n";
  }
}
