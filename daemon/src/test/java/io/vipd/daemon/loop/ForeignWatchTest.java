package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.control.NodeStatus.ForeignRouterStatus;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.journal.Notes;
import io.vipd.health.ScriptRunner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routers with VRID 51 that have none of the group's addresses; no interface tells their MAC. */
class ForeignWatchTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Bench bench = new Bench();
  private final Hooks told =
      new Hooks("a", HooksConfig.NONE, List.of(), new ScriptRunner(null), _ -> {});
  private final HookTeller hooks = new HookTeller(told);

  @AfterEach
  void close() {
    told.close();
    bench.close();
  }

  private Group ready() {
    Group group = bench.add();
    bench.ready(group);
    bench.notes.clear();
    return group;
  }

  private void hear(Group group, String from) {
    bench.hearOf(group, SECOND, List.of("198.51.100.7"), from, 200);
  }

  private List<String> look(Group group, Duration passed) {
    bench.nowNanos += passed.toNanos();
    try (LogLines log = new LogLines(ForeignWatch.class)) {
      group.foreignWatch.look(group, bench.chronicle, hooks, bench.nowNanos);
      return log.lines();
    }
  }

  private List<String> notes() {
    return bench.notes.stream()
        .map(Notes::text)
        .filter(note -> note.startsWith("foreign-router "))
        .toList();
  }

  @Test
  void aForeignRouterIsNamedOnceWithWhatDiffersAndWhatToDo() {
    Group group = ready();
    hear(group, "192.0.2.9");
    hear(group, "192.0.2.9");
    assertEquals(List.of(), look(group, Duration.ZERO), "that may be a change in progress");
    assertEquals(List.of(), ForeignWatch.picture(group, bench.nowNanos));
    hear(group, "192.0.2.9");
    assertEquals(List.of(), look(group, Duration.ZERO), "its station is looked for");
    assertEquals(
        List.of(
            "WARN another router, 192.0.2.9 (MAC address unknown), uses VRID 51 on vtk-l: VRRPv3,"
                + " priority 200, every 1000 ms, addresses 198.51.100.7, authentication none; it has"
                + " none of this group's addresses, and takes part in its election all the same."
                + " Give one of the two another VRID; 'vipctl scan' lists the free ones. group=web"
                + " interface=vtk-l vrid=51 source=192.0.2.9 mac=unknown"),
        look(group, Duration.ofSeconds(3)));
    hear(group, "192.0.2.9");
    assertEquals(List.of(), look(group, SECOND));

    ForeignRouterStatus picture = ForeignWatch.picture(group, bench.nowNanos).getFirst();
    assertEquals("192.0.2.9", picture.address());
    assertNull(picture.mac());
    assertEquals(List.of("198.51.100.7"), picture.addresses());
    assertEquals(4, picture.adverts());
    assertEquals(4_000, picture.sinceMillis());
    assertEquals(1_000, picture.lastMillis());
    assertEquals(1, notes().size());
    assertTrue(notes().getFirst().contains("another router, 192.0.2.9"), notes()::toString);
  }

  @Test
  void whoFellSilentIsToldOfOnceMore() {
    Group group = ready();
    for (int i = 0; i < 3; i++) {
      hear(group, "192.0.2.9");
    }
    look(group, Duration.ZERO);
    look(group, Duration.ofSeconds(3));
    assertEquals(
        List.of(
            "INFO the other router with VRID 51 has fallen silent. group=web source=192.0.2.9"
                + " adverts=3"),
        look(group, Duration.ofSeconds(8)));
    assertEquals(List.of(), ForeignWatch.picture(group, bench.nowNanos));
    assertEquals(2, notes().size());
    assertEquals(List.of(), look(group, SECOND));
  }

  @Test
  void aRefusedOneMayBeAPeerThatIsConfiguredOtherwise() {
    GroupConfigs config = new GroupConfigs();
    config.version = 2;
    Group group = bench.add(config.build());
    bench.ready(group);
    for (int i = 0; i < 3; i++) {
      bench.hear(group, Duration.ofSeconds(4), "192.0.2.9", 200);
    }
    ForeignRouterStatus picture = ForeignWatch.picture(group, bench.nowNanos).getFirst();
    assertEquals(
        "its adverts are refused: version 2 demands the group's own interval", picture.problem());
    assertTrue(picture.mend().startsWith("If it is a peer, configure it like this node;"));
    assertEquals(4_000, picture.intervalMillis());
    assertEquals(2, picture.version());
  }

  @Test
  void manyAreNotToldOfAllAtOnce() {
    Group group = ready();
    long said = 0;
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 12; i++) {
        hear(group, "192.0.2." + (10 + 4 * round + i / 3));
      }
      look(group, Duration.ZERO);
      List<String> lines = look(group, Duration.ofSeconds(3));
      said += lines.stream().filter(line -> line.startsWith("WARN")).count();
    }
    assertEquals(4, said);
  }
}
