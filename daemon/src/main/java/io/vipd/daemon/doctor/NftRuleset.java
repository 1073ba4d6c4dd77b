package io.vipd.daemon.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rules of nftables as {@code nft --json list ruleset} tells them, and what they do to an
 * advert. Conditions that are beyond this class may hold or not: then, unless a later rule decides
 * for all, the answer is that it cannot be told.
 */
final class NftRuleset {
  private static final int MOST_JUMPS = 16; // the kernel's own limit
  private static final Set<String> OF_FAMILY_IPV4 = Set.of("ip", "inet");
  private static final Set<String> OF_FAMILY_IPV6 = Set.of("ip6", "inet");
  private static final Set<String> OTHER_PROTOCOLS =
      Set.of("tcp", "udp", "icmp", "icmpv6", "th", "sctp", "dccp", "udplite", "esp", "ah", "igmp");

  private final List<JsonObject> chains = new ArrayList<>();
  private final List<JsonObject> rules = new ArrayList<>();

  /** What becomes of a packet. */
  enum Fate {
    ACCEPTED,
    DROPPED,
    UNKNOWN
  }

  /**
   * What becomes of a packet at a hook, and where that is decided.
   *
   * @param chain the base chain, null where none is asked
   */
  record Outcome(Fate fate, JsonObject chain) {
    /** For instance {@code inet filter input}. */
    String where() {
      return text(chain, "family") + " " + text(chain, "table") + " " + text(chain, "name");
    }

    String table() {
      return text(chain, "table");
    }
  }

  private enum Match {
    NO,
    MAYBE,
    YES
  }

  private enum Verdict {
    NONE,
    ACCEPT,
    DROP,
    RETURN
  }

  /**
   * Reads them.
   *
   * @throws JsonParseException if that is no such document
   */
  NftRuleset(String json) {
    try {
      for (JsonElement element :
          JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("nftables")) {
        JsonObject object = element.getAsJsonObject();
        if (object.has("chain")) {
          chains.add(object.getAsJsonObject("chain"));
        } else if (object.has("rule")) {
          rules.add(object.getAsJsonObject("rule"));
        }
      }
    } catch (IllegalStateException | NullPointerException | ClassCastException e) {
      throw new JsonParseException("nft's JSON has another form", e);
    }
  }

  /**
   * What becomes of an advert.
   *
   * @param hook {@code input} or {@code output}
   */
  Outcome of(AdvertPacket packet, String hook) {
    Set<String> families = packet.family() == Family.IPV4 ? OF_FAMILY_IPV4 : OF_FAMILY_IPV6;
    Outcome unknown = null;
    for (JsonObject chain : chains) {
      if (hook.equals(text(chain, "hook"))
          && "filter".equals(text(chain, "type"))
          && families.contains(text(chain, "family"))) {
        Fate fate = fate(packet, hook, chain);
        if (fate == Fate.DROPPED) {
          return new Outcome(fate, chain);
        }
        unknown = fate == Fate.UNKNOWN ? new Outcome(fate, chain) : unknown;
      }
    }
    return unknown != null ? unknown : new Outcome(Fate.ACCEPTED, null);
  }

  private Fate fate(AdvertPacket packet, String hook, JsonObject chain) {
    try {
      return new Walk(packet, hook).fate(chain);
    } catch (RuntimeException _) {
      return Fate.UNKNOWN; // nft of another version may write a rule in another form
    }
  }

  /** One way through the chains. */
  private final class Walk {
    private final AdvertPacket packet;
    private final String hook;
    private boolean maybeAccepted;
    private boolean maybeDropped;

    Walk(AdvertPacket packet, String hook) {
      this.packet = packet;
      this.hook = hook;
    }

    /** A narrow rule that may drop it counts less than a wide one that accepts it. */
    Fate fate(JsonObject baseChain) {
      Verdict verdict = through(baseChain, 0);
      boolean drop =
          verdict == Verdict.DROP
              || verdict != Verdict.ACCEPT && "drop".equals(text(baseChain, "policy"));
      if (drop) {
        return maybeAccepted ? Fate.UNKNOWN : Fate.DROPPED;
      }
      return maybeDropped && verdict != Verdict.ACCEPT ? Fate.UNKNOWN : Fate.ACCEPTED;
    }

