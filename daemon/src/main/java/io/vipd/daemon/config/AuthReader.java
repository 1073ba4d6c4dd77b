package io.vipd.daemon.config;

import io.vipd.daemon.config.AuthSettings.Freshness;
import io.vipd.daemon.config.AuthSettings.Key;
import io.vipd.daemon.config.AuthSettings.Keys;
import io.vipd.daemon.config.AuthSettings.Mode;
import io.vipd.daemon.config.AuthSettings.Password;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code auth}. */
final class AuthReader {
  private static final int PASSWORD_BYTES = 8;
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(5);
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(300);

  private static final Form<Integer> ID =
      Forms.whole(1, 255, "", "number the keys from 1, the same on all nodes");
  private static final Form<Mode> MODE =
      Forms.choice(
          Map.of(
              "enforce", Mode.ENFORCE,
              "permissive", Mode.PERMISSIVE,
              "receive-only", Mode.RECEIVE_ONLY),
          "enforce, permissive or receive-only");
  private static final Form<Freshness> FRESHNESS =
      Forms.choice(
          Map.of("time", Freshness.TIME, "monotonic", Freshness.MONOTONIC), "time or monotonic");
  private static final Form<Duration> WINDOW =
      Forms.duration("1s", "300s", "", "write how far the nodes' clocks may be apart, such as 5s");

  private AuthReader() {}

  /** How adverts are authenticated; null for not at all, and when that has an error. */
  static AuthSettings read(
      Mapping group, int version, Duration interval, Machine machine, Findings findings) {
    if (!group.has("auth")) {
      return null;
    }
    Mapping auth = group.mapping("auth", Schema.AUTH);
    if (auth.has("password")) {
      return password(auth, version);
    }
    if (!auth.mentions(List.of("password", "keys"))) {
      auth.error("names no key; give it keys, such as 1: { file: /etc/vipd/keys/web-1 }");
    }
    return keys(auth, interval, machine, findings);
  }

  private static AuthSettings password(Mapping auth, int version) {
    for (String key : Schema.AUTH.names()) {
      if (!key.equals("password") && auth.has(key)) {
        auth.error(key, "stands beside password, which has no use for it; keep one of the two");
      }
    }
    if (version != GroupConfig.VERSION_2) {
      auth.error(
          "password",
          "has no meaning with version: 3, which has no place for one (RFC 9568 9); use keys");
    }
    byte[] password = auth.secret("password", AuthReader::password);
    auth.warn(
        "password",
        "goes over the network as it is and protects nothing; keep it only beside routers that ask"
            + " for one, and use keys where all nodes know them");
    return password == null ? null : new Password(password);
  }

  private static byte[] password(String text) throws Refused {
    if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new Refused("holds a character outside printable ASCII; choose another");
    }
    if (text.isEmpty() || text.length() > PASSWORD_BYTES) {
      throw new Refused(
          "is "
              + text.length()
              + " characters long, outside 1..8 (RFC 2338 5.3.10); choose another on all nodes");
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static AuthSettings keys(
      Mapping auth, Duration interval, Machine machine, Findings findings) {
    Mode mode = auth.read("mode", MODE);
    Freshness freshness = auth.read("freshness", FRESHNESS);
    Duration window = auth.read("window", WINDOW);
    if (freshness == Freshness.MONOTONIC && auth.has("window")) {
      auth.error(
          "window",
          auth.shown("window")
              + " has no meaning with freshness: monotonic; remove one of the two");
    }
    if (auth.isEmptyMapping("keys")) {
      auth.error("keys", "holds no key; write for instance 1: { file: /etc/vipd/keys/web-1 }");
    }
    Map<Integer, Mapping> entries = auth.named("keys", Schema.KEY, ID, "id");
    List<Key> keys =
        entries.entrySet().stream()
            .map(entry -> KeyReader.read(entry.getKey(), entry.getValue(), machine))
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingInt(Key::id))
            .toList();
    Integer signWith = auth.read("sign-with", ID);
    if (signWith != null && !entries.isEmpty() && !entries.containsKey(signWith)) {
      auth.error(
          "sign-with",
          signWith
              + " is the id of none of the keys; write one of "
              + String.join(
                  ", ", entries.keySet().stream().sorted().map(String::valueOf).toList()));
    }
    if (!findings.sound() || keys.isEmpty()) {
      return null;
    }
    return new Keys(
        mode,
        signWith == null ? keys.getLast().id() : signWith,
        freshness,
        freshness == Freshness.MONOTONIC ? null : window == null ? window(interval) : window,
        keys);
  }

  private static Duration window(Duration interval) {
    Duration three = interval.multipliedBy(3);
    return three.compareTo(SHORTEST_WINDOW) < 0
        ? SHORTEST_WINDOW
        : three.compareTo(LONGEST_WINDOW) > 0 ? LONGEST_WINDOW : three;
  }
}
