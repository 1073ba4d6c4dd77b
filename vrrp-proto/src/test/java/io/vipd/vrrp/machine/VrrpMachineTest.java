package io.vipd.vrrp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table of RFC 9568 6.4, written down a second time and compared cell by cell. */
class VrrpMachineTest {
  /**
   * One column for each set of facts that may matter: an owner is told from others in Initialize
   * only (6.4.1), preempting from not preempting in Backup only (6.4.2).
   */
  private static final String TABLE =
      """
      event                       | Initialize | Initialize | Backup,        | Backup, not    | Active,    | Active     | Active, leaves | Active, leaves | Active, leaves
                                  |            | as owner   | preempting     | preempting     | arrives    |            | to better      | to any         | for good
      STARTUP                     | LISTEN     | CLAIM      | IGNORE         | IGNORE         | IGNORE     | IGNORE     | STAY           | STAY           | STAY
      ADOPT                       | CLAIM      | CLAIM      | IGNORE         | IGNORE         | IGNORE     | IGNORE     | IGNORE         | IGNORE         | IGNORE
      SHUTDOWN                    | IGNORE     | IGNORE     | STOP_LISTENING | STOP_LISTENING | GO         | RELEASE    | RELEASE        | GO             | GO
      DEPART                      | IGNORE     | IGNORE     | STOP_LISTENING | STOP_LISTENING | GO         | LEAVE      | IGNORE         | IGNORE         | IGNORE
      ACTIVE_DOWN_TIMER           | IGNORE     | IGNORE     | CLAIM          | CLAIM          | IGNORE     | IGNORE     | IGNORE         | IGNORE         | IGNORE
      PREEMPT                     | IGNORE     | IGNORE     | PREEMPT        | PREEMPT        | IGNORE     | IGNORE     | IGNORE         | IGNORE         | IGNORE
      ADVER_TIMER                 | IGNORE     | IGNORE     | IGNORE         | IGNORE         | ADVERTISE  | ADVERTISE  | IGNORE         | IGNORE         | IGNORE
      ADVERT_ZERO                 | IGNORE     | IGNORE     | HASTEN         | HASTEN         | ADVERTISE  | ADVERTISE  | IGNORE         | IGNORE         | IGNORE
      ADVERT_HIGHER               | IGNORE     | IGNORE     | HEAR           | HEAR           | YIELD      | YIELD      | MAKE_WAY       | MAKE_WAY       | GO
      ADVERT_EQUAL_HIGHER_ADDRESS | IGNORE     | IGNORE     | HEAR           | HEAR           | YIELD      | YIELD      | MAKE_WAY       | MAKE_WAY       | GO
      ADVERT_EQUAL_LOWER_ADDRESS  | IGNORE     | IGNORE     | HEAR           | HEAR           | IGNORE     | REASSERT   | STAY           | MAKE_WAY       | GO
      ADVERT_LOWER                | IGNORE     | IGNORE     | IGNORE         | HEAR           | IGNORE     | REASSERT   | STAY           | MAKE_WAY       | GO
      RELINQUISH                  | IGNORE     | IGNORE     | IGNORE         | IGNORE         | WITHDRAW   | LEAVE      | LEAVE          | IGNORE         | IGNORE
      ADDRESSES_CONFIRMED         | IGNORE     | IGNORE     | IGNORE         | IGNORE         | ASSERT     | CONFIRM    | CONFIRM        | CONFIRM        | CONFIRM
      ADDRESSES_LOST              | IGNORE     | IGNORE     | IGNORE         | IGNORE         | RESTORE    | RESTORE    | RESTORE        | RESTORE        | RESTORE
      ADDRESSES_CONTESTED         | IGNORE     | IGNORE     | IGNORE         | IGNORE         | WITHDRAW   | HAND_OVER  | MAKE_WAY_TOO   | MAKE_WAY_TOO   | GO
      STALLED                     | IGNORE     | IGNORE     | LISTEN_ON      | LISTEN_ON      | STAND_BACK | STAND_BACK | STAND_BACK     | STAND_BACK     | GO
      LEADER_YIELDED              | IGNORE     | IGNORE     | IGNORE         | IGNORE         | WITHDRAW   | FOLLOW     | MAKE_WAY_TOO   | MAKE_WAY_TOO   | GO
      OUTRANKED                   | IGNORE     | IGNORE     | IGNORE         | IGNORE         | WITHDRAW   | CEDE       | IGNORE         | IGNORE         | IGNORE
      LEAVING_TIMER               | IGNORE     | IGNORE     | IGNORE         | IGNORE         | IGNORE     | IGNORE     | STAY           | LAPSE          | GO
      """;

