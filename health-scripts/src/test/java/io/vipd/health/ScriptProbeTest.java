package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.Probe.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptProbeTest {
  private static final long AMPLE = 30_000_000_000L;

  private static Finding look(String script, long timeoutNanos) throws InterruptedException {
    var spec = new CheckSpec.Script(List.of("/bin/sh", "-c", script));
    return new ScriptProbe(spec, Map.of("VIPD_CHECK", "disk"), new ScriptRunner(null))
        .look(timeoutNanos);
  }

  @Test
  void exitCodeZeroPassesWithWhatWasPrinted() throws InterruptedException {
    assertEquals(Finding.pass("disk is fine"), look("echo $VIPD_CHECK is fine", AMPLE));
    assertEquals(Finding.pass(""), look("exit 0", AMPLE));
  }

  @Test
  void anyOtherExitCodeFailsAndIsNamed() throws InterruptedException {
    assertEquals(Finding.fail("exit code 1: disk full"), look("echo disk full; exit 1", AMPLE));
    assertEquals(Finding.fail("exit code 2"), look("exit 2", AMPLE));
    assertEquals(Finding.fail("exit code 137 (signal 9)"), look("kill -9 $$", AMPLE));
  }

  @Test
  void theTimeoutIsAFailureThatTellsWhatWasPrinted() throws InterruptedException {
    Finding finding = look("echo waiting; exec sleep 600", 1_500_000_000);
    assertFalse(finding.passed());
    assertTrue(
        finding
            .sentence()
            .matches(
                "killed after \\d+ ms: its process group got SIGKILL; it had printed: waiting"),
        finding.sentence());
  }

  @Test
  void aRunAfterATimeoutIsAFreshOne() throws InterruptedException {
    var spec = new CheckSpec.Script(List.of("/bin/sleep", "600"));
    var probe = new ScriptProbe(spec, Map.of(), new ScriptRunner(null));
    for (int i = 0; i < 2; i++) {
      String sentence = probe.look(300_000_000).sentence();
      assertTrue(sentence.startsWith("killed after "), sentence);
    }
  }

  @Test
  void anEmptyCommandIsRefused() {
    var spec = new CheckSpec.Script(List.of());
    var runner = new ScriptRunner(null);
    assertThrows(IllegalArgumentException.class, () -> new ScriptProbe(spec, Map.of(), runner));
  }
}
