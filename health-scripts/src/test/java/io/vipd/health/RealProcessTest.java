package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.health.RiseFall.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Process checks on real processes, among them a real nginx that nobody can reach. */
@Timeout(60)
class RealProcessTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  /** The daemon does this with a pidfd. */
  private static final ExitWatcher EXITS =
      (pid, onExit) -> {
        ProcessTable processes = new ProcessTable(Path.of("/proc"));
        Thread waiting =
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  while (processes.find(pid).filter(ProcessTable.Entry::isAlive).isPresent()) {
                    LockSupport.parkNanos(1_000_000);
                    if (Thread.currentThread().isInterrupted()) {
                      return;
                    }
                  }
                  onExit.run();
                });
        return waiting::interrupt;
      };

  @TempDir Path temp;
  private final List<String> verdicts = new CopyOnWriteArrayList<>();
  private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
  private String name;
  private CheckRunner runner;

  @AfterEach
  void leaveNothingBehind() throws IOException {
    if (runner != null) {
      runner.close();
    }
    if (name != null) {
      // Again and again: a master may have put another worker in the place of one that was killed.
      Eventually.holds(
          "no process is left",
          () -> {
            named().forEach(process -> kill(process.pid()));
            return named().isEmpty();
          });
    }
  }

  /** A copy of a program under a name that no other process has. */
  private Path copy(Path program) throws IOException {
    name = "vth" + Long.toString(System.nanoTime(), 36);
    return Files.copy(program.toRealPath(), temp.resolve(name));
  }

  private List<ProcessTable.Entry> named() {
    try {
      return processes.named(ProcessTable.comm(name)).values().stream()
          .filter(ProcessTable.Entry::isAlive)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Starts a check that has no second beat: what it notices, it notices by the exit. */
  private void check(CheckSpec spec) {
    runner =
        new CheckRunner(
            List.of(
                new CheckSettings(
                    "web",
                    spec,
                    HOUR,
                    HOUR,
                    Duration.ofSeconds(10),
                    1,
                    1,
                    Duration.ZERO,
                    Duration.ZERO,
                    RiseFall.Verdict.WAITING,
                    Map.of())),
            new ScriptRunner(null),
            EXITS,
            new FakeSurroundings(),
            (_, verdict, _) -> verdicts.add(verdict.toString()));
    runner.start();
  }

  private String found() {
    return runner.snapshot().getFirst().last().output();
  }

  @Test
  void theExitOfAProcessIsNoticedWithoutABeat() throws IOException, InterruptedException {
    Path program = copy(Path.of("/bin/sleep"));
    Path pidFile = temp.resolve("pid");
    // A child of this process would count as one of our own scripts.
    int exit =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "setsid \"$1\" 600 </dev/null >/dev/null 2>&1 & echo $! >\"$2\"",
                "sh",
                program.toString(),
                pidFile.toString())
            .start()
            .waitFor();
    assertEquals(0, exit);
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    Eventually.holds("it runs", () -> named().size() == 1);

    check(new CheckSpec.Process(name, null));
    Eventually.holds("up", () -> verdicts.equals(List.of("UP")));
    assertEquals(name + " is running: PID " + pid, found());
    kill(pid);
    Eventually.holds("down", () -> verdicts.equals(List.of("UP", "DOWN")));
    assertEquals("no process named " + name, found());
  }

  @Test
  void aProcessThisDaemonStartedDoesNotCount() throws IOException {
    Path program = copy(Path.of("/bin/sleep"));
    Process child = new ProcessBuilder(program.toString(), "600").start();
    try {
      Eventually.holds("it runs", () -> named().size() == 1);
      check(new CheckSpec.Process(name, null));
      Eventually.holds("down", () -> verdicts.equals(List.of("DOWN")));
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void nginxWhoseMasterIsKilledIsDownAlthoughItsWorkersGoOn()
      throws IOException, InterruptedException {
    long master = startNginx();
    check(new CheckSpec.Process(name, null));
    Eventually.holds("up", () -> verdicts.equals(List.of("UP")));
    assertEquals(name + " is running: PID " + master, found());
    kill(master);
    Eventually.holds("down", () -> verdicts.equals(List.of("UP", "DOWN")));
    assertTrue(
        found().startsWith("the parent of " + name + " has exited and left orphans behind: PIDs "),
        found());
    assertEquals(2, named().size());
  }

  @Test
  void nginxIsFollowedByItsPidFile() throws IOException, InterruptedException {
    long master = startNginx();
    Path pidFile = temp.resolve("nginx.pid");
    check(new CheckSpec.Process(null, pidFile));
    Eventually.holds("up", () -> verdicts.equals(List.of("UP")));
    assertEquals(name + " is running: PID " + master + " of " + pidFile, found());
    kill(master);
    Eventually.holds("down", () -> verdicts.equals(List.of("UP", "DOWN")));
  }

  @Test
  void anUpgradeOfNginxOnTheFlyGoesUnnoticed() throws IOException, InterruptedException {
    long old = startNginx();
    check(new CheckSpec.Process(name, null));
    Eventually.holds("up", () -> verdicts.equals(List.of("UP")));
    signal("USR2", old);
    // Old and new master with two workers each.
    Eventually.holds("both run", () -> named().size() == 6);
    runner.trigger(0);
    Eventually.holds("it was looked at", () -> runner.snapshot().getFirst().runs() == 2);
    signal("QUIT", old);
    Eventually.holds("the old one is gone", () -> named().size() == 3);
    Eventually.holds(
        "the new one is found", () -> !found().equals(name + " is running: PID " + old));
    assertEquals(Verdict.UP, runner.snapshot().getFirst().verdict());
    assertEquals(List.of("UP"), verdicts);
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    assertEquals(0, kill.waitFor());
  }

  /** An nginx with two workers that listens on a socket in the temporary folder. */
  private long startNginx() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(NGINX), "needs nginx");
    Path program = copy(NGINX);
    Path config = temp.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        worker_processes 2;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server { listen unix:%1$s/nginx.sock; return 204; }
        }
        """
            .formatted(temp));
    Process launcher =
        new ProcessBuilder(program.toString(), "-p", temp.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("launcher.log").toFile())
            .start();
    assertEquals(0, launcher.waitFor(), () -> read(temp.resolve("launcher.log")));
    Eventually.holds("master and workers run", () -> named().size() == 3);
    return Long.parseLong(Files.readString(temp.resolve("nginx.pid")).strip());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void oneThatForksAndRenamesItselfIsCountedByWhatItIsCalledNow() throws IOException {
    Path shell = copy(Path.of("/bin/sh"));
    Path fork = temp.resolve("fork");
    Path rename = temp.resolve("rename");
    String script =
        """
        until test -e %s; do sleep 0.05; done
        (while :; do sleep 0.2; done) &
        until test -e %s; do sleep 0.05; done
        echo renamed >/proc/self/comm
        while :; do sleep 0.2; done
        """
            .formatted(fork, rename);
    // What this process starts itself would not count.
    new ProcessBuilder("setsid", "--fork", shell.toString(), "-c", script).start();
    Eventually.holds("it is there", () -> named().size() == 1);
    long parent = named().getFirst().pid();
    try {
      check(new CheckSpec.Process(name, null, "-c .*renamed", new CheckSpec.Quorum(2, 9)));
      Eventually.holds("one is too few", () -> verdicts.equals(List.of("DOWN")));

      Files.createFile(fork);
      Eventually.holds("there are two", () -> named().size() == 2);
      runner.trigger(0);
      Eventually.holds("two are enough", () -> verdicts.equals(List.of("DOWN", "UP")));

      Files.createFile(rename);
      Eventually.holds("one is called otherwise", () -> named().size() == 1);
      runner.trigger(0);
      Eventually.holds("one is too few again", () -> verdicts.size() == 3);
      assertEquals(
          "1 process named "
              + name
              + " with command line \"-c .*renamed\" is running, and at least 2 must be",
          found());
    } finally {
      kill(parent);
    }
  }
}
