package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one batch of nf_tables messages, which the kernel carries out as a whole or not at all
 * ({@code linux/netfilter/nfnetlink.h}). Calls nothing. Where a route netlink message is flat and
 * in the host's order, these nest their attributes and have numbers in network order.
 *
 * <p>The last message asks for an acknowledgement, which comes when all of them are in force.
 */
final class NftBatch {
  // enum nf_tables_msg_types
  static final int NEW_TABLE = 0;
  static final int DELETE_TABLE = 2;
  static final int NEW_CHAIN = 3;
  static final int NEW_RULE = 6;
  static final int NEW_SET = 9;
  static final int NEW_SET_ELEMENTS = 12;

  /** The one type that every list of attributes has for its elements. */
  static final int LIST_ELEMENT = 1;

  private static final int BATCH_BEGIN = 0x10;
  private static final int BATCH_END = 0x11;
  private static final int SUBSYSTEM = 10; // nf_tables
  private static final int NESTED = 0x8000;
  private static final int EXPRESSION_NAME = 1;
  private static final int EXPRESSION_DATA = 2;

  // struct nfgenmsg { char family, version; short resource in network order }
  private static final int UNSPECIFIED = 0;
  private static final int INET = 1; // IPv4 and IPv6 in one table
  private static final int VERSION = 1;
  private static final int RESOURCE = 2;
  private static final int BODY_SIZE = 4;

  private final ByteBuffer out;
  private final int firstSequence;
  private final List<String> subjects = new ArrayList<>();
  private int at;
  private int lastMessage;

  /**
   * Begins one at the start of the buffer.
   *
   * @param out a buffer in the host's order with room for all that is written
   * @param firstSequence what the first message is numbered; the others follow
   */
  NftBatch(ByteBuffer out, int firstSequence) {
    this.out = out;
    this.firstSequence = firstSequence;
    begin(BATCH_BEGIN, 0, UNSPECIFIED, SUBSYSTEM, "");
    finish();
  }

  /**
   * Writes one message.
   *
   * @param subject what it is about, for {@link #subject}; empty for the whole
   * @param flags {@code NLM_F_} flags besides "request"
   * @param attributes writes its attributes with the methods below
   */
  void message(String subject, int type, int flags, Runnable attributes) {
    begin(SUBSYSTEM << 8 | type, flags, INET, 0, subject);
    attributes.run();
    finish();
  }

  /** A number of four bytes in network order, as nearly all of theirs are. */
  void number(int type, int value) {
    at = NetlinkMessages.putIntAttribute(out, at, type, Block.networkOrder(out, value));
  }

  /** A text and its final zero. */
  void text(int type, String value) {
    bytes(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int type, byte... value) {
    at = NetlinkMessages.beginAttribute(out, at, type, value.length);
    out.put(at, value);
    at += value.length;
    while (at % Integer.BYTES != 0) {
      out.put(at++, (byte) 0);
    }
  }

  /** An attribute that holds attributes. */
  void nested(int type, Runnable attributes) {
    int header = at;
    at = NetlinkMessages.beginAttribute(out, header, type | NESTED, 0);
    attributes.run();
    NetlinkMessages.beginAttribute(
        out, header, type | NESTED, at - header - NetlinkMessages.ATTRIBUTE_HEADER_SIZE);
  }

  /** One step of a rule: what does it, and how. */
  void expression(String name, Runnable attributes) {
    nested(
        LIST_ELEMENT,
        () -> {
          text(EXPRESSION_NAME, name);
          nested(EXPRESSION_DATA, attributes);
        });
  }

  /** Ends it; answers how many bytes it has. */
  int end() {
    int flags = NetlinkMessages.flags(out, lastMessage) | NetlinkMessages.NLM_F_ACK;
    out.putShort(lastMessage + NetlinkMessages.FLAGS, (short) flags);
    begin(BATCH_END, 0, UNSPECIFIED, SUBSYSTEM, "");
    finish();
    return at;
  }

  /** The place in this batch of the message with this number, its frame's is 0; -1 for none. */
  int message(int sequence) {
    int message = sequence - firstSequence;
    return message >= 0 && message < subjects.size() ? message : -1;
  }

  /** What the message at this place is about. */
  String subject(int message) {
    return subjects.get(message);
  }

  /** The place of the message that asks for the acknowledgement, once {@link #end} was called. */
  int acknowledged() {
    return subjects.size() - 2;
  }

  /** What the first message of the next batch is numbered. */
  int nextSequence() {
    return firstSequence + subjects.size();
  }

  private void begin(int type, int flags, int family, int resource, String subject) {
    lastMessage = at;
    at =
        NetlinkMessages.begin(out, at, type, NetlinkMessages.NLM_F_REQUEST | flags, nextSequence());
    out.put(at, (byte) family).put(at + VERSION, (byte) 0);
    out.put(at + RESOURCE, (byte) 0).put(at + RESOURCE + 1, (byte) resource);
    at += BODY_SIZE;
    subjects.add(subject);
  }

  private void finish() {
    NetlinkMessages.finish(out, lastMessage, at);
  }
}
