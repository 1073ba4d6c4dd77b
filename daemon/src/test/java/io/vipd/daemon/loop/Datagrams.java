package io.vipd.daemon.loop;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/** IP datagrams as a socket of the daemon delivers them: header, then VRRP message. */
final class Datagrams {
  private Datagrams() {}

  /** A message of so many bytes behind a header with a TTL or hop limit of 255. */
  static ByteBuffer of(ByteBuffer message, int bytes, IpAddress source, IpAddress destination) {
    if (source.family() == Family.IPV4) {
      ByteBuffer datagram = ByteBuffer.allocate(20 + bytes);
      datagram.put(0, (byte) 0x45).putShort(2, (short) (20 + bytes));
      datagram.put(8, (byte) 255).put(9, (byte) AdvertCodec.PROTOCOL);
      datagram.putInt(12, (int) source.low()).putInt(16, (int) destination.low());
      return datagram.put(20, message, 0, bytes);
    }
    ByteBuffer datagram = ByteBuffer.allocate(40 + bytes);
    datagram.put(0, (byte) 0x60).putShort(4, (short) bytes);
    datagram.put(6, (byte) AdvertCodec.PROTOCOL).put(7, (byte) 255);
    datagram.putLong(8, source.high()).putLong(16, source.low());
    datagram.putLong(24, destination.high()).putLong(32, destination.low());
    return datagram.put(40, message, 0, bytes);
  }
}
