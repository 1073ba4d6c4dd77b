package io.vipd.daemon.kernel;

/**
 * The steps that rules of nf_tables are made of, as {@code linux/netfilter/nf_tables.h} numbers
 * them. A step loads a piece of the packet into a register, compares a register, counts, or
 * decides; one that does not match ends the rule. Writes into an {@link NftBatch} and calls
 * nothing.
 */
final class NftRule {
  // enum nft_meta_keys: what the kernel knows of a packet
  static final int META_INTERFACE_NAME = 6;
  static final int META_FAMILY = 15;
  static final int META_PROTOCOL = 16;

  // enum nft_payload_bases: where in a packet
  static final int NETWORK_HEADER = 1;
  static final int TRANSPORT_HEADER = 2;

  // Registers of 16 bytes, one behind the other
  static final int FIRST = 1;
  static final int SECOND = 2;

  static final int DROP = 0;
  static final int ACCEPT = 1;

  private static final int NFTA_META_DREG = 1;
  private static final int NFTA_META_KEY = 2;
  private static final int NFTA_PAYLOAD_DREG = 1;
  private static final int NFTA_PAYLOAD_BASE = 2;
  private static final int NFTA_PAYLOAD_OFFSET = 3;
  private static final int NFTA_PAYLOAD_LEN = 4;
  private static final int NFTA_CMP_SREG = 1;
  private static final int NFTA_CMP_OP = 2;
  private static final int NFTA_CMP_DATA = 3;
  private static final int NFT_CMP_EQ = 0;
  private static final int NFTA_LOOKUP_SET = 1;
  private static final int NFTA_LOOKUP_SREG = 2;
  private static final int NFTA_IMMEDIATE_DREG = 1;
  private static final int NFTA_IMMEDIATE_DATA = 2;
  private static final int NFTA_DATA_VALUE = 1;
  private static final int NFTA_DATA_VERDICT = 2;
  private static final int NFTA_VERDICT_CODE = 1;
  private static final int NFT_REG_VERDICT = 0;

  private final NftBatch batch;

  NftRule(NftBatch batch) {
    this.batch = batch;
  }

  /** Loads what the kernel knows of the packet. */
  void loadMeta(int key, int register) {
    batch.expression(
        "meta",
        () -> {
          batch.number(NFTA_META_DREG, register);
          batch.number(NFTA_META_KEY, key);
        });
  }

  /** Loads bytes of the packet into the first register, and those behind it. */
  void loadPayload(int base, int offset, int length) {
    batch.expression(
        "payload",
        () -> {
          batch.number(NFTA_PAYLOAD_DREG, FIRST);
          batch.number(NFTA_PAYLOAD_BASE, base);
          batch.number(NFTA_PAYLOAD_OFFSET, offset);
          batch.number(NFTA_PAYLOAD_LEN, length);
        });
  }

  /** Goes on where the first register holds this byte. */
  void isByte(int value) {
    batch.expression(
        "cmp",
        () -> {
          batch.number(NFTA_CMP_SREG, FIRST);
          batch.number(NFTA_CMP_OP, NFT_CMP_EQ);
          batch.nested(NFTA_CMP_DATA, () -> batch.bytes(NFTA_DATA_VALUE, (byte) value));
        });
  }

  /** Goes on where the set has what stands from the first register on. */
  void isIn(String set) {
    batch.expression(
        "lookup",
        () -> {
          batch.text(NFTA_LOOKUP_SET, set);
          batch.number(NFTA_LOOKUP_SREG, FIRST);
        });
  }

  void count() {
    batch.expression("counter", () -> {});
  }

  /** Ends the chain for this packet: {@link #DROP} or {@link #ACCEPT}. */
  void decide(int verdict) {
    batch.expression(
        "immediate",
        () -> {
          batch.number(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
          batch.nested(
              NFTA_IMMEDIATE_DATA,
              () ->
                  batch.nested(NFTA_DATA_VERDICT, () -> batch.number(NFTA_VERDICT_CODE, verdict)));
        });
  }
}
