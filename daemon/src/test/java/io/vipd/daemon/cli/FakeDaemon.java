package io.vipd.daemon.cli;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.control.ControlServer;
import io.vipd.daemon.control.FakeOperations;
import io.vipd.daemon.control.RunFolderLock;
import io.vipd.daemon.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real control socket and a real journal in front of no daemon. */
final class FakeDaemon extends FakeOperations implements AutoCloseable {
  private final RunFolderLock lock;
  private final ControlServer server;
  final Journal journal;

  FakeDaemon(Path runFolder) throws IOException {
    outcome = new FailoverOutcome.TakenOver("192.0.2.3", Duration.ofNanos(531_250_000));
    lock = RunFolderLock.take(runFolder);
    journal = Journal.start(runFolder.resolve("state"));
    NodeConfig node =
        new NodeConfig(
            "node-a",
            null,
            null,
            null,
            NodeConfig.LogLevel.INFO,
            null,
            16,
            HooksConfig.NONE,
            java.util.List.of(),
            null);
    server = ControlServer.open(lock, node, this, journal);
  }

  @Override
  public void close() throws IOException {
    server.close();
    journal.close();
    lock.close();
  }
}
