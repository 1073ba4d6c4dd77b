package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What vipctl loads, seen in a process of its own. */
@Timeout(60)
class VipctlStartTest {
  private static final List<String> HEAVY =
      List.of("ch.qos.logback.", "org.slf4j.", "org.yaml.", "org.pcap4j.", "com.sun.jna.", "jnr.");

  @TempDir Path temp;

  @Test
  void statusLoadsNothingHeavyAndNotEvenPicocli() throws Exception {
    List<String> classes = classesLoadedBy("status", "mail", "--run-dir", temp.toString());
    assertTrue(classes.contains("io.vipd.daemon.cli.StatusText"));
    assertEquals(List.of(), startingWith(classes, HEAVY));
    assertEquals(List.of(), startingWith(classes, List.of("picocli.")));
  }

  @Test
  void failoverLoadsNothingHeavy() throws Exception {
    List<String> classes = classesLoadedBy("failover", "web", "--run-dir", temp.toString());
    assertTrue(classes.contains("io.vipd.daemon.control.FailoverDocument"));
    assertEquals(List.of(), startingWith(classes, HEAVY));
  }

  private List<String> classesLoadedBy(String... args) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    VipctlMain.class.getName()),
                Stream.of(args))
            .toList();
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      Process vipctl = new ProcessBuilder(command).redirectErrorStream(true).start();
      String log = new String(vipctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, vipctl.waitFor(), log);
      return log.lines()
          .filter(line -> line.contains(" source: "))
          .map(line -> line.substring(line.lastIndexOf(']') + 1).strip().split(" ")[0])
          .toList();
    }
  }

  private static List<String> startingWith(List<String> classes, List<String> prefixes) {
    return classes.stream().filter(name -> prefixes.stream().anyMatch(name::startsWith)).toList();
  }
}