    private Verdict through(JsonObject chain, int depth) {
      for (JsonObject rule : rules) {
        if (depth < MOST_JUMPS && isOf(rule, chain, text(chain, "name"))) {
          Verdict verdict = of(rule, chain, depth);
          if (verdict != Verdict.NONE) {
            return verdict;
          }
        }
      }
      return Verdict.RETURN;
    }

    /** What the rule decides for certain. */
    private Verdict of(JsonObject rule, JsonObject chain, int depth) {
      Match match = Match.YES;
      for (JsonElement element : rule.getAsJsonArray("expr")) {
        JsonObject expression = element.getAsJsonObject();
        String kind = expression.keySet().iterator().next();
        switch (kind) {
          case "match" -> match = and(match, matches(expression.getAsJsonObject("match")));
          case "accept", "drop", "reject", "return", "jump", "goto" -> {
            return decided(match, expression, chain, depth);
          }
          case "vmap" -> {
            return ofMap(match, expression.getAsJsonObject("vmap"), chain, depth);
          }
          case "counter", "log", "comment", "notrack", "mangle" -> {}
          default -> match = and(match, Match.MAYBE); // limit, xt and whatever else there is
        }
        if (match == Match.NO) {
          return Verdict.NONE;
        }
      }
      return Verdict.NONE;
    }

    /** A verdict for each of several values; a map with a name is not looked up. */
    private Verdict ofMap(Match match, JsonObject map, JsonObject chain, int depth) {
      JsonElement data = map.get("data");
      if (!data.isJsonObject() || !data.getAsJsonObject().has("set")) {
        maybeAccepted = true;
        maybeDropped = true;
        return Verdict.NONE;
      }
      for (JsonElement entry : data.getAsJsonObject().getAsJsonArray("set")) {
        JsonArray pair = entry.getAsJsonArray();
        Match one = and(match, equal(map.getAsJsonObject("key"), pair.get(0)));
        Verdict verdict = decided(one, pair.get(1).getAsJsonObject(), chain, depth);
        if (verdict != Verdict.NONE) {
          return verdict;
        }
      }
      return Verdict.NONE;
    }

    private Verdict decided(Match match, JsonObject statement, JsonObject chain, int depth) {
      if (match == Match.NO) {
        return Verdict.NONE;
      }
      String kind = statement.keySet().iterator().next();
      Verdict verdict =
          switch (kind) {
            case "accept" -> Verdict.ACCEPT;
            case "drop", "reject" -> Verdict.DROP;
            case "return" -> Verdict.RETURN;
            case "jump", "goto" -> {
              String target = text(statement.getAsJsonObject(kind), "target");
              Verdict there = jump(chain, target, depth);
              // From a jump it comes back, and from a goto to where the chain was called.
              yield there == Verdict.RETURN && kind.equals("jump") ? Verdict.NONE : there;
            }
            default -> Verdict.NONE;
          };
      if (match == Match.MAYBE) {
        maybeAccepted |= verdict == Verdict.ACCEPT;
        maybeDropped |= verdict == Verdict.DROP;
        return Verdict.NONE;
      }
      return verdict;
    }

    private Verdict jump(JsonObject from, String target, int depth) {
      for (JsonObject chain : chains) {
        if (target.equals(text(chain, "name")) && isInTableOf(chain, from)) {
          return through(chain, depth + 1);
        }
      }
      return Verdict.RETURN;
    }

    private Match matches(JsonObject match) {
      JsonElement left = match.get("left");
      JsonElement right = match.get("right");
      String op = text(match, "op");
      Match equal = left.isJsonObject() ? equal(left.getAsJsonObject(), right) : Match.MAYBE;
      return switch (op) {
        case "==", "in" -> equal;
        case "!=" ->
            switch (equal) {
              case YES -> Match.NO;
              case NO -> Match.YES;
              case MAYBE -> Match.MAYBE;
            };
        default -> equal == Match.NO ? Match.NO : Match.MAYBE;
      };
    }

