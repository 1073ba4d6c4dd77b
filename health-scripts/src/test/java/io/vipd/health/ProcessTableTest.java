package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.ProcessTable.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTableTest {
  @TempDir Path root;
  private FakeProc proc;
  private ProcessTable table;

  @BeforeEach
  void setUp() {
    proc = new FakeProc(root);
    table = new ProcessTable(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "a b", "(sd-pam)", "x) S 1 1", ") (", ""})
  void aNameMayHoldSpacesAndParentheses(String comm) {
    proc.process(12, comm, 'S', 7, 8, 4711);
    assertEquals(Optional.of(new Entry(12, comm, 'S', 7, 8, 4711)), table.find(12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "12", "12 (x", "12 (x) S", "12 (x) S 1 1 x", "12 )x( S 1 1 1", "\0\0\0"})
  void aLineThatCannotBeReadIsNoProcess(String stat) throws IOException {
    Files.createDirectories(root.resolve("12"));
    Files.writeString(root.resolve("12/stat"), stat);
    Files.writeString(root.resolve("12/comm"), "x\n");
    assertEquals(Optional.empty(), table.find(12));
    assertTrue(table.named("x").isEmpty());
  }

  @Test
  void processesAreFoundByTheirWholeName() throws IOException {
    proc.process(1, "init", 0)
        .process(42, "nginx", 1)
        .process(43, "nginx", 42)
        .process(44, "nginx-debug", 1)
        .process(45, "nginx) S 1", 1)
        .process(46, "xnginx", 1);
    Files.createDirectories(root.resolve("sys"));
    Files.createDirectories(root.resolve("99"));
    assertEquals(Set.of(42L, 43L), table.named("nginx").keySet());
    assertEquals(Set.of(45L), table.named("nginx) S 1").keySet());
  }

  @Test
  void aNameIsCutToFifteenBytes() {
    assertEquals("systemd-resolve", ProcessTable.comm("systemd-resolved"));
    assertEquals("\u00c3\u00a9", ProcessTable.comm("é"));
    assertEquals("nginx", ProcessTable.comm("nginx"));
  }

  @ParameterizedTest
  @ValueSource(chars = {'Z', 'X', 'x'})
  void whatHasExitedIsNotAlive(char state) {
    assertFalse(new Entry(1, "x", state, 0, 0, 0).isAlive());
  }

  @ParameterizedTest
  @ValueSource(chars = {'R', 'S', 'D', 'T', 't', 'I'})
  void whatStillRunsIsAlive(char state) {
    assertTrue(new Entry(1, "x", state, 0, 0, 0).isAlive());
  }

  @Test
  void childrenAreListedWhereTheKernelTells() {
    proc.process(5, "nginx", 1).children(5, 6, 7).process(8, "nginx", 1).children(8);
    assertArrayEquals(new long[] {6, 7}, table.children(5).orElseThrow());
    assertArrayEquals(new long[0], table.children(8).orElseThrow());
    assertTrue(table.children(9).isEmpty());
  }

  @Test
  void anotherNetworkNamespaceIsToldApartAndAnUnreadableOneIsOurs() throws IOException {
    proc.process(5, "nginx", 1).process(6, "nginx", 1).process(7, "nginx", 1);
    proc.network("6", "net:[2]");
    Files.delete(root.resolve("7/ns/net"));
    assertTrue(table.isInOurNetwork(5));
    assertFalse(table.isInOurNetwork(6));
    assertTrue(table.isInOurNetwork(7));
  }

  @Test
  void theRealProcessTableHoldsThisProcess() throws IOException {
    ProcessTable real = new ProcessTable(Path.of("/proc"));
    long self = ProcessHandle.current().pid();
    Entry entry = real.find(self).orElseThrow();
    assertEquals(entry.identity(), real.named(entry.comm()).get(self).identity());
    assertEquals(self, entry.pid());
    assertTrue(entry.isAlive());
    assertEquals(ProcessHandle.current().parent().orElseThrow().pid(), entry.parent());
    assertTrue(real.isInOurNetwork(self));
  }
}
