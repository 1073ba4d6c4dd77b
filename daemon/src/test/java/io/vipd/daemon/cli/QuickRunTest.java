package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickRunTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --config /c",
        "run --config /etc/vipd --run-dir /run/vipd",
        "run --state-dir s --run-dir ./r --config c",
        "run --run-dir run"
      })
  void whatIsUnderstoodQuicklyIsWhatPicocliUnderstands(String line) {
    assertNotNull(QuickRun.understood(args(line)));
    assertEquals(happens(line, false), happens(line, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "release",
        "--help",
        "run --help",
        "run --config",
        "run --config=/c",
        "run --config /c --config /d",
        "run --config --run-dir",
        "run extra",
        "run --log-format human",
        "run --conf /c",
        "run -- /c",
        "--version run"
      })
  void whatIsUnusualIsLeftToPicocli(String line) {
    assertNull(QuickRun.understood(args(line)));
  }

  private static List<String> happens(String line, boolean quickly) {
    List<String> happened = new ArrayList<>();
    World world = new FakeWorld().world();
    DaemonRunner run =
        (config, runFolder, stateFolder) -> {
          happened.add("run %s, %s, %s".formatted(config, runFolder, stateFolder));
          return 7;
        };
    int code =
        quickly
            ? VipdCommand.execute(args(line), world, log -> happened.add("" + log), run, _ -> 1)
            : VipdCommand.picocli(args(line), world, log -> happened.add("" + log), run, _ -> 1);
    happened.add("exit code " + code);
    return happened;
  }

  private static String[] args(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }
}
