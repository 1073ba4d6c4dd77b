package io.vipd.daemon.state;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * What stands where in the file, in the host's byte order: a header, then slots of one size. All
 * words are aligned.
 *
 * <pre>
 * header  0 magic (long), 8 version (int), 12 slots (int), 16 boot id (2 longs), 32 pid (long),
 *        40 checksum of what stands before it (int); 64 bytes
 * slot    0 last advert (long), 8 which addresses are ours (4 longs, bit by bit), 40 end of the hold (long),
 *        48 checksum of what follows (int), 52 family (byte), 53 VRID (byte), 54 addresses (short),
 *        56 interface (16 bytes, the rest zero), 72 for each address its bytes and its prefix length;
 *        2048 bytes
 * </pre>
 */
final class Layout {
  static final long MAGIC = 0x7669_7064_7374_6174L; // "vipdstat"
  static final int VERSION = 2;

  static final int HEADER_BYTES = 64;
  private static final int HEADER_VERSION = 8;
  private static final int HEADER_SLOTS = 12;
  private static final int HEADER_BOOT = 16;
  private static final int HEADER_PID = 32;
  private static final int HEADER_CHECKSUM = 40;

  static final int SLOT_BYTES = 2048;
  static final int ADVERT = 0;
  static final int OURS = 8;
  static final int HOLD = 40;
  private static final int CHECKSUM = 48;
  private static final int FAMILY = 52;
  private static final int VRID = 53;
  private static final int COUNT = 54;
  private static final int INTERFACE = 56;
  private static final int INTERFACE_BYTES = 16;
  private static final int ADDRESSES = 72;

  /** An advert holds no more addresses than that, so no router has more. */
  private static final int MOST_ADDRESSES = 255;

  /** Stands in a slot for a router that is not Active. */
  static final long NOT_ACTIVE = 0;

  /** Stands in a slot for a router that holds back for no time. */
  static final long NO_HOLD = 0;

  private Layout() {}

  static int bytes(int slots) {
    return HEADER_BYTES + slots * SLOT_BYTES;
  }

  static void putHeader(ByteBuffer out, int slots, UUID boot, long pid) {
    out.putLong(0, MAGIC).putInt(HEADER_VERSION, VERSION).putInt(HEADER_SLOTS, slots);
    out.putLong(HEADER_BOOT, boot.getMostSignificantBits());
    out.putLong(HEADER_BOOT + Long.BYTES, boot.getLeastSignificantBits());
    out.putLong(HEADER_PID, pid);
    out.putInt(HEADER_CHECKSUM, checksum(out, 0, HEADER_CHECKSUM));
  }

  /**
   * What is wrong with the header.
   *
   * @return a few words, or null if nothing is
   */
  static String problem(ByteBuffer in, UUID boot) {
    if (in.limit() < HEADER_BYTES || in.getLong(0) != MAGIC) {
      return "it is no state of vipd's";
    }
    if (in.getInt(HEADER_VERSION) != VERSION) {
      return "its layout is version "
          + Integer.toUnsignedString(in.getInt(HEADER_VERSION))
          + ", and this vipd knows version "
          + VERSION;
    }
    if (in.getInt(HEADER_CHECKSUM) != checksum(in, 0, HEADER_CHECKSUM)) {
      return "its header is damaged";
    }
    if (in.getLong(HEADER_BOOT) != boot.getMostSignificantBits()
        || in.getLong(HEADER_BOOT + Long.BYTES) != boot.getLeastSignificantBits()) {
      return "it is from before the machine's last boot";
    }
    int slots = in.getInt(HEADER_SLOTS);
    if (slots < 0 || in.limit() != HEADER_BYTES + (long) slots * SLOT_BYTES) {
      return "it is %d bytes long and not as long as %d slots are".formatted(in.limit(), slots);
    }
    return null;
  }

  static int slots(ByteBuffer in) {
    return in.getInt(HEADER_SLOTS);
  }

  static long pid(ByteBuffer in) {
    return in.getLong(HEADER_PID);
  }

  /** Whether a router of this kind fits a slot; no configured one does not. */
  static boolean fits(String interfaceName, List<VirtualAddress> addresses) {
    int each = addresses.isEmpty() ? 0 : entryBytes(addresses.getFirst().address().family());
    return interfaceName.getBytes(StandardCharsets.UTF_8).length < INTERFACE_BYTES
        && !addresses.isEmpty()
        && addresses.size() <= MOST_ADDRESSES
        && ADDRESSES + addresses.size() * each <= SLOT_BYTES;
  }

  /** Writes what stays as it is. What changes must say meanwhile that nobody is Active. */
  static void putRouter(
      ByteBuffer out, int at, String interfaceName, int vrid, List<VirtualAddress> addresses) {
    Family family = addresses.getFirst().address().family();
    clear(out, at + CHECKSUM, SLOT_BYTES - CHECKSUM);
    out.put(at + FAMILY, (byte) family.addressBytes());
    out.put(at + VRID, (byte) vrid);
    out.putShort(at + COUNT, (short) addresses.size());
    out.put(at + INTERFACE, interfaceName.getBytes(StandardCharsets.UTF_8));
    int next = at + ADDRESSES;
    for (VirtualAddress virtual : addresses) {
      byte[] bytes = virtual.address().toBytes();
      out.put(next, bytes).put(next + bytes.length, (byte) virtual.prefixLength());
      next += entryBytes(family);
    }
    out.putInt(at + CHECKSUM, checksum(out, at + FAMILY, SLOT_BYTES - FAMILY));
  }

  /** Writes zeros, which is a slot that nobody has. */
  static void clear(ByteBuffer out, int at, int length) {
    for (int i = 0; i < length; i++) {
      out.put(at + i, (byte) 0);
    }
  }

  /** Whether nobody has the slot. */
  static boolean isFree(ByteBuffer in, int at) {
    return in.get(at + FAMILY) == 0;
  }

  /** The router in a slot; null where the slot is damaged. */
  static Remains.Router router(ByteBuffer in, int at) {
    if (in.getInt(at + CHECKSUM) != checksum(in, at + FAMILY, SLOT_BYTES - FAMILY)) {
      return null;
    }
    Family family = in.get(at + FAMILY) == Family.IPV4.addressBytes() ? Family.IPV4 : Family.IPV6;
    int count = Short.toUnsignedInt(in.getShort(at + COUNT));
    List<VirtualAddress> ours = new ArrayList<>();
    byte[] bytes = new byte[family.addressBytes()];
    for (int i = 0; i < count; i++) {
      int entry = at + ADDRESSES + i * entryBytes(family);
      in.get(entry, bytes);
      if (isOurs(in, at, i)) {
        ours.add(
            new VirtualAddress(
                IpAddress.of(bytes), Byte.toUnsignedInt(in.get(entry + bytes.length))));
      }
    }
    byte[] name = new byte[INTERFACE_BYTES];
    in.get(at + INTERFACE, name);
    return new Remains.Router(
        new String(name, StandardCharsets.UTF_8).replace("\0", ""),
        Byte.toUnsignedInt(in.get(at + VRID)),
        family,
        in.getLong(at + ADVERT),
        in.getLong(at + HOLD),
        List.copyOf(ours));
  }

  static boolean isOurs(ByteBuffer in, int at, int index) {
    return (in.getLong(at + OURS + index / Long.SIZE * Long.BYTES) & 1L << index) != 0;
  }

  private static int entryBytes(Family family) {
    return family.addressBytes() + 2;
  }

  private static int checksum(ByteBuffer in, int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(in.slice(at, length));
    return (int) crc.getValue();
  }
}
