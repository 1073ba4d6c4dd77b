package io.vipd.daemon.doctor;

import java.util.Arrays;
import java.util.List;

/** The rules of iptables as {@code iptables-legacy-save} tells them. */
final class LegacyRules {
  private LegacyRules() {}

  /**
   * Whether chain INPUT of table filter drops adverts for certain: nothing may accept them before,
   * and a rule without conditions, or the policy, drops them.
   */
  static boolean drops(String rules, AdvertPacket packet) {
    boolean filter = false;
    boolean policyDrops = false;
    for (String line : rules.lines().toList()) {
      if (line.startsWith("*")) {
        filter = line.equals("*filter");
      } else if (filter && line.startsWith(":INPUT ")) {
        policyDrops = line.startsWith(":INPUT DROP");
      } else if (filter && line.startsWith("-A INPUT ")) {
        List<String> words = Arrays.asList(line.split("\\s+"));
        String target = after(words, "-j");
        boolean drop = target.equals("DROP") || target.equals("REJECT");
        if (mayConcern(words, packet) && !drop && !target.equals("LOG")) {
          return false; // it accepts them, or leads somewhere that may
        }
        if (drop && words.size() <= 4) {
          return true;
        }
      }
    }
    return policyDrops;
  }

  private static boolean mayConcern(List<String> words, AdvertPacket packet) {
    String protocol = after(words, "-p");
    String in = after(words, "-i");
    String state = after(words, "--ctstate") + after(words, "--state");
    return (protocol.isEmpty() || protocol.equals("112") || protocol.equals("vrrp"))
        && (in.isEmpty() || in.equals(packet.interfaceName()))
        && (state.isEmpty() || state.contains("NEW"));
  }

  private static String after(List<String> words, String option) {
    int at = words.indexOf(option);
    return at < 0 || at + 1 == words.size() ? "" : words.get(at + 1);
  }
}
