package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of its own for a test: a thread that left the host's. Sockets opened on that
 * thread and processes started from it belong to the namespace, which goes when the thread and
 * those sockets do, however the test ends.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("namespace").daemon().factory());
  private final String thisThread;

  /** Makes one with {@code lo} up; the test is skipped where we may not. */
  public NetworkNamespace() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "network namespaces need root");
    this.thisThread =
        call(() -> {
          leaveTheHost();
          return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
        });
    ip("link set lo up");
  }

  @SuppressWarnings("restricted")
  private static void leaveTheHost() {
    Linker linker = Linker.nativeLinker();
    try {
      int result =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("unshare"),
                      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                  .invokeExact(CLONE_NEWNET);
      assertEquals(0, result, "unshare");
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Runs something on the namespace's thread. */
  public <T> T call(Callable<T> body) throws Exception {
    try {
      return thread.submit(body).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw e;
      }
    }
  }

  /** What can go wrong. */
  public interface Body {
    void run() throws Exception;
  }

  public void run(Body body) throws Exception {
    call(() -> {
      body.run();
      return null;
    });
  }

  /** Runs the {@code ip} command inside, and answers what it prints. */
  public String ip(String arguments) throws Exception {
    return call(() -> {
      Process process =
          new ProcessBuilder(("ip " + arguments).split(" ")).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), "ip " + arguments + ": " + output);
      return output;
    });
  }

  public int index(String interfaceName) throws Exception {
    return Integer.parseInt(ip("-o link show dev " + interfaceName).replaceFirst(":.*\\s*", ""));
  }

  /** Joins two namespaces by a cable whose ends are up and have these addresses. */
  public static void cable(
      NetworkNamespace left, String leftAddress, NetworkNamespace right, String rightAddress)
      throws Exception {
    left.ip("link add vtk-l type veth peer name vtk-r netns " + right.thisThread);
    left.ip("address add " + leftAddress + " dev vtk-l");
    right.ip("address add " + rightAddress + " dev vtk-r");
    left.ip("link set vtk-l up");
    right.ip("link set vtk-r up");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
