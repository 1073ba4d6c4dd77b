package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.doctor.FakeHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoctorCommandTest {
  @TempDir Path temp;
  private final FakeWorld world = new FakeWorld();
  private Loaded loaded = new Loaded.Valid(new Config(null, List.of()), List.of());

  private int doctor(String... args) {
    World all = world.world();
    String[] words = new String[args.length + 3];
    words[0] = "doctor";
    words[1] = "--run-dir";
    words[2] = temp.toString();
    System.arraycopy(args, 0, words, 3, args.length);
    int code = VipctlCommand.execute(words, all, (_, _) -> loaded, FakeHost::new);
    all.out().flush();
    return code;
  }

  @Test
  void withoutADaemonWhatIsConfiguredIsLookedAt() {
    assertEquals(0, doctor());
    assertEquals(
        """
        note     daemon: no daemon answers: there is no %s/vipd.sock; vipd is not running, or it was \
        started with another --run-dir
                 why: what only the daemon knows, such as who is heard, was not looked at
                 mend: systemctl start vipd
        ok       libpcap: libpcap.so.0.8 is there
        ok       others: no other VRRP daemon runs here
        ok       kernel: Linux 6.1.0-31-amd64 keeps the mark of vipd's addresses
        ok       clock: the clock is synchronised
        0 problems, 0 warnings
        """
            .formatted(temp),
        world.out());
    assertEquals("", world.err());
  }

  @Test
  void whatTheDaemonSaysIsLookedAtWhereTheConfigurationCannotBe() throws IOException {
    loaded = new Loaded.Invalid(List.of(new Problem(Path.of("web.yaml"), 4, 11, "is wrong")));
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(1, doctor());
    }
    assertTrue(
        world
            .out()
            .startsWith(
                """
                problem  config: the configuration cannot be used: web.yaml:4:11 is wrong
                         why: what it says was not looked at, only what the daemon says; and vipd \
                would not start with it
                         mend: vipctl check-config lists all that is wrong
                """),
        world::out);
    assertTrue(
        world.out().contains("role: mail over IPv4 is in FAULT: waiting for check smtp"),
        world::out);
  }

  @Test
  void asJsonItIsOneLine() {
    assertEquals(0, doctor("--json"));
    String json = world.out();
    assertEquals(1, json.lines().count());
    assertTrue(
        json.contains(
            "{\"severity\":\"ok\",\"topic\":\"clock\",\"what\":\"the clock is synchronised\","
                + "\"why\":null,\"mend\":null,\"needs-root\":false}"),
        json);
    assertTrue(json.endsWith(",\"problems\":0,\"warnings\":0}\n"), json);
  }

  @Test
  void anOptionThatIsUnknownIsAUsageError() {
    assertEquals(2, doctor("--cure"));
  }
}
