package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.ScriptRunner.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScriptRunnerTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(1500);

  private final ScriptRunner runner = new ScriptRunner(null);
  private final ProcessTable processes = new ProcessTable(Path.of("/proc"));

  private Outcome sh(String script, Duration timeout) {
    return runner.run(List.of("/bin/sh", "-c", script), Map.of(), timeout);
  }

  private String output(List<String> command, Map<String, String> environment) {
    var exited = assertInstanceOf(Outcome.Exited.class, runner.run(command, environment, AMPLE));
    assertEquals(0, exited.code(), exited.output());
    return exited.output();
  }

  private boolean isAlive(long pid) {
    return processes.find(pid).filter(ProcessTable.Entry::isAlive).isPresent();
  }

  private static long[] numbers(String output) {
    return Arrays.stream(output.split(" \\| ")).mapToLong(Long::parseLong).toArray();
  }

  @Test
  void theExitCodeAndTheOutputOfBothStreamsAreKept() {
    var exited =
        assertInstanceOf(Outcome.Exited.class, sh("echo out; echo err >&2; exit 3", AMPLE));
    assertEquals(3, exited.code());
    assertEquals("out | err", exited.output());
    assertTrue(exited.duration().compareTo(AMPLE) < 0);
  }

  @Test
  void aSignalIsAnExitCodeAbove128() {
    assertEquals(143, assertInstanceOf(Outcome.Exited.class, sh("kill $$", AMPLE)).code());
  }

  @Test
  void theEnvironmentIsCleanButForWhatTheCallerAdds() {
    assertEquals(
        List.of(
            "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "VIPD_GROUP=web"),
        Arrays.stream(output(List.of("/usr/bin/env"), Map.of("VIPD_GROUP", "web")).split(" \\| "))
            .sorted()
            .toList());
  }

  @Test
  void thereIsNothingToReadAndNothingElseIsOpen() {
    assertEquals("/dev/null", output(List.of("/bin/readlink", "/proc/self/fd/0"), Map.of()));
    // 3 is the directory that is being listed.
    assertEquals("0 | 1 | 2 | 3", output(List.of("/bin/ls", "/proc/self/fd"), Map.of()));
    assertEquals("/", output(List.of("/bin/pwd"), Map.of()));
  }

  @Test
  void theProgramLeadsASessionAndAGroupOfItsOwn() {
    String[] stat = output(List.of("/bin/cat", "/proc/self/stat"), Map.of()).split(" ");
    String pid = stat[0];
    assertEquals(pid, stat[4], "process group");
    assertEquals(pid, stat[5], "session");
    assertFalse(isAlive(Long.parseLong(pid)));
  }

  @Test
  void itHasNoCapabilitiesAndCannotGainAny() {
    String status = output(List.of("/bin/grep", "-E", "Cap|NoNew", "/proc/self/status"), Map.of());
    for (String none : List.of("CapInh", "CapPrm", "CapEff", "CapAmb")) {
      assertTrue(status.contains(none + ": 0000000000000000"), status);
    }
    assertTrue(status.contains("NoNewPrivs: 1"), status);
    if (Root.is()) {
      assertTrue(status.contains("CapBnd: 0000000000000000"), status);
    }
  }

  @Test
  void underRootItRunsAsNobody() {
    Root.isNeeded();
    assertEquals(
        "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)",
        output(List.of("/usr/bin/id"), Map.of()));
  }

  @Test
  void atTheTimeoutTheWholeGroupDies() {
    var timedOut =
        assertInstanceOf(
            Outcome.TimedOut.class,
            sh(
                "trap '' TERM; echo $$; sleep 600 & echo $!; (sleep 600 & echo $!; wait) & sleep"
                    + " 600",
                SHORT));
    long[] pids = numbers(timedOut.output());
    assertEquals(3, pids.length);
    assertEquals(pids[0], timedOut.leader().pid());
    assertTrue(timedOut.duration().compareTo(SHORT) >= 0);
    for (long pid : pids) {
      Eventually.holds("PID " + pid + " is dead", () -> !isAlive(pid));
    }
  }

  @Test
  void aDaemonThatKeepsTheOutputOpenHoldsNothingUp() {
    var exited =
        assertInstanceOf(Outcome.Exited.class, sh("setsid sleep 600 & echo $!; exit 0", AMPLE));
    long daemon = Long.parseLong(exited.output());
    try {
      assertTrue(isAlive(daemon), "what goes into the background is left alone");
    } finally {
      ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aDaemonThatFloodsTheOutputHoldsNothingUp() {
    // It ends by SIGPIPE when nobody listens any more.
    var exited =
        assertInstanceOf(
            Outcome.Exited.class, sh("setsid yes & yes | head -c 100000; exit 0", AMPLE));
    assertEquals(0, exited.code());
    assertEquals(512, exited.output().length());
  }

  @Test
  void aFloodDoesNotStopTheProgramAndItsEndIsKept() {
    var exited =
        assertInstanceOf(
            Outcome.Exited.class,
            sh("head -c 30000000 /dev/zero | tr '\\0' x; echo; echo done", AMPLE));
    assertEquals(0, exited.code());
    assertTrue(exited.output().endsWith("xxx | done"), exited.output());
    assertEquals(512, exited.output().length());
  }

  @Test
  void anInterruptKillsTheGroup() throws InterruptedException {
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    Thread caller = Thread.ofPlatform().start(() -> outcome.set(sh("exec sleep 613", AMPLE)));
    ProcessHandle self = ProcessHandle.current();
    Eventually.holds(
        "the script runs",
        () ->
            self.descendants()
                .anyMatch(child -> child.info().commandLine().orElse("").endsWith("sleep 613")));
    caller.interrupt();
    caller.join();
    assertInstanceOf(Outcome.Interrupted.class, outcome.get());
    Eventually.holds(
        "the script is dead",
        () ->
            self.descendants()
                .noneMatch(child -> child.info().commandLine().orElse("").endsWith("sleep 613")));
  }

  @Test
  void nothingIsLeftOpenBehind() throws IOException {
    sh("exit 0", AMPLE);
    long before = openFiles();
    for (int i = 0; i < 20; i++) {
      sh("exit 0", AMPLE);
      sh("exec sleep 600", Duration.ofMillis(20));
    }
    Eventually.holds("no more files are open than before", () -> openFiles() <= before + 2);
  }

  private static long openFiles() {
    String[] open = Path.of("/proc/self/fd").toFile().list();
    return open.length;
  }

  @Test
  void whatCannotBeStartedSaysWhy() {
    assertEquals(
        new Outcome.NotStarted("script /usr/bin/no-such-vth does not exist"),
        runner.run(List.of("/usr/bin/no-such-vth"), Map.of(), AMPLE));
    assertEquals(
        new Outcome.NotStarted("script sh must be given by its absolute path"),
        runner.run(List.of("sh"), Map.of(), AMPLE));
    var nul = runner.run(List.of("/bin/sh\0"), Map.of(), AMPLE);
    assertInstanceOf(Outcome.NotStarted.class, nul);
  }

  @Test
  void aMissingInterpreterIsNotTakenForAnExitCode(@TempDir Path temp) throws IOException {
    Path folder = temp.toRealPath();
    Path script = folder.resolve("check");
    Files.writeString(script, "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var runner = new ScriptRunner(null, folder);
    assertEquals(
        new Outcome.NotStarted(
            script
                + " could not be executed: No such file or directory (is the interpreter that its"
                + " first line names there?)"),
        runner.run(List.of(script.toString()), Map.of(), AMPLE));
  }

  @Test
  void aScriptThatBecomesUnsafeIsRefusedAtItsNextRun(@TempDir Path temp) throws IOException {
    Path folder = temp.toRealPath();
    Path script = folder.resolve("check");
    Files.writeString(script, "#!/bin/sh\necho fine\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var runner = new ScriptRunner(null, folder);
    var first = runner.run(List.of(script.toString()), Map.of(), AMPLE);
    assertEquals("fine", assertInstanceOf(Outcome.Exited.class, first).output());
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwxrwx"));
    var second = runner.run(List.of(script.toString()), Map.of(), AMPLE);
    String why = assertInstanceOf(Outcome.NotStarted.class, second).why();
    assertTrue(why.startsWith(script + " is writable by its group and others ("), why);
  }

  @Test
  void anUnknownUserIsSaidAtEachRun() {
    Root.isNeeded();
    var outcome = new ScriptRunner("no-such-user-vth").run(List.of("/bin/true"), Map.of(), AMPLE);
    String why = assertInstanceOf(Outcome.NotStarted.class, outcome).why();
    assertTrue(why.startsWith("scripts cannot run as user no-such-user-vth: "), why);
  }
}
