package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told is read from a FIFO; of a group that is Backup last, so that no line is missed. */
@Timeout(60)
class HookTellerTest {
  private static final Duration AMPLE = Duration.ofSeconds(10);

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  @TempDir Path folder;
  private Path fifo;
  private Hooks hooks;
  private HookTeller teller;

  @BeforeEach
  void setUp() {
    fifo = folder.resolve("fifo");
    config.hooks = new HooksConfig(Map.of(), AMPLE, Waits.USUAL, 0, fifo, null);
  }

  @AfterEach
  void close() {
    hooks.close();
    bench.close();
  }

  private Group add() {
    GroupConfig built = config.build();
    hooks = new Hooks("node-a", HooksConfig.NONE, List.of(built), new ScriptRunner(null), _ -> {});
    teller = new HookTeller(hooks);
    return bench.add(built);
  }

  private void becomes(Group group, Role role, Inhibitor... why) {
    teller.transition(
        group,
        new Report(Role.ACTIVE, role, Cause.INHIBITED, Set.of(why), 100, null, -1, -1, 0),
        "");
  }

  private void look(Group group, Duration passed) {
    bench.nowNanos += passed.toNanos();
    teller.look(group, bench.nowNanos);
  }

  /** The states that were told, up to the last, which is BACKUP. */
  private List<String> told(Group group) throws IOException {
    becomes(group, Role.BACKUP);
    hooks.finish(AMPLE);
    List<String> states = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(fifo)) {
      do {
        states.add(reader.readLine().split(" ")[2]);
      } while (!states.getLast().equals("BACKUP"));
    }
    return states;
  }

  @Test
  void aFaultThatWasThereFromTheBeginningIsToldOnceWhenTheStartIsOver() throws Exception {
    Group group = add(); // its interface is missing
    look(group, Duration.ofMillis(1999));
    look(group, Duration.ofMillis(1));
    look(group, Duration.ofHours(1));
    assertEquals(List.of("FAULT", "BACKUP"), told(group));
  }

  @Test
  void whoWaitsForItsChecksIsInNoFault() throws Exception {
    config.checks = List.of(GroupConfigs.check("nginx", 0));
    Group group = add();
    bench.ready(group);
    assertEquals(Set.of(Inhibitor.CHECK_WAITING), group.router().inhibitors());
    look(group, Duration.ofHours(1));
    assertEquals(List.of("BACKUP"), told(group));
  }

  @Test
  void aFaultThatIsATransitionIsNotToldAgain() throws Exception {
    Group group = add();
    becomes(group, Role.INITIALIZE, Inhibitor.LINK_DOWN);
    look(group, Duration.ofHours(1));
    assertEquals(List.of("FAULT", "BACKUP"), told(group));
  }

  @Test
  void aFaultOfTheOtherFamilyIsOneOfTheGroupWhichIsToldOfOnce() throws Exception {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    Group group = add();
    bench.ready(group);
    assertEquals(Set.of(Inhibitor.SIBLING), group.router().inhibitors());
    bench.nowNanos += AMPLE.toNanos();
    bench.groups.forEach(each -> teller.look(each, bench.nowNanos));
    assertEquals(List.of("FAULT", "BACKUP"), told(group));
  }

  @Test
  void whateverHoldsAGroupUpWhenVipdStopsIsToldAsTheStop() throws Exception {
    Group group = add();
    becomes(group, Role.INITIALIZE, Inhibitor.SIBLING);
    teller.stopping();
    becomes(group, Role.INITIALIZE, Inhibitor.SIBLING);
    teller.stopsInFault(group);
    assertEquals(List.of("FAULT", "STOP", "STOP", "BACKUP"), told(group));
  }
}