  private static final List<String[]> ROWS =
      TABLE.lines().skip(2).map(line -> line.trim().split("\\s*\\|\\s*")).toList();

  @Test
  void everyCellOfTheTableIsAsTheRfcHasIt() { // RFC 9568 6.4.1 to 6.4.3
    Set<Event> seen = EnumSet.noneOf(Event.class);
    for (String[] row : ROWS) {
      Event event = Event.valueOf(row[0]);
      assertTrue(seen.add(event), "two rows for " + event);
      for (boolean owner : new boolean[] {false, true}) {
        for (boolean preempting : new boolean[] {false, true}) {
          Facts facts = new Facts(owner, preempting, false, Leave.NO);
          assertCell(row[owner ? 2 : 1], Role.INITIALIZE, event, facts);
          assertCell(row[preempting ? 3 : 4], Role.BACKUP, event, facts);
          assertCell(row[5], Role.ACTIVE, event, new Facts(owner, preempting, true, Leave.NO));
          assertCell(row[6], Role.ACTIVE, event, facts);
          assertCell(row[7], Role.ACTIVE, event, facts.but(Leave.TO_BETTER));
          assertCell(row[8], Role.ACTIVE, event, facts.but(Leave.TO_ANY));
          assertCell(row[9], Role.ACTIVE, event, facts.but(Leave.FOR_GOOD));
        }
      }
    }
    assertEquals(EnumSet.allOf(Event.class), seen);
  }

  private record Facts(boolean owner, boolean preempting, boolean arriving, Leave leave) {
    Facts but(Leave other) {
      return new Facts(owner, preempting, arriving, other);
    }
  }

