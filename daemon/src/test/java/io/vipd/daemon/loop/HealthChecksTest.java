package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.control.NodeCounters.CheckCounters;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.health.CheckSpec;
import io.vipd.health.RiseFall;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checks are real scripts; the test is the core thread. */
@Timeout(60)
class HealthChecksTest {
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  @TempDir Path folder;
  private Path said;
  private WakeUp wakeUp;
  private Inbox inbox;
  private final NoSurroundings surroundings = new NoSurroundings();
  private HealthChecks checks;
  private Group ipv4;
  private Group ipv6;

  @BeforeEach
  void open() throws Exception {
    // Under root scripts run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    said = folder.resolve("said");
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
  }

  @AfterEach
  void close() {
    checks.close();
    wakeUp.close();
    bench.close();
  }

  /** A group of both families with one check, which is run now and not again. */
  private void start(String script) {
    Duration hour = Duration.ofHours(1);
    CheckSpec spec = new CheckSpec.Script(List.of("/bin/sh", "-c", script));
    config.checks =
        List.of(
            new CheckConfig(
                "nginx",
                spec,
                hour,
                Duration.ofSeconds(20),
                1,
                1,
                0,
                hour,
                RiseFall.Verdict.WAITING,
                Duration.ZERO,
                Duration.ZERO));
    ipv4 = bench.add(config.build());
    ipv6 = bench.groups.getLast();
    bench.ready(ipv4);
    bench.ready(ipv6);
    checks =
        new HealthChecks(
            bench.node,
            inbox,
            new ScriptRunner(null),
            (_, _) -> () -> {},
            new NoSurroundings(),
            bench.chronicle);
    use(config.build());
    checks.start();
  }

  private HealthChecks.Prepared use(GroupConfig config) {
    HealthChecks.Prepared prepared = checks.prepare(List.of(config), _ -> null, _ -> false);
    checks.assign(prepared, bench.groups);
    return prepared;
  }

  private void await(CheckVerdict verdict) throws Exception {
    eventually(
        "a verdict",
        () -> {
          inbox.run(256, bench.nowNanos);
          return ipv4.router().check(0).equals(verdict);
        });
  }

  @Test
  void aCheckIsRunOnceForBothFamiliesAndItsVerdictIsThatOfBoth() throws Exception {
    start("echo \"$VIPD_GROUP $VIPD_CHECK\" >> " + said);
    assertEquals(Role.INITIALIZE, ipv6.router().role());
    await(CheckVerdict.UP);
    assertEquals(CheckVerdict.UP, ipv6.router().check(0));
    assertEquals(Role.BACKUP, ipv4.router().role());
    assertEquals(Role.BACKUP, ipv6.router().role());
    assertEquals(List.of("web nginx"), Files.readAllLines(said));
  }

  @Test
  void aCheckThatFailsIsTheFaultOfBoth() throws Exception {
    start("echo broken; exit 1");
    await(CheckVerdict.DOWN);
    assertEquals("check nginx is down", Sentences.why(ipv4));
    assertEquals("check nginx is down", Sentences.why(ipv6));
    assertEquals(Set.of(Inhibitor.CHECK_DOWN, Inhibitor.SIBLING), ipv6.router().inhibitors());
    for (Group group : bench.groups) {
      CheckStatus status = checks.of(group).getFirst();
      assertEquals(
          "nginx script down", status.name() + " " + status.kind() + " " + status.verdict());
      assertEquals(1, checks.of(group).size());
    }
    CheckCounters counters = checks.counters().getFirst();
    assertEquals(new CheckCounters("web", "nginx", 1, 1, 0, counters.waitedNanos()), counters);
  }

  @Test
  void aVerdictWaitsForRoomInTheInbox() throws Exception {
    while (inbox.post(_ -> {})) {
      // until it is full
    }
    try (LogLines log = new LogLines(HealthChecks.class)) {
      start("exit 1");
      String waits = "WARN the core has too much to do; the verdict of a check waits. check=nginx";
      eventually("it has to wait", () -> log.lines().contains(waits));
      await(CheckVerdict.DOWN);
    }
  }

  private static CheckConfig check(CheckSpec spec, int weight) {
    Duration hour = Duration.ofHours(1);
    return new CheckConfig(
        "shared",
        spec,
        hour,
        Duration.ofSeconds(20),
        1,
        1,
        weight,
        hour,
        RiseFall.Verdict.WAITING,
        Duration.ZERO,
        Duration.ZERO);
  }

