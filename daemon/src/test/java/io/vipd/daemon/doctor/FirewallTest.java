package io.vipd.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParseException;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.doctor.NftRuleset.Fate;
import io.vipd.daemon.doctor.VirtualRouter.Signature;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in the form that nft 1.0.6 prints, put behind an input chain whose policy is drop. */
class FirewallTest {
  private static final AdvertPacket IPV4 =
      new AdvertPacket(Family.IPV4, "eth0", AdvertCodec.IPV4_GROUP);
  private static final AdvertPacket IPV6 =
      new AdvertPacket(Family.IPV6, "eth0", AdvertCodec.IPV6_GROUP);
  private static final AdvertPacket UNICAST = new AdvertPacket(Family.IPV4, "eth0", null);

  private static final String ACCEPT = "{'accept': null}";
  private static final String DROP = "{'drop': null}";
  private static final String L4PROTO = match("{'meta': {'key': 'l4proto'}}", "'vrrp'");

  private static String match(String left, String right) {
    return "{'match': {'op': '==', 'left': " + left + ", 'right': " + right + "}}";
  }

  private static String payload(String protocol, String field, String right) {
    return match(
        "{'payload': {'protocol': '%s', 'field': '%s'}}".formatted(protocol, field), right);
  }

  private static String chain(String name, String hook, String policy) {
    String base =
        hook == null
            ? ""
            : ", 'type': 'filter', 'hook': '%s', 'prio': 0, 'policy': '%s'".formatted(hook, policy);
    return "{'chain': {'family': 'inet', 'table': 'filter', 'name': '%s'%s}}".formatted(name, base);
  }

  private static String rule(String chain, String... expressions) {
    return "{'rule': {'family': 'inet', 'table': 'filter', 'chain': '%s', 'expr': [%s]}}"
        .formatted(chain, String.join(", ", expressions));
  }

  private static String json(String... objects) {
    return ("{'nftables': [{'metainfo': {'version': '1.0.6'}}, "
            + String.join(", ", objects)
            + "]}")
        .replace('\'', '"');
  }

  private static Fate fate(AdvertPacket packet, String... rules) {
    String all = chain("input", "input", "drop") + ", " + chain("other", null, null);
    String json = rules.length == 0 ? json(all) : json(all, String.join(", ", rules));
    return new NftRuleset(json).of(packet, "input").fate();
  }

  private static Fate fate(String... expressions) {
    return fate(IPV4, rule("input", expressions));
  }

  @Test
  void aChainWhosePolicyIsDropDropsWhatNoRuleAccepts() {
    assertEquals(Fate.DROPPED, fate(IPV4));
    assertEquals(Fate.DROPPED, fate(IPV6));
  }

  @Test
  void aRuleForTheProtocolAcceptsIt() {
    assertEquals(Fate.ACCEPTED, fate(L4PROTO, ACCEPT));
    assertEquals(Fate.ACCEPTED, fate(payload("ip", "protocol", "112"), ACCEPT));
    assertEquals(
        Fate.ACCEPTED,
        fate(match("{'meta': {'key': 'l4proto'}}", "{'set': ['igmp', 'vrrp']}"), ACCEPT));
    assertEquals(
        Fate.ACCEPTED, fate(IPV6, rule("input", payload("ip6", "nexthdr", "'vrrp'"), ACCEPT)));
    assertEquals(
        Fate.DROPPED, fate(IPV6, rule("input", payload("ip", "protocol", "'vrrp'"), ACCEPT)));
  }

  @Test
  void aRuleForTheGroupsAddressAcceptsIt() {
    String network = "{'prefix': {'addr': '224.0.0.0', 'len': 24}}";
    assertEquals(Fate.ACCEPTED, fate(payload("ip", "daddr", network), ACCEPT));
    assertEquals(Fate.ACCEPTED, fate(payload("ip", "daddr", "'224.0.0.18'"), ACCEPT));
    assertEquals(Fate.DROPPED, fate(payload("ip", "daddr", "'224.0.0.5'"), ACCEPT));
    assertEquals(Fate.ACCEPTED, fate(match("{'meta': {'key': 'pkttype'}}", "'multicast'"), ACCEPT));
    assertEquals(
        Fate.DROPPED,
        fate(UNICAST, rule("input", match("{'meta': {'key': 'pkttype'}}", "'multicast'"), ACCEPT)));
  }

