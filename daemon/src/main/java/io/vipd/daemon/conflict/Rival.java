package io.vipd.daemon.conflict;

import io.vipd.arp.Claim;
import io.vipd.arp.MacAddress;

/**
 * Somebody else who claims an address.
 *
 * @param mac the station that he says it is at
 * @param how by what he said it last
 * @param sinceNanos when he said it first, as {@link System#nanoTime}
 * @param lastNanos when he said it last
 * @param claims how often he said it
 * @param conflict whether this node had the address itself meanwhile
 */
public record Rival(
    MacAddress mac, Claim.How how, long sinceNanos, long lastNanos, long claims, boolean conflict) {

  static Rival of(Claim claim) {
    return new Rival(
        claim.mac(), claim.how(), claim.atNanos(), claim.atNanos(), 1, claim.contested());
  }

  /** Whether a claim continues what is known of him. */
  boolean isSame(Claim claim) {
    return mac.equals(claim.mac()) && conflict == claim.contested();
  }

  Rival again(Claim claim) {
    return new Rival(mac, claim.how(), sinceNanos, claim.atNanos(), claims + 1, conflict);
  }

  /** The same man when this node does not have the address any more: the holder. */
  Rival asHolder() {
    return new Rival(mac, how, lastNanos, lastNanos, 1, false);
  }
}
