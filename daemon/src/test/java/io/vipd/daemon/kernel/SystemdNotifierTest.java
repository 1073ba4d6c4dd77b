package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.Native.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifierTest {

  @Test
  void everythingIsToldToASocketInTheFileSystem(@TempDir Path directory) throws Exception {
    tells(directory.resolve("notify").toString());
  }

  @Test
  void everythingIsToldToAnAbstractSocket() throws Exception {
    tells("@vtk-notify-" + ProcessHandle.current().pid());
  }

  private static void tells(String name) throws Exception {
    try (Receiver systemd = new Receiver(name);
        SystemdNotifier notifier =
            SystemdNotifier.from(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "2000000"))) {
      notifier.ready();
      assertEquals("READY=1", systemd.receive());
      notifier.status("web ACTIVE,\napi BACKUP");
      assertEquals("STATUS=web ACTIVE, api BACKUP", systemd.receive());
      notifier.watchdog();
      assertEquals("WATCHDOG=1", systemd.receive());
      notifier.reloading();
      assertTrue(systemd.receive().matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
      notifier.stopping();
      assertEquals("STOPPING=1", systemd.receive());
    }
  }

  @Test
  void afterItsEndNothingIsTold(@TempDir Path directory) {
    String name = directory.resolve("notify").toString();
    try (Receiver systemd = new Receiver(name)) {
      SystemdNotifier notifier = SystemdNotifier.from(Map.of("NOTIFY_SOCKET", name));
      notifier.close();
      notifier.ready();
      assertEquals("errno -11", systemd.receive());
    }
  }

  @Test
  void theWatchdogIsFedOnlyByTheProcessThatIsMeantAndOnlyIfThereIsOne() {
    String pid = Long.toString(ProcessHandle.current().pid());
    assertEquals(Duration.ofSeconds(2), limit("2000000", pid));
    assertEquals(Duration.ZERO, limit("2000000", "1"));
    assertEquals(Duration.ZERO, limit("soon", pid));
    try (SystemdNotifier notifier = SystemdNotifier.from(Map.of())) {
      assertEquals(Duration.ZERO, notifier.watchdogLimit());
    }
  }

  private static Duration limit(String micros, String pid) {
    Map<String, String> environment = Map.of("WATCHDOG_USEC", micros, "WATCHDOG_PID", pid);
    try (SystemdNotifier notifier = SystemdNotifier.from(environment)) {
      return notifier.watchdogLimit();
    }
  }

  @Test
  void withoutTheVariableNothingHappens() {
    try (SystemdNotifier notifier = SystemdNotifier.from(Map.of())) {
      notifier.ready();
    }
  }

  @Test
  void aSocketThatIsNotThereOrAFullOneDoesNoHarm(@TempDir Path directory) throws Exception {
    String name = directory.resolve("notify").toString();
    try (SystemdNotifier notifier = SystemdNotifier.from(Map.of("NOTIFY_SOCKET", name))) {
      notifier.ready();
      try (Receiver systemd = new Receiver(name)) {
        for (int i = 0; i < 10_000; i++) {
          notifier.ready();
        }
        assertEquals("READY=1", systemd.receive());
      }
    }
  }

  @Test
  void aNameThatNoSocketCanHaveDoesNoHarm() {
    for (String name : new String[] {"", "relative", "/" + "x".repeat(108), "vsock:2:1234"}) {
      try (SystemdNotifier notifier = SystemdNotifier.from(Map.of("NOTIFY_SOCKET", name))) {
        notifier.ready();
      }
    }
  }

  /** systemd's end of the socket. */
  private static final class Receiver implements AutoCloseable {
    private final Block block = new Block(4096);
    private final int socket;

    Receiver(String name) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      if (name.startsWith("@")) {
        bytes[0] = 0;
      }
      socket = Native.socket(1, 2 | 0x800, 0);
      block.bytes().putShort(0, (short) 1).put(2, bytes);
      assertEquals(0, Native.bind(socket, block, 0, 2 + bytes.length));
    }

    String receive() {
      int length = Native.recv(socket, block, 0, 4096, 0, Failure.EXPLAINED);
      if (length < 0) {
        return "errno " + length;
      }
      byte[] bytes = new byte[length];
      block.bytes().get(0, bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      Native.close(socket);
    }
  }
}
