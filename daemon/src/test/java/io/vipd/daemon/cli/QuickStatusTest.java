package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.daemon.config.Loaded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class QuickStatusTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status mail",
        "status wbe",
        "status --json",
        "status --json mail",
        "status mail --watch --json",
        "status -w mail",
        "status --run-dir RUN",
        "--run-dir RUN status mail --json",
        "status status",
        "status mail --run-dir NONE",
        "--run-dir NONE status --json"
      })
  void whatIsUnderstoodQuicklyIsWhatPicocliUnderstands(String line) throws IOException {
    assertNotNull(QuickStatus.understood(args(line), new FakeWorld().world()));
    FakeWorld quick = new FakeWorld();
    FakeWorld picocli = new FakeWorld();
    quick.environment.put("VIPD_RUN_DIR", temp.toString());
    picocli.environment.put("VIPD_RUN_DIR", temp.toString());
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      World quickWorld = quick.world();
      World picocliWorld = picocli.world();
      assertEquals(
          VipctlCommand.execute(args(line), picocliWorld, (_, _) -> new Loaded.Invalid(List.of())),
          QuickStatus.understood(args(line), quickWorld).run(quickWorld));
      quickWorld.out().flush();
      picocliWorld.out().flush();
    }
    assertEquals(picocli.out(), quick.out());
    assertEquals(picocli.err(), quick.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "status --help",
        "status -h",
        "status --jsn",
        "status --json --json",
        "status -wh",
        "status web mail",
        "status --run-dir",
        "status --run-dir --json",
        "status --run-dir=RUN",
        "--run-dir RUN status --run-dir RUN",
        "status -- web",
        "--json status",
        "web status",
        "failover web",
        "check-config status"
      })
  void theRestIsLeftToPicocli(String line) {
    assertNull(QuickStatus.understood(args(line), new FakeWorld().world()));
  }

  private String[] args(String line) {
    return line.isEmpty()
        ? new String[0]
        : line.replace("RUN", temp.toString()).replace("NONE", temp + "/none").split(" ");
  }
}
