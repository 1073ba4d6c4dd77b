package io.vipd.daemon.scan;

import io.vipd.arp.MacAddress;
import io.vipd.daemon.scan.SeenRouter.Protocol;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads what an Ethernet frame says of a virtual router. */
final class AdvertFrame {
  private static final int SOURCE_MAC = 6;
  private static final int ETHERTYPE = 12;
  private static final int PACKET = 14;
  private static final short ETHERTYPE_IPV4 = 0x0800;
  private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
  private static final int IPV4_HEADER = 20;
  private static final int IPV4_PROTOCOL = 9;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_NEXT_HEADER = 6;
  private static final int IPV6_SOURCE = 8;
  private static final int LEAST_MESSAGE = 8;
  private static final int CENTISECOND_MILLIS = 10;

  // CARP: version and type, VHID, advskew, length in words, demotion, advbase
  private static final int CARP_VHID = 1;
  private static final int CARP_ADVSKEW = 2;
  private static final int CARP_ADVBASE = 5;
  private static final int CARP_SKEW_DIVISOR = 256;

  /** In an authentication trailer, behind its type. */
  private static final int TRAILER_KEY_ID = 1;

  private AdvertFrame() {}

  /** The router that a frame announces; null where it announces none. */
  static SeenRouter read(String interfaceName, byte[] frame, Advert advert) {
    if (frame.length < PACKET) {
      return null;
    }
    short ethertype = ByteBuffer.wrap(frame).getShort(ETHERTYPE);
    MacAddress mac = MacAddress.of(Arrays.copyOfRange(frame, SOURCE_MAC, ETHERTYPE));
    ByteBuffer packet = ByteBuffer.wrap(frame, PACKET, frame.length - PACKET).slice();
    return switch (ethertype) {
      case ETHERTYPE_IPV4 -> {
        int header =
            packet.limit() < IPV4_HEADER ? packet.limit() : (packet.get(0) & 0x0f) * Integer.BYTES;
        yield packet.limit() < IPV4_HEADER + LEAST_MESSAGE
                || packet.limit() < header + LEAST_MESSAGE
                || Byte.toUnsignedInt(packet.get(IPV4_PROTOCOL)) != AdvertCodec.PROTOCOL
            ? null
            : read(
                new Origin(
                    interfaceName,
                    Family.IPV4,
                    IpAddress.ofIpv4(packet.getInt(IPV4_SOURCE)),
                    mac,
                    header),
                packet,
                advert);
      }
      case ETHERTYPE_IPV6 ->
          packet.limit() < IPV6_HEADER + LEAST_MESSAGE
                  || Byte.toUnsignedInt(packet.get(IPV6_NEXT_HEADER)) != AdvertCodec.PROTOCOL
              ? null
              : read(
                  new Origin(
                      interfaceName,
                      Family.IPV6,
                      new IpAddress(
                          Family.IPV6,
                          packet.getLong(IPV6_SOURCE),
                          packet.getLong(IPV6_SOURCE + Long.BYTES)),
                      mac,
                      IPV6_HEADER),
                  packet,
                  advert);
      default -> null;
    };
  }

  /** Where a packet came from, and where in it the message begins. */
  private record Origin(
      String interfaceName, Family family, IpAddress source, MacAddress mac, int message) {

    SeenRouter router(
        Protocol protocol,
        int version,
        int vrid,
        int priority,
        long intervalMillis,
        List<IpAddress> addresses,
        String auth,
        String refused) {
      return new SeenRouter(
          interfaceName,
          protocol,
          version,
          family,
          vrid,
          source,
          mac,
          priority,
          intervalMillis,
          addresses,
          auth,
          1,
          refused);
    }
  }

  private static SeenRouter read(Origin origin, ByteBuffer packet, Advert advert) {
    Verdict verdict = AdvertCodec.decode(packet, packet.limit(), advert);
    int message = origin.message();
    if (verdict == Verdict.CARP) {
      int advbase = Byte.toUnsignedInt(packet.get(message + CARP_ADVBASE));
      int advskew = Byte.toUnsignedInt(packet.get(message + CARP_ADVSKEW));
      return origin.router(
          Protocol.CARP,
          2,
          Byte.toUnsignedInt(packet.get(message + CARP_VHID)),
          advskew,
          advbase * 1_000L + advskew * 1_000L / CARP_SKEW_DIVISOR,
          List.of(),
          "hmac",
          null);
    }
    int version = Byte.toUnsignedInt(packet.get(message)) >>> 4;
    int vrid = Byte.toUnsignedInt(packet.get(message + 1));
    if (!verdict.accepted()) {
      return origin.router(
          Protocol.VRRP, version, vrid, -1, -1, List.of(), "unknown", verdict.rule());
    }
    return origin.router(
        Protocol.VRRP,
        version,
        vrid,
        advert.priority(),
        (long) advert.intervalCentiseconds() * CENTISECOND_MILLIS,
        addresses(advert),
        auth(advert),
        null);
  }

  private static List<IpAddress> addresses(Advert advert) {
    return IntStream.range(0, advert.addressCount())
        .mapToObj(i -> new IpAddress(advert.family(), advert.addressHigh(i), advert.addressLow(i)))
        .toList();
  }

  private static String auth(Advert advert) {
    if (advert.hasTrailer()) {
      int trailer = advert.messageOffset() + advert.messageBytes();
      return "hmac key " + Byte.toUnsignedInt(advert.packet().get(trailer + TRAILER_KEY_ID));
    }
    return switch (advert.authenticationType()) {
      case 0 -> "none";
      case 1 -> "password";
      default -> "type " + advert.authenticationType();
    };
  }
}
