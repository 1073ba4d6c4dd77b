package io.vipd.daemon.doctor;

import com.google.gson.JsonParseException;
import io.vipd.vrrp.wire.Family;
import java.util.List;

/** Whether a firewall of this host lets adverts in and out. */
final class FirewallCheck {
  private static final String WHY =
      "VRRP is an IP protocol of its own, number 112: rules for ports do not let it through";

  private FirewallCheck() {}

  static void look(Case patient, Findings findings) {
    List<AdvertPacket> packets =
        patient.routers().stream().map(AdvertPacket::of).distinct().toList();
    if (packets.isEmpty()) {
      return;
    }
    switch (patient.host().run("nft", "--json", "list", "ruleset")) {
      case Reading.Text(String json) -> nftables(json, packets, findings);
      case Reading.Missing() -> noNft(patient.host(), findings);
      case Reading.Unreadable(String why, boolean permission) -> {
        if (permission) {
          findings.needsRoot("firewall", "the firewall's rules are for root to see", WHY);
        } else {
          cannotTell(findings, "nft says: " + why);
        }
      }
    }
    legacy(patient.host(), packets, findings);
  }

  private static void noNft(Host host, Findings findings) {
    if (!host.root()) {
      findings.needsRoot("firewall", "the firewall's rules are for root to see", WHY);
    } else {
      findings.note(
          "firewall",
          "there is no program nft, so the rules of nftables were not looked at",
          WHY,
          "apt install nftables");
    }
  }

  private static void cannotTell(Findings findings, String what) {
    findings.note(
        "firewall", what, WHY, "look for a rule that accepts protocol 112: nft list ruleset");
  }

  private static void nftables(String json, List<AdvertPacket> packets, Findings findings) {
    NftRuleset ruleset;
    try {
      ruleset = new NftRuleset(json);
    } catch (JsonParseException e) {
      cannotTell(findings, e.getMessage());
      return;
    }
    boolean allIsWell = true;
    for (AdvertPacket packet : packets) {
      for (String hook : List.of("input", "output")) {
        NftRuleset.Outcome outcome = ruleset.of(packet, hook);
        allIsWell &= outcome.fate() == NftRuleset.Fate.ACCEPTED;
        switch (outcome.fate()) {
          case ACCEPTED -> {}
          case DROPPED -> dropped(packet, hook, outcome, findings);
          case UNKNOWN ->
              findings.note(
                  "firewall",
                  "whether nftables chain %s lets adverts of %s through cannot be told"
                      .formatted(outcome.where(), words(packet)),
                  WHY,
                  mend(packet, outcome));
        }
      }
    }
    if (allIsWell) {
      findings.ok("firewall", "nftables lets adverts in and out");
    }
  }

  private static void dropped(
      AdvertPacket packet, String hook, NftRuleset.Outcome outcome, Findings findings) {
    findings.problem(
        "firewall",
        "nftables chain %s drops adverts of %s".formatted(outcome.where(), words(packet)),
        hook.equals("input")
            ? "this node hears nobody, so it becomes Active beside another. " + WHY
            : "no other node hears this one, so two are Active. " + WHY,
        mend(packet, outcome));
  }

  private static String words(AdvertPacket packet) {
    return (packet.family() == Family.IPV4 ? "IPv4" : "IPv6") + " on " + packet.interfaceName();
  }

  private static String mend(AdvertPacket packet, NftRuleset.Outcome outcome) {
    if (outcome.table().equals("firewalld")) {
      return "firewall-cmd --permanent --add-protocol=vrrp && firewall-cmd --reload";
    }
    return "nft insert rule %s meta l4proto 112 accept; for good: the same rule in /etc/nftables.conf,"
            .formatted(outcome.where())
        + " or with ufw -A ufw%s-before-input -p 112 -j ACCEPT in /etc/ufw/before%s.rules"
            .formatted(
                packet.family() == Family.IPV4 ? "" : "6",
                packet.family() == Family.IPV4 ? "" : "6");
  }

  /** The older tables of the kernel, which nft does not show. */
  private static void legacy(Host host, List<AdvertPacket> packets, Findings findings) {
    for (AdvertPacket packet : packets) {
      String program =
          packet.family() == Family.IPV4 ? "iptables-legacy-save" : "ip6tables-legacy-save";
      if (host.run(program) instanceof Reading.Text(String rules)
          && LegacyRules.drops(rules, packet)) {
        findings.problem(
            "firewall",
            "iptables drops adverts of %s (%s)".formatted(words(packet), program),
            "this node hears nobody, so it becomes Active beside another. " + WHY,
            "%s -I INPUT -p 112 -j ACCEPT, and the same where the rules are kept"
                .formatted(program.replace("-save", "")));
      }
    }
  }
}
