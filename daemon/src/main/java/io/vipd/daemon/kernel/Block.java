package io.vipd.daemon.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Memory outside the heap that its owner lays out once and the kernel reads and writes: C
 * structures at fixed offsets, in the host's byte order. It is freed when nothing refers to it any
 * more; {@link Native} keeps it alive while a call runs.
 */
final class Block {
  private final ByteBuffer bytes;
  private final long base;

  /** Zeroed memory of this many bytes. */
  Block(int size) {
    this.bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    this.base = MemorySegment.ofBuffer(bytes).address();
  }

  /** The memory in the host's byte order; read and written at absolute positions only. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** A second view of the memory, in network byte order. */
  ByteBuffer networkView() {
    return bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  int size() {
    return bytes.capacity();
  }

  /**
   * Where in memory these bytes are.
   *
   * @throws IndexOutOfBoundsException unless all {@code length} bytes from {@code offset} are ours
   */
  long address(int offset, int length) {
    return base + Objects.checkFromIndexSize(offset, length, bytes.capacity());
  }

  /** Writes an IPv4 address in network order, as {@code struct in_addr} has it. */
  void putIpv4(int offset, int address) {
    bytes.putInt(offset, networkOrder(bytes, address));
  }

  /** Writes an IPv6 address in network order, as {@code struct in6_addr} has it. */
  void putIpv6(int offset, long high, long low) {
    bytes.putLong(offset, networkOrder(bytes, high));
    bytes.putLong(offset + Long.BYTES, networkOrder(bytes, low));
  }

  /** Turns an {@code int} of this buffer's order into one of network order, or back. */
  static int networkOrder(ByteBuffer buffer, int value) {
    return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  /** The same for a {@code long}. */
  static long networkOrder(ByteBuffer buffer, long value) {
    return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }
}
