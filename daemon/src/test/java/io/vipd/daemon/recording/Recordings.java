package io.vipd.daemon.recording;

import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.Tape;
import io.vipd.vrrp.node.TapedNode;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something to record: a router that becomes Active, advertises, and is asked to hand over. */
public final class Recordings {
  private static final long SECOND = 1_000_000_000L;
  private static final String VERSION = "0.1.0";
  private static final String NODE = "node-a";
  private static final Instant AT = Instant.parse("2026-01-01T00:00:10Z");
  private static final long AT_NANOS = 10 * SECOND;

  private Recordings() {}

  private static final class Nothing implements Effects {
    @Override
    public void sendAdvert(Router router, int priority) {}

    @Override
    public void installAddresses(Router router) {}

    @Override
    public void removeAddresses(Router router) {}

    @Override
    public void announce(Router router) {}

    @Override
    public void report(Router router, Report report) {}
  }

  /** The tape of that. */
  public static List<Tape.Copy> tape() {
    Tape tape = new Tape(1000);
    TapedNode node = new TapedNode(new Nothing(), tape);
    RouterConfig config =
        new RouterConfig(
            "web",
            3,
            51,
            150,
            Duration.ofSeconds(1),
            List.of(IpAddress.parse("192.0.2.10")),
            List.of(),
            true,
            false,
            new RouterConfig.Patience(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(3),
                Duration.ZERO),
            ChecksumForm.PSEUDO_HEADER,
            RouterConfig.Admission.USUAL,
            List.of(-20));
    Router router = node.add(0, config, 0);
    node.release(router, Inhibitor.INTERFACE_MISSING, 0);
    node.sourceAddress(router, IpAddress.parse("192.0.2.1"), 0);
    for (int i = 0; i < 5; i++) {
      node.wake(node.nextDeadlineNanos());
      node.kernelAnswered(router, router.claim(), true, node.nextDeadlineNanos() - SECOND);
    }
    node.relinquish(router, 60 * SECOND, 9 * SECOND);
    return tape.copy();
  }

  /** A recording of it. */
  public static Recording recording() {
    return new Recording(
        VERSION, NODE, AT, AT_NANOS, tape().stream().map(Tape.Copy::chapter).toList());
  }

  /** As a file has it. */
  public static byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      RecordingWriter.write(VERSION, NODE, AT, AT_NANOS, tape(), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
