package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;

/**
 * The peers of one router: few, found without creating an object, and bounded, because on multicast
 * anybody on the segment can be one. When it is full, the one that was silent for longest goes.
 */
final class PeerTable {
  static final int CAPACITY = 16;

  private final Peer[] peers = new Peer[CAPACITY];
  private int size;

  /** The peer that sent this; entered if it is new. */
  Peer at(Advert advert) {
    for (int i = 0; i < size; i++) {
      if (advert.isFrom(peers[i].address())) {
        return peers[i];
      }
    }
    int slot = size < CAPACITY ? size++ : stalest();
    return peers[slot] = new Peer(advert.source());
  }

  void exchange(Words words) {
    size = words.number(size);
    if (size < 0 || size > CAPACITY) {
      throw new IllegalArgumentException("a state has " + size + " peers");
    }
    for (int i = 0; i < size; i++) {
      peers[i] = Peer.exchange(peers[i], words);
    }
  }

  /** Where the peer is; the capacity where it is not in here. */
  int indexOf(Peer peer) {
    for (int i = 0; i < size; i++) {
      if (peers[i] == peer) {
        return i;
      }
    }
    return CAPACITY;
  }

  private int stalest() {
    int stalest = 0;
    for (int i = 1; i < size; i++) {
      if (peers[i].heardAtNanos() - peers[stalest].heardAtNanos() < 0) {
        stalest = i;
      }
    }
    return stalest;
  }

  int size() {
    return size;
  }

  Peer get(int index) {
    return peers[index];
  }
}
