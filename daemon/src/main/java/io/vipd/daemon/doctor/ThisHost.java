package io.vipd.daemon.doctor;

import io.vipd.daemon.kernel.AddressFlags;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.Clock;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.daemon.kernel.SharedLibrary;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The host that this process runs on. */
public final class ThisHost implements Host {
  /** The tag of vipd's own addresses. */
  static final int VIPD_TAG = AddressWriter.PROTOCOL_TAG;

  private static final List<String> PROGRAM_FOLDERS =
      List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin");
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final long SECONDS = 5;

  private final List<Interface> interfaces = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();

  /**
   * The host at this moment.
   *
   * @throws KernelException if the kernel does not tell its interfaces
   */
  public ThisHost() throws KernelException {
    LinkMonitor.dump(new Collector());
  }

  private final class Collector implements LinkMonitor.Listener {
    private final Map<Integer, String> names = new HashMap<>();

    @Override
    public void linkChanged(int index, String name, boolean up, byte[] mac, int operState) {
      names.put(index, name);
      interfaces.add(new Interface(index, name, up));
    }

    @Override
    public void addressAdded(int index, IpAddress address, int prefixLength, int tag, int flags) {
      String name = names.getOrDefault(index, "?");
      addresses.add(new Address(name, address, prefixLength, tag, AddressFlags.maySend(flags)));
    }

    @Override
    public void linkRemoved(int index, String name) {}

    @Override
    public void addressRemoved(int index, IpAddress address, int prefix, int tag, int flags) {}

    @Override
    public void overrun() {}
  }

  @Override
  public List<Interface> interfaces() {
    return interfaces;
  }

  @Override
  public List<Address> addresses() {
    return addresses;
  }

  @Override
  public Reading file(String path) {
    return reading(() -> {
      try (var stream = Files.newInputStream(Path.of(path))) {
        // Files below /proc have no length.
        return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      }
    });
  }

  @Override
  public Reading link(String path) {
    return reading(() -> Files.readSymbolicLink(Path.of(path)).toString());
  }

  /** Something that can fail like a file. */
  private interface Access {
    String text() throws IOException;
  }

  private static Reading reading(Access access) {
    try {
      return new Reading.Text(access.text().strip());
    } catch (NoSuchFileException _) {
      return new Reading.Missing();
    } catch (AccessDeniedException _) {
      return new Reading.Unreadable("permission denied", true);
    } catch (IOException e) {
      return new Reading.Unreadable(e.getMessage(), false);
    }
  }

  @Override
  public List<String> folder(String path) {
    try (Stream<Path> entries = Files.list(Path.of(path))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  @Override
  public Reading run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    for (String folder : PROGRAM_FOLDERS) {
      if (Files.isExecutable(Path.of(folder, program))) {
        command.add(Path.of(folder, program).toString());
        break;
      }
    }
    if (command.isEmpty()) {
      return new Reading.Missing();
    }
    command.addAll(List.of(arguments));
    try {
      return run(command);
    } catch (IOException e) {
      return new Reading.Unreadable(e.getMessage(), false);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Reading.Unreadable("interrupted", false);
    }
  }

  private Reading run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("vipctl-doctor", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Reading.Unreadable("no answer within " + SECONDS + " s", false);
      }
      String text = file(out.toString()).or("");
      return process.exitValue() == 0
          ? new Reading.Text(text)
          : new Reading.Unreadable(text.lines().findFirst().orElse("it failed"), !root());
    } finally {
      Files.delete(out);
    }
  }

  @Override
  public boolean hasLibrary(String name) {
    return SharedLibrary.exists(name);
  }

  @Override
  public boolean clockSynchronised() {
    return Clock.isSynchronised();
  }

  @Override
  public boolean root() {
    return file("/proc/self/status")
        .or("")
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .anyMatch(line -> line.split("\\s+")[2].equals("0"));
  }
}
