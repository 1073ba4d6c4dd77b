/**
 * Two holders of one address: whether somebody else claims an address of ours, since when, and who.
 *
 * <p>The thread that listens on an interface tells {@link io.vipd.daemon.conflict.Rivals} of every
 * {@link io.vipd.arp.Claim}. While a group is Active that is a conflict; while it is Backup it is
 * the holder speaking, and his station is remembered. Nothing here decides who should have the
 * address: VRRP does. A conflict is shown and told of, and it ends by itself when nobody claims the
 * address any more or when this node gives it up.
 *
 * <p>One record for each address, replaced as a whole: the listening thread replaces it when it
 * hears something, the core when the conflict is over, and whoever draws a status reads it. Nobody
 * waits.
 */
package io.vipd.daemon.conflict;
