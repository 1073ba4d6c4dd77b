package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.conflict.ConflictNews;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.health.ScriptRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hooks hear of conflicts; they write it into a file. */
@Timeout(60)
class ConflictTellerTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private final WakeUp wakeUp = wakeUp();
  private final Inbox inbox = new Inbox(wakeUp);
  private Path said;
  private Hooks hooks;
  private HookTeller teller;
  private Group group;

  private static WakeUp wakeUp() {
    try {
      return new WakeUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    said = folder.resolve("said");
    List<String> say =
        List.of("/bin/sh", "-c", "echo $VIPD_EVENT $VIPD_OTHER_MAC $VIPD_REASON >> " + said);
    GroupConfigs config = new GroupConfigs();
    config.hooks =
        new HooksConfig(
            Map.of(Occasion.CONFLICT, say, Occasion.CONFLICT_OVER, say),
            AMPLE,
            Waits.USUAL,
            0,
            null,
            null);
    group = bench.add(config.build());
    hooks =
        new Hooks("a", HooksConfig.NONE, List.of(group.config()), new ScriptRunner(null), _ -> {});
    teller = new HookTeller(hooks);
    bench.ready(group);
  }

  @AfterEach
  void close() {
    hooks.close();
    wakeUp.close();
    bench.close();
  }

  private ConflictTeller conflicts() {
    return new ConflictTeller(group, bench.chronicle, inbox, teller);
  }

  private void happens(ConflictTeller conflicts, boolean begun, int station) throws Exception {
    conflicts.conflict(
        new ConflictNews(
            begun,
            InetAddress.getByName("192.0.2.10"),
            mac(station),
            null,
            1,
            begun ? 0 : 1_000_000));
    inbox.run(16, bench.nowNanos);
    hooks.finish(AMPLE);
  }

  private static MacAddress mac(int station) {
    return MacAddress.of(new byte[] {2, 0, 0, 0, 0, (byte) station});
  }

  @Test
  void hooksHearOfEveryEndWhoseBeginningTheyHeardOf() throws Exception {
    ConflictTeller conflicts = conflicts();
    for (int station = 1; station <= 4; station++) {
      happens(conflicts, true, station); // the fourth within seconds is not told
    }
    for (int station = 1; station <= 4; station++) {
      happens(conflicts, false, station);
    }
    assertEquals(
        """
        conflict 02:00:00:00:00:01 192.0.2.10 is here, and 02:00:00:00:00:01 claims it, too
        conflict 02:00:00:00:00:02 192.0.2.10 is here, and 02:00:00:00:00:02 claims it, too
        conflict 02:00:00:00:00:03 192.0.2.10 is here, and 02:00:00:00:00:03 claims it, too
        conflict-over 02:00:00:00:00:01 the conflict with 02:00:00:00:00:01 over 192.0.2.10 is over
        conflict-over 02:00:00:00:00:02 the conflict with 02:00:00:00:00:02 over 192.0.2.10 is over
        conflict-over 02:00:00:00:00:03 the conflict with 02:00:00:00:00:03 over 192.0.2.10 is over
        """,
        Files.readString(said));
  }

  @Test
  void aReloadInBetweenLosesNoEnd() throws Exception {
    happens(conflicts(), true, 1);
    happens(conflicts(), false, 1);
    happens(conflicts(), false, 1);
    assertEquals(2, Files.readAllLines(said).size());
  }

  @Test
  void hooksHearWhenAForeignRouterFallsSilent() throws Exception {
    for (int i = 0; i < 3; i++) {
      bench.hearOf(group, Duration.ofSeconds(1), List.of("198.51.100.7"), "192.0.2.9", 200);
    }
    for (int seconds : new int[] {0, 3, 8}) {
      bench.nowNanos += Duration.ofSeconds(seconds).toNanos();
      group.foreignWatch.look(group, bench.chronicle, teller, bench.nowNanos);
      hooks.finish(AMPLE);
    }
    List<String> lines = Files.readAllLines(said);
    assertEquals(2, lines.size());
    assertEquals(
        "conflict-over the other router with its VRID, 192.0.2.9, has fallen silent",
        lines.getLast());
  }
}
