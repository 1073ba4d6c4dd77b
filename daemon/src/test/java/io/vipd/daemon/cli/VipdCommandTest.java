package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.log.LogFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VipdCommandTest {
  private final FakeWorld world = new FakeWorld();
  private final List<String> happened = new ArrayList<>();

  @Test
  void theUsualFoldersAreTakenUnlessOthersAreGiven() {
    assertEquals(0, vipd("run"));
    assertEquals(List.of("log AUTO", "run /etc/vipd /run/vipd /var/lib/vipd"), happened);
  }

  @Test
  void theFoldersAreHandedOverAndTheExitCodeIsHandedBack() {
    assertEquals(
        7,
        vipd(
            "run",
            "--config",
            "/c",
            "--run-dir",
            "/seven",
            "--state-dir",
            "/s",
            "--log-format",
            "journald"));
    assertEquals(List.of("log JOURNALD", "run /c /seven /s"), happened);
  }

  @Test
  void theFoldersComeFromTheEnvironmentToo() {
    world.environment.put("VIPD_RUN_DIR", "/elsewhere");
    world.environment.put("STATE_DIRECTORY", "/var/lib/a:/var/lib/b");
    assertEquals(0, vipd("run"));
    assertEquals(List.of("log AUTO", "run /etc/vipd /elsewhere /var/lib/a"), happened);
  }

  @Test
  void aCommandLineThatIsWrongRunsNothing() {
    assertEquals(2, vipd("run", "--log-format", "xml"));
    assertEquals(2, vipd("run", "extra"));
    assertEquals(2, vipd());
    assertEquals(List.of(), happened);
    assertTrue(world.err().contains("See 'vipd run --help'.\n"), world.err());
  }

  @Test
  void whatTheLastDaemonLeftIsReleasedAndTheExitCodeIsHandedBack() {
    assertEquals(0, vipd("release"));
    assertEquals(7, vipd("release", "--run-dir", "/seven"));
    assertEquals(2, vipd("release", "everything"));
    assertEquals(List.of("log AUTO", "release /run/vipd", "log AUTO", "release /seven"), happened);
  }

  @Test
  void theVersionIsSaid() {
    assertEquals(0, vipd("--version"));
    assertEquals("vipd 0.1.0\n", world.out());
  }

  private int vipd(String... args) {
    World all = world.world();
    int code =
        VipdCommand.execute(
            args,
            all,
            (LogFormat format) -> happened.add("log " + format),
            (config, run, state) -> {
              happened.add("run " + config + " " + run + " " + state);
              return run.toString().equals("/seven") ? 7 : 0;
            },
            run -> {
              happened.add("release " + run);
              return run.toString().equals("/seven") ? 7 : 0;
            });
    all.out().flush();
    return code;
  }
}
