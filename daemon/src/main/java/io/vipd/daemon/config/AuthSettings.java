package io.vipd.daemon.config;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;

/** How a group's adverts are authenticated. What is secret in it shows in no text form. */
public sealed interface AuthSettings {

  /** What an authenticated group does on its way into or out of authentication. */
  enum Mode {
    /** Signs, and refuses what is not signed. */
    ENFORCE,
    /** Signs, and accepts what is not signed. */
    PERMISSIVE,
    /** Does not sign; verifies what is signed, and accepts the rest. */
    RECEIVE_ONLY
  }

  /** What tells a new advert from one that was recorded earlier. */
  enum Freshness {
    /** The clocks of the nodes, which must agree to within the window. */
    TIME,
    /** A sequence that grows with every advert of a sender. */
    MONOTONIC
  }

  /**
   * A password that version 2 sends as it is (RFC 2338 5.3.10): for interoperation, no protection.
   *
   * @param bytes 1 to 8 of them, printable ASCII
   */
  record Password(byte[] bytes) implements AuthSettings {
    /** Takes a copy. */
    public Password {
      bytes = bytes.clone();
    }

    /** A copy. */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Password password && MessageDigest.isEqual(bytes, password.bytes);
    }

    @Override
    public int hashCode() {
      return bytes.length;
    }

    @Override
    public String toString() {
      return "password";
    }
  }

  /**
   * Signatures with keys that the nodes share (HMAC-SHA256).
   *
   * @param mode what is signed and refused
   * @param signWith id of the key that signs, one of the keys
   * @param freshness what stops replays
   * @param window oldest and newest timestamp that is accepted, 1s to 300s; null with monotonic
   *     freshness
   * @param keys at least one, ordered by id
   */
  record Keys(Mode mode, int signWith, Freshness freshness, Duration window, List<Key> keys)
      implements AuthSettings {}

  /**
   * A shared key.
   *
   * @param id 1 to 255, which a signature names
   * @param secret 32 to 64 bytes; none where only the daemon's own process can read them, which a
   *     mere check of the configuration is not
   */
  record Key(int id, byte[] secret) {
    /** Takes a copy. */
    public Key {
      secret = secret.clone();
    }

    /** A copy. */
    @Override
    public byte[] secret() {
      return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && id == key.id && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
      return id;
    }

    @Override
    public String toString() {
      return "key " + id;
    }
  }
}
