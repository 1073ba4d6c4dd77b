package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Signing and verifying make no garbage, neither for friends nor for forgers. */
class AuthAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Signer signer = Packets.signer(Packets.config(Freshness.TIME));
  private final Authenticator authenticator = Packets.authenticator(Packets.config(Freshness.TIME));
  private final ByteBuffer packet =
      ByteBuffer.allocateDirect(40).put(0, Packets.ofHex(Packets.MESSAGE), 0, 12);
  private final int[] verdicts = new int[AuthVerdict.values().length];

  @Test
  void manyAdvertsSignedMakeNoGarbage() {
    assertNoGarbage(this::sign);
    assertEquals(0x6800000080000000L + (2L * ROUNDS - 1 << 32), packet.getLong(16));
  }

  @Test
  void manyAdvertsVerifiedMakeNoGarbage() {
    assertNoGarbage(round -> {
      sign(round);
      verify(round, Packets.SOURCE);
    });
    assertEquals(2 * ROUNDS, verdicts[AuthVerdict.OK.ordinal()]);
  }

  @Test
  void manySendersThatTakeEachOthersPlaceMakeNoGarbage() {
    assertNoGarbage(round -> {
      long source = round & 7;
      signer.sign(packet, 0, 12, 0, source, epochNanos(round));
      verify(round, source);
    });
    assertEquals(2 * ROUNDS, verdicts[AuthVerdict.OK.ordinal()]);
  }

  @Test
  void manyForgeriesMakeNoGarbage() {
    assertNoGarbage(round -> {
      sign(round);
      packet.put(24 + (round & 15), (byte) ~packet.get(24 + (round & 15)));
      verify(round, Packets.SOURCE);
    });
    assertEquals(2 * ROUNDS, verdicts[AuthVerdict.BAD_HMAC.ordinal()]);
  }

  private void sign(int round) {
    signer.sign(packet, 0, 12, 0, Packets.SOURCE, epochNanos(round));
  }

  private void verify(int round, long source) {
    AuthVerdict verdict =
        authenticator.verify(packet, 0, 12, true, 0, source, epochNanos(round), round);
    verdicts[verdict.ordinal()]++;
  }

  private static long epochNanos(int round) {
    return Packets.EPOCH_NANOS + round * Packets.SECOND_NANOS;
  }

  private static void assertNoGarbage(IntConsumer round) {
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(i);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long nothing = THREADS.getCurrentThreadAllocatedBytes() - before;
    before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = ROUNDS; i < 2 * ROUNDS; i++) {
      round.accept(i);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before - nothing;
    assertEquals(0, allocated, "bytes allocated in " + ROUNDS + " rounds");
  }
}
