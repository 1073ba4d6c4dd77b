package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceTest {
  @ParameterizedTest
  @CsvSource({
    "1744830464500000000, 6800000080000000",
    "0,                   0000000000000000",
    "15258,               0000000000000000",
    "15259,               0000000000010000",
    "999999999,           00000000ffff0000",
    "4294967295999999999, ffffffffffff0000",
    "4294967296000000000, 0000000000000000",
    "-1,                  ffffffffffff0000"
  })
  void aMomentIsSecondsAndABinaryFractionOf16BitsAndNoCount(long epochNanos, String sequence) {
    assertEquals(Long.parseUnsignedLong(sequence, 16), Sequence.at(epochNanos));
  }

  @Test
  void numbersAreOrderedByTheirDifference() { // RFC 1982
    assertTrue(Sequence.after(0x6800000080000001L, 0x6800000080000000L));
    assertFalse(Sequence.after(0x6800000080000000L, 0x6800000080000000L));
    assertFalse(Sequence.after(0x68000000ffffffffL, 0x6800000100000000L));
    assertTrue(Sequence.after(0x8000000000000000L, 0x7fffffffffffffffL));
    assertTrue(Sequence.after(0x0000000000000000L, 0xffffffffffffffffL));
  }

  @Test
  void theCountIsNoTime() {
    long second = 0x1_0000_0000L;
    assertTrue(Sequence.within(second, 0x680000018000ffffL, 0x6800000080000000L));
    assertFalse(Sequence.within(second, 0x6800000180010000L, 0x6800000080000000L));
    assertTrue(Sequence.within(second, 0x6800000080000000L, 0x6800000180000000L));
    assertFalse(Sequence.within(second, 0x680000007fffffffL, 0x6800000180000000L));
  }

  @Test
  void aTimeFarAwayIsNeverWithinHoweverTheDifferenceWraps() {
    long span = Sequence.span(300_000_000_000L);
    assertFalse(Sequence.within(span, 0x8000000000000000L, 0));
    assertFalse(Sequence.within(span, 0x7fffffffffff0000L, 0));
    assertTrue(Sequence.within(span, 0xfffffff000000000L, 0x0000000100000000L));
  }

  @Test
  void lengthsOfTimeBecomeUnitsAndComeBack() {
    assertEquals(0x1_0000_0000L, Sequence.span(1_000_000_000L));
    assertEquals(0x12c_0000_0000L, Sequence.span(300_000_000_000L));
    assertEquals(0x1_8000_0000L, Sequence.span(1_500_000_000L));
    assertEquals(1_500_000_000L, Sequence.toNanos(0x1_8000_0000L));
    assertEquals(-1_500_000_000L, Sequence.toNanos(-0x1_8000_0000L));
    assertEquals(-3_600_000_000_000L, Sequence.toNanos(-3600L << 32));
  }
}