  private void start(List<GroupConfig> configs) {
    checks =
        new HealthChecks(
            bench.node,
            inbox,
            new ScriptRunner(null),
            (_, _) -> () -> {},
            surroundings,
            bench.chronicle);
    checks.assign(checks.prepare(configs, _ -> null, _ -> false), bench.groups);
    checks.start();
  }

  private void await(Group group, CheckVerdict verdict) throws Exception {
    eventually(
        verdict.toString(),
        () -> {
          inbox.run(256, bench.nowNanos);
          return group.router().check(0).equals(verdict);
        });
  }

  @Test
  void aScriptOfTwoGroupsIsRunOnceAndIsToldBothTheirNames() throws Exception {
    CheckSpec spec =
        new CheckSpec.Script(List.of("/bin/sh", "-c", "echo \"$VIPD_GROUP\" >> " + said));
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    config.checks = List.of(check(spec, 0));
    GroupConfigs other = new GroupConfigs();
    other.name = "mail";
    other.vrid = 52;
    other.addresses = GroupConfigs.addresses("192.0.2.20");
    other.checks = List.of(check(spec, -10));
    Group web = bench.add(config.build());
    Group mail = bench.add(other.build());
    start(List.of(config.build(), other.build()));
    await(web, CheckVerdict.UP);
    await(mail, CheckVerdict.UP);
    assertEquals(List.of("web mail"), Files.readAllLines(said));
    assertEquals(List.of("mail"), checks.of(web).getFirst().sharedWith());
    assertEquals(List.of("web"), checks.of(mail).getFirst().sharedWith());
    assertEquals(2, checks.counters().size());
  }

  @Test
  void theNumberInAFileTimesTheWeightIsAddedToThePriority() throws Exception {
    Path number = folder.resolve("number");
    Files.writeString(number, "3\n");
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    config.checks = List.of(check(new CheckSpec.File(number, false), -10));
    Group web = bench.add(config.build());
    bench.ready(web);
    int base = web.config().priority();
    start(List.of(config.build()));
    await(web, CheckVerdict.number(3));
    assertEquals(base - 30, web.router().priority());
    assertEquals(Set.of(), web.router().inhibitors());

    Files.writeString(number, "26");
    surroundings.change();
    await(web, CheckVerdict.number(26));
    assertEquals("check shared is down", Sentences.why(web));
    assertEquals("down", checks.of(web).getFirst().verdict());
    assertEquals(26, checks.of(web).getFirst().number());

    Files.writeString(number, "much");
    surroundings.change();
    await(web, CheckVerdict.DOWN);
    assertEquals(base - 10, web.router().priority());
    assertEquals(Set.of(), web.router().inhibitors());
  }

  @Test
  void whoJoinsAScriptLaterIsToldToItAndNobodyLosesAVerdict() throws Exception {
    CheckSpec spec =
        new CheckSpec.Script(List.of("/bin/sh", "-c", "echo \"$VIPD_GROUP\" >> " + said));
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    config.checks = List.of(check(spec, 0));
    Group web = bench.add(config.build());
    start(List.of(config.build()));
    await(web, CheckVerdict.UP);

    GroupConfigs other = new GroupConfigs();
    other.name = "mail";
    other.vrid = 52;
    other.addresses = GroupConfigs.addresses("192.0.2.20");
    other.checks = List.of(check(spec, 0));
    Group mail = bench.add(other.build());
    HealthChecks.Prepared prepared =
        checks.prepare(
            List.of(config.build(), other.build()),
            group -> group.name().equals("web") ? config.build() : null,
            _ -> false);
    assertEquals(List.of(CheckVerdict.UP), prepared.verdicts(config.build()));
    assertEquals(List.of(CheckVerdict.WAITING), prepared.verdicts(other.build()));
    checks.assign(prepared, bench.groups);
    checks.settle(prepared);
    await(mail, CheckVerdict.UP);
    // Whoever joins a run that has begun already has it run once more.
    List<String> lines = Files.readAllLines(said);
    assertEquals("web", lines.getFirst());
    assertEquals(Set.of("web mail"), Set.copyOf(lines.subList(1, lines.size())));
    assertEquals(List.of("mail"), checks.of(web).getFirst().sharedWith());
  }
}
