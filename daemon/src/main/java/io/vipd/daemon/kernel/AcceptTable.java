package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The nftables table of {@link AcceptFilter} as messages; calls nothing. {@code nft list table}
 * shows it so, without what there is no address for:
 *
 * <pre>
 * set ipv4-addresses { type ipv4_addr; elements = { 192.0.2.10 } }
 * set ipv6-addresses { type ipv6_addr; elements = { 2001:db8::10 } }
 * set link-local-addresses { type ipv6_addr . ifname; elements = { fe80::10 . "eth0" } }
 * chain input {
 *   type filter hook input priority filter - 10; policy accept;
 *   ip daddr @ipv4-addresses counter drop
 *   icmpv6 type nd-neighbor-solicit accept
 *   icmpv6 type nd-neighbor-advert accept
 *   ip6 daddr @ipv6-addresses counter drop
 *   ip6 daddr . iifname @link-local-addresses counter drop
 * }
 * </pre>
 *
 * "accept" ends this chain only: the administrator's chains still judge the packet.
 */
final class AcceptTable {
  /** The table goes when its socket does, and nobody else may change it (Linux 5.12). */
  static final int NFT_TABLE_F_OWNER = 0x2;

  /** The place in the batch of the message that makes the table; 0 is the batch's frame. */
  static final int CREATION = 3;

  private static final String CHAIN = "input";
  private static final int HOOK_INPUT = 1;
  private static final int PRIORITY = -10; // before the chains that people write, which have 0

  /** A list of attributes has a length of 16 bits, and an element takes 44 bytes at most. */
  private static final int ELEMENTS_PER_MESSAGE = 1024;

  private static final int ROOM_PER_ADDRESS = 64;
  private static final int ROOM_FOR_THE_REST = 8 * 1024; // with the longest name of a table

  private static final int NFPROTO_IPV4 = 2;
  private static final int NFPROTO_IPV6 = 10;
  private static final int ICMPV6 = 58;
  private static final int NEIGHBOR_SOLICITATION = 135;
  private static final int NEIGHBOR_ADVERTISEMENT = 136;

  private static final int NLM_F_APPEND = 0x800;
  private static final int NFTA_TABLE_NAME = 1;
  private static final int NFTA_TABLE_FLAGS = 2;
  private static final int NFTA_CHAIN_TABLE = 1;
  private static final int NFTA_CHAIN_NAME = 3;
  private static final int NFTA_CHAIN_HOOK = 4;
  private static final int NFTA_CHAIN_POLICY = 5;
  private static final int NFTA_CHAIN_TYPE = 7;
  private static final int NFTA_HOOK_HOOKNUM = 1;
  private static final int NFTA_HOOK_PRIORITY = 2;
  private static final int NFTA_SET_TABLE = 1;
  private static final int NFTA_SET_NAME = 2;
  private static final int NFTA_SET_KEY_TYPE = 4;
  private static final int NFTA_SET_KEY_LEN = 5;
  private static final int NFTA_SET_ID = 10;
  private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
  private static final int NFTA_SET_ELEM_LIST_SET = 2;
  private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
  private static final int NFTA_SET_ELEM_KEY = 1;
  private static final int NFTA_DATA_VALUE = 1;
  private static final int NFTA_RULE_TABLE = 1;
  private static final int NFTA_RULE_CHAIN = 2;
  private static final int NFTA_RULE_EXPRESSIONS = 4;

  private final NftBatch batch;
  private final NftRule rule;
  private final String name;

  private AcceptTable(ByteBuffer out, int firstSequence, String name) {
    this.batch = new NftBatch(out, firstSequence);
    this.rule = new NftRule(batch);
    this.name = name;
  }

  /** How large a buffer {@link #create} needs at most. */
  static int room(List<Destination> destinations) {
    return ROOM_FOR_THE_REST + ROOM_PER_ADDRESS * destinations.size();
  }

  /**
   * Writes what makes the table, in place of one that has its name.
   *
   * @param flags {@link #NFT_TABLE_F_OWNER} or 0
   */
  static NftBatch create(
      ByteBuffer out, int firstSequence, String name, int flags, List<Destination> destinations) {
    AcceptTable table = new AcceptTable(out, firstSequence, name);
    // Only what exists can be deleted, and adding what exists changes nothing.
    table.putTable(NftBatch.NEW_TABLE, 0);
    table.putTable(NftBatch.DELETE_TABLE, 0);
    table.putAll(flags, destinations);
    return table.batch;
  }

  /** Writes what makes our own table anew. */
  static NftBatch replace(
      ByteBuffer out, int firstSequence, String name, int flags, List<Destination> destinations) {
    AcceptTable table = new AcceptTable(out, firstSequence, name);
    table.putTable(NftBatch.DELETE_TABLE, 0);
    table.putAll(flags, destinations);
    return table.batch;
  }

  private void putAll(int flags, List<Destination> destinations) {
    putTable(NftBatch.NEW_TABLE, flags);
    putChain();
    List<Destination.Kind> kinds =
        destinations.stream().map(Destination::kind).distinct().sorted().toList();
    for (Destination.Kind kind : kinds) {
      putSet(kind);
      putElements(kind, destinations.stream().filter(d -> d.kind() == kind).toList());
    }
    putRules(kinds);
  }

