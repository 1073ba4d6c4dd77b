package io.vipd.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the same on every Linux. */
class ThisHostTest {
  @TempDir Path temp;
  private ThisHost host;

  @BeforeEach
  void look() throws Exception {
    host = new ThisHost();
  }

  @Test
  void theLoopbackInterfaceIsThere() {
    assertEquals(1, host.interfaceOf("lo").index());
  }

  @Test
  void filesAreReadAndMissingOnesToldFromOthers() throws Exception {
    Files.writeString(temp.resolve("a"), " 17\n");
    assertEquals(new Reading.Text("17"), host.file(temp.resolve("a").toString()));
    assertEquals(17, host.number(temp.resolve("a").toString(), 0));
    assertEquals(3, host.number(temp.resolve("b").toString(), 3));
    assertEquals(new Reading.Missing(), host.file(temp.resolve("b").toString()));
    assertInstanceOf(Reading.Unreadable.class, host.file(temp.toString()));
    assertEquals(List.of("a"), host.folder(temp.toString()));
    assertEquals(List.of(), host.folder(temp.resolve("b").toString()));
    assertTrue(host.file("/proc/sys/kernel/osrelease").or("").contains("."));
    assertTrue(host.link("/proc/self/ns/net").or("").startsWith("net:["));
  }

  @Test
  void programsAreRunAndTheirFailureToldFromTheirAbsence() {
    assertEquals(new Reading.Text("a b"), host.run("echo", "a", "b"));
    assertInstanceOf(Reading.Unreadable.class, host.run("false"));
    assertEquals(new Reading.Missing(), host.run("no-such-program"));
  }

  @Test
  void librariesAreFoundAsTheLinkerFindsThem() {
    assertTrue(host.hasLibrary("libc.so.6"));
    assertFalse(host.hasLibrary("libnosuch.so.6"));
  }

  @Test
  void theClockIsAskedAndNotSet() {
    long before = System.currentTimeMillis();
    boolean first = host.clockSynchronised();
    assertEquals(first, host.clockSynchronised());
    assertTrue(System.currentTimeMillis() - before < 60_000);
  }

  @Test
  void rootIsWhoeverHasUserIdZero() {
    assertNotEquals("root".equals(System.getProperty("user.name")), !host.root());
  }
}
