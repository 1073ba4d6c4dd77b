package io.vipd.daemon.cli;

import io.vipd.daemon.control.ControlServer;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Operations;
import io.vipd.daemon.control.Pictures;
import io.vipd.daemon.control.RunFolderLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real control socket in front of no daemon. */
final class FakeDaemon implements Operations, AutoCloseable {
  private final RunFolderLock lock;
  private final ControlServer server;
  volatile FailoverOutcome outcome =
      new FailoverOutcome.TakenOver("192.0.2.3", Duration.ofNanos(531_250_000));
  volatile NodeStatus status = Pictures.node(Pictures.mail(), Pictures.web());

  FakeDaemon(Path runFolder) throws IOException {
    lock = RunFolderLock.take(runFolder);
    server = ControlServer.open(lock, null, this);
  }

  @Override
  public NodeStatus status() {
    return status;
  }

  @Override
  public FailoverOutcome failover(String group, Duration hold, Caller caller) {
    return outcome;
  }

  @Override
  public void close() throws IOException {
    server.close();
    lock.close();
  }
}