  /** Writes what removes the table. */
  static NftBatch remove(ByteBuffer out, int firstSequence, String name) {
    AcceptTable table = new AcceptTable(out, firstSequence, name);
    table.putTable(NftBatch.DELETE_TABLE, 0);
    return table.batch;
  }

  private void putTable(int type, int flags) {
    batch.message(
        "",
        type,
        type == NftBatch.NEW_TABLE ? NetlinkMessages.NLM_F_CREATE : 0,
        () -> {
          batch.text(NFTA_TABLE_NAME, name);
          batch.number(NFTA_TABLE_FLAGS, flags);
        });
  }

  private void putChain() {
    batch.message(
        "chain " + CHAIN,
        NftBatch.NEW_CHAIN,
        NetlinkMessages.NLM_F_CREATE,
        () -> {
          batch.text(NFTA_CHAIN_TABLE, name);
          batch.text(NFTA_CHAIN_NAME, CHAIN);
          batch.nested(
              NFTA_CHAIN_HOOK,
              () -> {
                batch.number(NFTA_HOOK_HOOKNUM, HOOK_INPUT);
                batch.number(NFTA_HOOK_PRIORITY, PRIORITY);
              });
          batch.number(NFTA_CHAIN_POLICY, NftRule.ACCEPT);
          batch.text(NFTA_CHAIN_TYPE, "filter");
        });
  }

  private void putSet(Destination.Kind kind) {
    batch.message(
        "set " + kind.set,
        NftBatch.NEW_SET,
        NetlinkMessages.NLM_F_CREATE,
        () -> {
          batch.text(NFTA_SET_TABLE, name);
          batch.text(NFTA_SET_NAME, kind.set);
          batch.number(NFTA_SET_KEY_TYPE, kind.keyType);
          batch.number(NFTA_SET_KEY_LEN, kind.keyLength);
          batch.number(NFTA_SET_ID, kind.ordinal() + 1); // tells it from others of this batch
        });
  }

  private void putElements(Destination.Kind kind, List<Destination> destinations) {
    for (int from = 0; from < destinations.size(); from += ELEMENTS_PER_MESSAGE) {
      int to = Math.min(destinations.size(), from + ELEMENTS_PER_MESSAGE);
      List<Destination> some = destinations.subList(from, to);
      batch.message(
          "elements of set " + kind.set,
          NftBatch.NEW_SET_ELEMENTS,
          NetlinkMessages.NLM_F_CREATE,
          () -> {
            batch.text(NFTA_SET_ELEM_LIST_TABLE, name);
            batch.text(NFTA_SET_ELEM_LIST_SET, kind.set);
            batch.nested(NFTA_SET_ELEM_LIST_ELEMENTS, () -> some.forEach(this::putElement));
          });
    }
  }

  private void putElement(Destination destination) {
    byte[] key = destination.key();
    batch.nested(
        NftBatch.LIST_ELEMENT,
        () -> batch.nested(NFTA_SET_ELEM_KEY, () -> batch.bytes(NFTA_DATA_VALUE, key)));
  }

  private void putRules(List<Destination.Kind> kinds) {
    boolean ipv6 = false;
    for (Destination.Kind kind : kinds) {
      if (kind != Destination.Kind.IPV4 && !ipv6) {
        ipv6 = true;
        putNeighborRule(NEIGHBOR_SOLICITATION);
        putNeighborRule(NEIGHBOR_ADVERTISEMENT);
      }
      putDropRule(kind);
    }
  }

  /** RFC 9568 6.1: neighbour discovery works whatever Accept_Mode says. */
  private void putNeighborRule(int type) {
    putRule(
        "rule for ICMPv6 type " + type,
        () -> {
          rule.loadMeta(NftRule.META_FAMILY, NftRule.FIRST);
          rule.isByte(NFPROTO_IPV6);
          rule.loadMeta(NftRule.META_PROTOCOL, NftRule.FIRST);
          rule.isByte(ICMPV6);
          rule.loadPayload(NftRule.TRANSPORT_HEADER, 0, 1);
          rule.isByte(type);
          rule.decide(NftRule.ACCEPT);
        });
  }

  private void putDropRule(Destination.Kind kind) {
    putRule(
        "rule for set " + kind.set,
        () -> {
          rule.loadMeta(NftRule.META_FAMILY, NftRule.FIRST);
          switch (kind) {
            case IPV4 -> {
              rule.isByte(NFPROTO_IPV4);
              rule.loadPayload(NftRule.NETWORK_HEADER, 16, 4);
            }
            case IPV6 -> {
              rule.isByte(NFPROTO_IPV6);
              rule.loadPayload(NftRule.NETWORK_HEADER, 24, 16);
            }
            case LINK_LOCAL -> {
              rule.isByte(NFPROTO_IPV6);
              rule.loadPayload(NftRule.NETWORK_HEADER, 24, 16);
              rule.loadMeta(NftRule.META_INTERFACE_NAME, NftRule.SECOND);
            }
          }
          rule.isIn(kind.set);
          rule.count();
          rule.decide(NftRule.DROP);
        });
  }

  private void putRule(String subject, Runnable steps) {
    batch.message(
        subject,
        NftBatch.NEW_RULE,
        NetlinkMessages.NLM_F_CREATE | NLM_F_APPEND,
        () -> {
          batch.text(NFTA_RULE_TABLE, name);
          batch.text(NFTA_RULE_CHAIN, CHAIN);
          batch.nested(NFTA_RULE_EXPRESSIONS, steps);
        });
  }
}