  private static void assertCell(String expected, Role role, Event event, Facts facts) {
    assertEquals(
        expected,
        VrrpMachine.decide(role, event, facts.owner, facts.preempting, facts.arriving, facts.leave)
            .name(),
        () -> role + " " + event + " " + facts);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "stays",
      value = {
        "IGNORE,         stays,      KEEP,                   KEEP,  ''",
        "LISTEN,         BACKUP,     ACTIVE_DOWN_INTERVAL,   OWN,   REPORT",
        "CLAIM,          ACTIVE,     ADVERTISEMENT_INTERVAL, OWN,   SEND_ADVERT INSTALL_ADDRESSES"
            + " REPORT",
        "PREEMPT,        ACTIVE,     ADVERTISEMENT_INTERVAL, OWN,   INSTALL_ADDRESSES REPORT",
        "ASSERT,         stays,      ADVERTISEMENT_INTERVAL, KEEP,  SEND_ADVERT ANNOUNCE",
        "WITHDRAW,       BACKUP,     ACTIVE_DOWN_INTERVAL,   OWN,   REMOVE_ADDRESSES REPORT",
        "STOP_LISTENING, INITIALIZE, CANCEL,                 KEEP,  REPORT",
        "HEAR,           stays,      ACTIVE_DOWN_INTERVAL,   LEARN, ''",
        "HASTEN,         stays,      SKEW_TIME,              KEEP,  ''",
        "ADVERTISE,      stays,      ADVERTISEMENT_INTERVAL, KEEP,  SEND_ADVERT",
        "REASSERT,       stays,      KEEP,                   KEEP,  SEND_ADVERT ANNOUNCE",
        "YIELD,          BACKUP,     ACTIVE_DOWN_INTERVAL,   LEARN, SEND_ADVERT REMOVE_ADDRESSES"
            + " REPORT",
        "RELEASE,        INITIALIZE, CANCEL,                 KEEP,  SEND_RELEASE REMOVE_ADDRESSES"
            + " REPORT",
        "HAND_OVER,      BACKUP,     ACTIVE_DOWN_INTERVAL,   OWN,   SEND_RELEASE REMOVE_ADDRESSES"
            + " REPORT",
        "LEAVE,          stays,      LEAVING_INTERVAL,       OWN,   STOP_ANNOUNCING SEND_RELEASE",
        "CEDE,           stays,      LEAVING_INTERVAL,       OWN,   STOP_ANNOUNCING SEND_ADVERT"
            + " SEND_RELEASE",
        "MAKE_WAY,       BACKUP,     ACTIVE_DOWN_INTERVAL,   LEARN, REMOVE_ADDRESSES REPORT",
        "MAKE_WAY_TOO,   BACKUP,     ACTIVE_DOWN_INTERVAL,   OWN,   REMOVE_ADDRESSES REPORT",
        "LAPSE,          BACKUP,     SKEW_TIME,              OWN,   REMOVE_ADDRESSES REPORT",
        "GO,             INITIALIZE, CANCEL,                 KEEP,  REMOVE_ADDRESSES REPORT",
        "STAY,           stays,      ADVERTISEMENT_INTERVAL, OWN,   SEND_ADVERT ANNOUNCE",
        "FOLLOW,         BACKUP,     ACTIVE_DOWN_INTERVAL,   OWN,   SEND_ADVERT SEND_RELEASE"
            + " REMOVE_ADDRESSES REPORT",
        "STAND_BACK,     BACKUP,     LISTENING_INTERVAL,     OWN,   REMOVE_ADDRESSES REPORT",
        "LISTEN_ON,      stays,      LISTENING_INTERVAL,     KEEP,  ''",
        "CONFIRM,        stays,      KEEP,                   KEEP,  ANNOUNCE",
        "RESTORE,        stays,      KEEP,                   KEEP,  INSTALL_ADDRESSES"
      })
  void aTransitionDoesWhatItsRowSays(
      Transition transition,
      Role next,
      TimerChange timer,
      Transition.Interval interval,
      String actions) { // RFC 9568 6.4
    assertEquals(next, transition.next());
    assertEquals(timer, transition.timer());
    assertEquals(interval, transition.interval());
    List<Action> expected =
        Arrays.stream(actions.split(" "))
            .filter(name -> !name.isEmpty())
            .map(Action::valueOf)
            .toList();
    assertEquals(expected, transition.actions());
  }

  @ParameterizedTest(name = "{0} against {1}, address compared {2}")
  @CsvSource({
    "0,   100, 0,  ADVERT_ZERO",
    "0,   1,   1,  ADVERT_ZERO",
    "101, 100, -1, ADVERT_HIGHER",
    "255, 254, -1, ADVERT_HIGHER",
    "99,  100, 1,  ADVERT_LOWER",
    "1,   255, 1,  ADVERT_LOWER",
    "100, 100, 1,  ADVERT_EQUAL_HIGHER_ADDRESS",
    "100, 100, -1, ADVERT_EQUAL_LOWER_ADDRESS",
    "100, 100, 0,  ADVERT_EQUAL_LOWER_ADDRESS",
    "255, 255, 1,  ADVERT_EQUAL_HIGHER_ADDRESS"
  })
  void anAdvertIsComparedByPriorityThenAddress(
      int theirs, int ours, int comparedAddress, Event expected) { // RFC 9568 6.4.3
    assertEquals(expected, Event.ofAdvert(theirs, ours, comparedAddress));
  }
}
