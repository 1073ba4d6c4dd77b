package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.health.ScriptRunner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContenderTest {
  private final Bench bench = new Bench();
  private final HookTeller hooks =
      new HookTeller(
          new Hooks("node-a", HooksConfig.NONE, List.of(), new ScriptRunner(null), _ -> {}));

  @AfterEach
  void close() {
    bench.close();
  }

  /** An advert comes in, and the core does with it what it does. */
  private void hear(Group group, int priority) {
    bench.hear(group, "192.0.2.3", priority);
    group.contender.heard();
    group.contender.look(group, bench.chronicle, hooks, bench.nowNanos);
  }

  /** How often it was told since the last call; of the role nobody tells here. */
  private int told() {
    int told = bench.notes.size();
    bench.notes.clear();
    return told;
  }

  private void look(Group group, Duration passed) {
    bench.nowNanos += passed.toNanos();
    group.contender.look(group, bench.chronicle, hooks, bench.nowNanos);
  }

  @Test
  void aContestThatGoesOnIsToldAtOnceThenNowAndThenAndAfterItsLastAdvert() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.notes.clear();
    hear(group, 50);
    assertEquals(1, told());
    look(group, Duration.ofSeconds(5));
    hear(group, 50);
    look(group, Duration.ofSeconds(4));
    assertEquals(0, told());
    look(group, Duration.ofSeconds(2));
    assertEquals(1, told());
    look(group, Duration.ofMinutes(1));
    assertEquals(0, told());
  }

  @Test
  void whoIsNotActiveAnyMoreHasWonNothing() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    hear(group, 50);
    hear(group, 50);
    bench.hear(group, "192.0.2.4", 200);
    bench.notes.clear();
    look(group, Duration.ofSeconds(20));
    assertEquals(0, told());
  }
}