  @ParameterizedTest
  @CsvSource({"eth0, ACCEPTED", "eth*, ACCEPTED", "eth1, DROPPED", "lo, DROPPED"})
  void aRuleMayNameTheInterface(String name, Fate fate) {
    assertEquals(fate, fate(match("{'meta': {'key': 'iifname'}}", "'" + name + "'"), ACCEPT));
  }

  @Test
  void whatOtherPacketsAreAcceptedForDoesNotConcernIt() {
    assertEquals(
        Fate.DROPPED,
        fate(
            IPV4,
            rule(
                "input",
                "{'match': {'op': 'in', 'left': {'ct': {'key': 'state'}}, 'right':"
                    + " ['established', 'related']}}",
                ACCEPT),
            rule("input", payload("tcp", "dport", "{'set': [22, 80]}"), ACCEPT),
            rule("input", payload("ip", "protocol", "'icmp'"), ACCEPT)));
  }

  @Test
  void aMapOfStatesIsReadValueByValue() {
    String map =
        "{'vmap': {'key': {'ct': {'key': 'state'}}, 'data': {'set': [['established', {'accept':"
            + " null}], ['invalid', {'drop': null}]%s]}}}";
    assertEquals(Fate.DROPPED, fate(map.formatted("")));
    assertEquals(
        Fate.ACCEPTED,
        fate(
            IPV4,
            rule("input", map.formatted(", ['new', {'jump': {'target': 'other'}}]")),
            rule("other", L4PROTO, ACCEPT)));
    assertEquals(
        Fate.UNKNOWN, fate("{'vmap': {'key': {'ct': {'key': 'state'}}, 'data': '@states'}}"));
  }

  @Test
  void jumpsAreFollowedAndComeBack() {
    String jump = "{'jump': {'target': 'other'}}";
    assertEquals(Fate.ACCEPTED, fate(IPV4, rule("input", jump), rule("other", L4PROTO, ACCEPT)));
    assertEquals(
        Fate.ACCEPTED,
        fate(
            IPV4,
            rule("input", jump),
            rule("input", L4PROTO, ACCEPT),
            rule("other", L4PROTO, "{'return': null}"),
            rule("other", DROP)));
    assertEquals(
        Fate.DROPPED,
        fate(IPV4, rule("input", "{'goto': {'target': 'other'}}"), rule("input", ACCEPT)));
    assertEquals(Fate.DROPPED, fate(IPV4, rule("input", jump), rule("other", jump)), "a ring");
  }

  @Test
  void whatMayHoldOrNotMakesItUnknownUnlessALaterRuleDecides() {
    String saddr = payload("ip", "saddr", "'@nodes'");
    assertEquals(Fate.UNKNOWN, fate(saddr, ACCEPT));
    assertEquals(
        Fate.ACCEPTED, fate(IPV4, rule("input", saddr, DROP), rule("input", L4PROTO, ACCEPT)));
    assertEquals(Fate.UNKNOWN, fate(IPV4, rule("input", saddr, ACCEPT), rule("input", DROP)));
    assertEquals(Fate.UNKNOWN, fate("{'xt': {'type': 'match', 'name': 'owner'}}", ACCEPT));
  }

  @Test
  void everyChainOfTheHookMustLetItThrough() {
    String open = chain("input", "input", "accept");
    String closed = chain("late", "input", "drop");
    assertEquals(Fate.ACCEPTED, new NftRuleset(json(open)).of(IPV4, "input").fate());
    assertEquals("inet filter late", new NftRuleset(json(open, closed)).of(IPV4, "input").where());
    assertEquals(Fate.ACCEPTED, new NftRuleset(json(open, closed)).of(IPV4, "output").fate());
    assertEquals(
        Fate.DROPPED,
        new NftRuleset(json(open, rule("input", L4PROTO, "{'reject': {}}")))
            .of(IPV4, "input")
            .fate());
  }

