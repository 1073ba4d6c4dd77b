package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one advert costs to write and to read; run by packaging/bench/jmh. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private static final IpAddress SOURCE = IpAddress.parse("192.0.2.2");

  private final AdvertForm form =
      new AdvertForm(
          3,
          51,
          Duration.ofMillis(100),
          List.of(IpAddress.parse("192.0.2.100")),
          ChecksumForm.PSEUDO_HEADER,
          null);
  private final ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
  private final ByteBuffer datagram;
  private final Advert advert = new Advert();

  /** An advert of priority 200 lies ready. */
  public CodecBenchmark() {
    ByteBuffer heap = Datagram.of(form, 200, SOURCE, AdvertCodec.IPV4_GROUP);
    datagram = ByteBuffer.allocateDirect(heap.capacity()).put(0, heap, 0, heap.capacity());
  }

  /** Writes one, with its checksum. */
  @Benchmark
  public int write() {
    int bytes = form.write(message, 200);
    form.checksum(message, bytes, bytes, SOURCE, AdvertCodec.IPV4_GROUP);
    return bytes;
  }

  /** Checks one and takes it apart. */
  @Benchmark
  public Verdict decode() {
    return AdvertCodec.decode(datagram, datagram.capacity(), advert);
  }
}