    private Match equal(JsonObject left, JsonElement right) {
      if (left.has("meta")) {
        return ofMeta(text(left.getAsJsonObject("meta"), "key"), right);
      }
      if (left.has("ct")) {
        // The first packet of a sender is new, and by multicast so are all.
        return "state".equals(text(left.getAsJsonObject("ct"), "key"))
            ? among(right, "new")
            : Match.MAYBE;
      }
      if (left.has("payload") && left.getAsJsonObject("payload").has("protocol")) {
        JsonObject payload = left.getAsJsonObject("payload");
        return ofPayload(text(payload, "protocol"), text(payload, "field"), right);
      }
      return Match.MAYBE;
    }

    private Match ofMeta(String key, JsonElement right) {
      return switch (key) {
        case "l4proto" -> among(right, "vrrp", "112");
        case "iif", "iifname" ->
            hook.equals("input") ? among(right, packet.interfaceName()) : Match.NO;
        case "oif", "oifname" ->
            hook.equals("output") ? among(right, packet.interfaceName()) : Match.NO;
        case "nfproto" -> among(right, packet.family() == Family.IPV4 ? "ipv4" : "ipv6");
        case "pkttype" -> among(right, packet.group() != null ? "multicast" : "host");
        default -> Match.MAYBE;
      };
    }

    private Match ofPayload(String protocol, String field, JsonElement right) {
      if (OTHER_PROTOCOLS.contains(protocol)) {
        return Match.NO;
      }
      boolean ofFamily = protocol.equals(packet.family() == Family.IPV4 ? "ip" : "ip6");
      if (!ofFamily && (protocol.equals("ip") || protocol.equals("ip6"))) {
        return Match.NO;
      }
      return switch (field) {
        case "protocol", "nexthdr" -> among(right, "vrrp", "112");
        case "ttl", "hoplimit" -> among(right, "255");
        case "daddr" ->
            packet.group() == null ? Match.MAYBE : among(right, packet.group().toString());
        default -> Match.MAYBE;
      };
    }

    /** Whether one of these words is what stands on the right, or one of what stands there. */
    private Match among(JsonElement right, String... words) {
      if (right.isJsonPrimitive()) {
        String text = right.getAsString();
        if (text.startsWith("@")) {
          return Match.MAYBE;
        }
        boolean prefix = text.endsWith("*");
        String bare = prefix ? text.substring(0, text.length() - 1) : text;
        for (String word : words) {
          if (prefix ? word.startsWith(bare) : word.equals(bare)) {
            return Match.YES;
          }
        }
        return Match.NO;
      }
      if (right.isJsonObject() && right.getAsJsonObject().has("set")) {
        return among(right.getAsJsonObject().get("set"), words);
      }
      if (right.isJsonArray()) {
        return amongAll(right.getAsJsonArray(), words);
      }
      if (right.isJsonObject() && right.getAsJsonObject().has("prefix")) {
        return inPrefix(right.getAsJsonObject().getAsJsonObject("prefix"));
      }
      return Match.MAYBE;
    }

    private Match amongAll(JsonArray set, String... words) {
      Match best = Match.NO;
      for (JsonElement element : set) {
        Match match = among(element, words);
        best = match.ordinal() > best.ordinal() ? match : best;
      }
      return best;
    }

    /** Of addresses only the group's is known. */
    private Match inPrefix(JsonObject prefix) {
      if (packet.group() == null) {
        return Match.MAYBE;
      }
      IpAddress network = IpAddress.parse(text(prefix, "addr"));
      boolean inside =
          network.family() == packet.family()
              && Networks.same(network, packet.group(), prefix.get("len").getAsInt());
      return inside ? Match.YES : Match.NO;
    }
  }

  private static Match and(Match one, Match other) {
    return one.ordinal() < other.ordinal() ? one : other;
  }

  private static boolean isOf(JsonObject rule, JsonObject chain, String name) {
    return name.equals(text(rule, "chain")) && isInTableOf(rule, chain);
  }

  private static boolean isInTableOf(JsonObject one, JsonObject other) {
    return text(one, "table").equals(text(other, "table"))
        && text(one, "family").equals(text(other, "family"));
  }

  private static String text(JsonObject object, String field) {
    JsonElement value = object.get(field);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }
}