  @Test
  void anythingElseThanARulesetIsRefused() {
    for (String text : List.of("", "[]", "{}", "{\"nftables\": [1]}", "nonsense")) {
      assertThrows(JsonParseException.class, () -> new NftRuleset(text), text);
    }
  }

  @Test
  void aRuleOfAnotherFormMakesItUnknown() {
    assertEquals(Fate.UNKNOWN, fate("'accept'"));
    assertEquals(Fate.UNKNOWN, fate("{}"));
    assertEquals(
        Fate.UNKNOWN, fate(payload("ip", "daddr", "{'prefix': {'addr': 'x', 'len': 4}}"), ACCEPT));
  }

  private final FakeHost host = new FakeHost();

  private List<Finding> examine() {
    Findings findings = new Findings();
    FirewallCheck.look(
        new Case(
            host,
            List.of(
                new VirtualRouter(
                    "web",
                    "eth0",
                    Family.IPV4,
                    3,
                    51,
                    List.of(new VirtualAddress(IpAddress.parse("192.0.2.10"), 24)),
                    List.of(),
                    false,
                    Signature.NONE,
                    null)),
            null,
            null),
        findings);
    return findings.all();
  }

  @Test
  void whatIsDroppedIsAProblemWithTheRuleThatMendsIt() {
    host.programs.put("nft", new Reading.Text(json(chain("input", "input", "drop"))));
    Finding finding = examine().getFirst();
    assertEquals(Severity.PROBLEM, finding.severity());
    assertEquals("nftables chain inet filter input drops adverts of IPv4 on eth0", finding.what());
    assertEquals(
        "nft insert rule inet filter input meta l4proto 112 accept; for good: the same rule in"
            + " /etc/nftables.conf, or with ufw -A ufw-before-input -p 112 -j ACCEPT in"
            + " /etc/ufw/before.rules",
        finding.mend());
  }

  @Test
  void withoutRightsItCannotBeTold() {
    host.root = false;
    host.programs.put("nft", new Reading.Unreadable("Operation not permitted", true));
    Finding finding = examine().getFirst();
    assertEquals(Severity.NOTE, finding.severity());
    assertEquals(true, finding.needsRoot());
    assertEquals("the firewall's rules are for root to see", finding.what());
    host.programs.remove("nft");
    assertEquals(true, examine().getFirst().needsRoot());
    host.root = true;
    assertEquals(
        "there is no program nft, so the rules of nftables were not looked at",
        examine().getFirst().what());
  }

  @ParameterizedTest
  @CsvSource({
    "':INPUT ACCEPT [0:0]', '', false",
    "':INPUT DROP [0:0]', '', true",
    "':INPUT DROP [0:0]', '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', true",
    "':INPUT DROP [0:0]', '-A INPUT -p vrrp -j ACCEPT', false",
    "':INPUT DROP [0:0]', '-A INPUT -i eth1 -p 112 -j ACCEPT', true",
    "':INPUT DROP [0:0]', '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', true",
    "':INPUT ACCEPT [0:0]', '-A INPUT -j REJECT', true",
    "':INPUT ACCEPT [0:0]', '-A INPUT -s 192.0.2.3/32 -j DROP', false"
  })
  void theOlderTablesAreReadToo(String policy, String rule, boolean drops) {
    host.programs.put(
        "iptables-legacy-save",
        new Reading.Text("*filter\n" + policy + "\n:FORWARD DROP [0:0]\n" + rule + "\nCOMMIT"));
    assertEquals(
        drops,
        examine().getFirst().severity() == Severity.PROBLEM
            || examine().getLast().severity() == Severity.PROBLEM);
  }
}
