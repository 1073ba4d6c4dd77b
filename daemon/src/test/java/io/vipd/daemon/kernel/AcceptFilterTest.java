package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that holds virtual addresses and does not accept packets to them, and its neighbour. */
@Timeout(60)
class AcceptFilterTest {
  private static final String TABLE = "vipd-1a2b3c4d";
  private static final List<Destination> VIRTUAL =
      List.of(
          destination("192.0.2.10"),
          destination("192.0.2.11"),
          destination("2001:db8::10"),
          destination("fe80::10"));

  private NetworkNamespace host;
  private NetworkNamespace neighbour;
  private AcceptFilter filter;

  @BeforeEach
  void join() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "nft shows what is in force");
    host = new NetworkNamespace();
    neighbour = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", neighbour, "192.0.2.2/24");
    host.ip("address add 192.0.2.10/24 dev vtk-l");
    for (String address : List.of("2001:db8::1/64", "2001:db8::10/64", "fe80::10/64")) {
      host.ip("address add " + address + " dev vtk-l nodad");
    }
    neighbour.ip("address add 2001:db8::2/64 dev vtk-r nodad");
    neighbour.ip("address add fe80::2/64 dev vtk-r nodad");
  }

  @AfterEach
  void leave() throws Exception {
    if (filter != null) {
      filter.close();
    }
    if (host != null) {
      host.close();
    }
    if (neighbour != null) {
      neighbour.close();
    }
  }

  @Test
  void theTableReadsAsMeant() throws Exception {
    filter = open(VIRTUAL);
    assertTrue(filter.owned());
    assertEquals(
        """
        table inet vipd-1a2b3c4d {
        	flags owner

        	set ipv4-addresses {
        		type ipv4_addr
        		elements = { 192.0.2.10, 192.0.2.11 }
        	}

        	set ipv6-addresses {
        		type ipv6_addr
        		elements = { 2001:db8::10 }
        	}

        	set link-local-addresses {
        		type ipv6_addr . ifname
        		elements = { fe80::10 . "vtk-l" }
        	}

        	chain input {
        		type filter hook input priority filter - 10; policy accept;
        		ip daddr @ipv4-addresses counter packets 0 bytes 0 drop
        		icmpv6 type nd-neighbor-solicit accept
        		icmpv6 type nd-neighbor-advert accept
        		ip6 daddr @ipv6-addresses counter packets 0 bytes 0 drop
        		ip6 daddr . iifname @link-local-addresses counter packets 0 bytes 0 drop
        	}
        }
        """,
        table());
  }

  @Test
  void whereThereIsOnlyIpv4NothingIsSaidOfIpv6() throws Exception {
    filter = open(List.of(destination("192.0.2.10")));
    assertEquals(
        """
        table inet vipd-1a2b3c4d {
        	flags owner

        	set ipv4-addresses {
        		type ipv4_addr
        		elements = { 192.0.2.10 }
        	}

        	chain input {
        		type filter hook input priority filter - 10; policy accept;
        		ip daddr @ipv4-addresses counter packets 0 bytes 0 drop
        	}
        }
        """,
        table());
  }

  @Test
  void otherAddressesTakeThePlaceOfTheFirstOnes() throws Exception {
    filter = open(List.of(destination("192.0.2.10")));
    assertFalse(answers("192.0.2.10"));

    filter.replace(List.of(destination("192.0.2.11"), destination("2001:db8::10")));

    eventually("it is accepted again", () -> answers("192.0.2.10"));
    assertFalse(answers("2001:db8::10"));
    String table = table();
    assertTrue(table.contains("elements = { 192.0.2.11 }"), table);
    assertTrue(table.contains("flags owner"), table);
    filter.replace(VIRTUAL);
    filter.replace(List.of(destination("192.0.2.10")));
    assertFalse(answers("192.0.2.10"));
    eventually("it answers", () -> answers("2001:db8::10"));
    assertFalse(table().contains("ip6"), "nothing of IPv6 is left");
  }

  @Test
  void thousandsOfAddressesTakeThePlaceOfOne() throws Exception {
    filter = open(List.of(destination("192.0.2.10")));
    List<Destination> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(destination("10.1." + i / 250 + "." + (1 + i % 250)));
    }
    filter.replace(many);
    eventually("it answers", () -> answers("192.0.2.10"));
    assertTrue(table().contains("10.1.19.250"));
  }

  @Test
  void anIpv4PacketToItGetsNoAnswerAndArpDoes() throws Exception {
    eventually("without the filter", () -> answers("192.0.2.10"));
    neighbour.ip("neighbour flush dev vtk-r");
    filter = open(VIRTUAL);
    assertFalse(answers("192.0.2.10"));
    assertTrue(neighbour.ip("neighbour show 192.0.2.10").contains("lladdr"));
    eventually(
        "the one question was dropped",
        () -> table().contains("ip daddr @ipv4-addresses counter packets 1 bytes 84 drop"));
    eventually("the host's own address", () -> answers("192.0.2.1"));
  }

  @Test
  void anIpv6PacketToItGetsNoAnswerAndASolicitationDoes() throws Exception {
    eventually("without the filter", () -> answers("2001:db8::10"));
    neighbour.ip("neighbour flush dev vtk-r");
    filter = open(VIRTUAL);
    assertFalse(answers("2001:db8::10"));
    assertTrue(neighbour.ip("neighbour show 2001:db8::10").contains("lladdr"));
    eventually(
        "the one question was dropped",
        () -> table().contains("ip6 daddr @ipv6-addresses counter packets 1 bytes 104 drop"));
    eventually("the host's own address", () -> answers("2001:db8::1"));
    // RFC 4861 7.3.3: a probe is a solicitation to the address itself.
    neighbour.ip("neighbour change 2001:db8::10 dev vtk-r nud probe");
    eventually(
        "the probe is answered",
        () -> neighbour.ip("neighbour show 2001:db8::10").contains("REACHABLE"));
  }

  @Test
  void anAdvertisementToItArrives() throws Exception {
    filter = open(VIRTUAL);
    // The host solicits from the address that it sends from, and is answered there.
    assertEquals(1, run(host, "ping -c 1 -W 1 -I 2001:db8::10 2001:db8::2").code());
    eventually(
        "the answer resolves the neighbour",
        () -> host.ip("neighbour show 2001:db8::2").contains("lladdr"));
    eventually(
        "the reply that came for the address is dropped",
        () -> table().contains("ip6 daddr @ipv6-addresses counter packets 1 bytes 104 drop"));
  }

  @Test
  void aLinkLocalAddressIsRefusedOnItsInterfaceOnly() throws Exception {
    try (NetworkNamespace other = new NetworkNamespace()) {
      NetworkNamespace.cable(other, "198.51.100.2/24", host, "198.51.100.1/24");
      host.ip("address add fe80::10/64 dev vtk-r nodad");
      other.ip("address add fe80::3/64 dev vtk-l nodad");
      eventually("without the filter", () -> answers("fe80::10%vtk-r"));
      filter = open(VIRTUAL);
      assertFalse(answers("fe80::10%vtk-r"));
      assertTrue(neighbour.ip("neighbour show fe80::10").contains("lladdr"));
      assertEquals(0, run(other, "ping -c 1 -W 1 fe80::10%vtk-l").code());
    }
  }

  @Test
  void anAdministratorsTableIsNotTouchedAndHisFlushSparesOurs() throws Exception {
    nft("add table inet filter");
    nft("add chain inet filter input { type filter hook input priority filter ; policy accept ; }");
    nft("add rule inet filter input ip saddr 203.0.113.9 drop");
    String theirs = nft("list table inet filter");
    filter = open(VIRTUAL);
    assertEquals(theirs, nft("list table inet filter"));
    assertEquals(1, run(host, "nft delete table inet " + TABLE).code());
    nft("flush ruleset");
    assertEquals("table inet vipd-1a2b3c4d\n", nft("list tables"));
    assertFalse(answers("192.0.2.10"));
  }

  @Test
  void closingRemovesIt() throws Exception {
    filter = open(VIRTUAL);
    filter.close();
    filter.close();
    assertEquals("", nft("list ruleset"));
    eventually("it answers", () -> answers("192.0.2.10"));
  }

  @Test
  void itGoesWithAProcessThatIsKilled() throws Exception {
    Process holder = holder();
    try {
      assertEquals("open", holder.inputReader().readLine());
      assertEquals("table inet vipd-1a2b3c4d\n", nft("list tables"));
    } finally {
      holder.destroyForcibly().waitFor();
    }
    eventually("the kernel removes it", () -> nft("list ruleset").isEmpty());
  }

  @Test
  void aLeftoverOfTheSameNameIsReplaced() throws Exception {
    filter = open(VIRTUAL);
    final String meant = table();
    filter.close();
    nft("add table inet " + TABLE);
    nft("add chain inet " + TABLE + " input { type filter hook input priority 0 ; policy drop ; }");
    nft("add set inet " + TABLE + " ipv4-addresses { type inet_service ; elements = { 80 } ; }");
    filter = open(VIRTUAL);
    assertEquals(meant, table());
  }

  @Test
  void aKernelThatKnowsNoOwnersGetsItAllTheSame() throws Exception {
    int unknownFlag = 0x40000000;
    filter = host.call(() -> AcceptFilter.open(TABLE, VIRTUAL, unknownFlag));
    assertFalse(filter.owned());
    assertTrue(table().startsWith("table inet vipd-1a2b3c4d {\n\tset ipv4-addresses {"));
    assertFalse(answers("192.0.2.10"));
    filter.close();
    assertEquals("", nft("list ruleset"));
  }

  @Test
  void whatSomebodyElseRemovedIsRemoved() throws Exception {
    int unknownFlag = 0x40000000;
    filter = host.call(() -> AcceptFilter.open(TABLE, VIRTUAL, unknownFlag));
    nft("flush ruleset");
    filter.close();
    assertEquals("", nft("list ruleset"));
  }

  @Test
  void aTableOfALivingProcessIsNotReplaced() throws Exception {
    filter = open(VIRTUAL);
    String before = table();
    KernelException refused =
        assertThrows(KernelException.class, () -> open(List.of(destination("192.0.2.99"))));
    assertEquals(
        "cannot create nftables table inet vipd-1a2b3c4d (another process owns it):"
            + " Operation not permitted (EPERM)",
        refused.getMessage());
    assertEquals(before, table());
  }

  @Test
  void tenThousandAddressesFit() throws Exception {
    List<Destination> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(new Destination(IpAddress.ofIpv4(0x0A000000 + i), "vtk-l"));
      many.add(destination("fe80::1:" + Integer.toHexString(i)));
    }
    filter = open(many);
    assertEquals(5_000, table().split("10\\.0\\.").length - 1);
    assertEquals(5_000, table().split("fe80::1:").length - 1);
  }

  @Test
  void withoutTheCapabilityTheMessageSaysSo() throws Exception {
    assertEquals(
        "cannot create nftables table inet vipd-1a2b3c4d (it needs CAP_NET_ADMIN):"
            + " Operation not permitted (EPERM)",
        refusal("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"));
    assertEquals("", nft("list ruleset"));
  }

  @Test
  void withoutNftablesInTheKernelTheMessageSaysWhatMendsIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace plays the kernel");
    assertEquals(
        "cannot create nftables table inet vipd-1a2b3c4d (load the kernel module nf_tables or set"
            + " accept: true): Protocol not supported (EPROTONOSUPPORT)",
        refusal("strace", "-f", "-o", "/dev/null", "-e", "inject=socket:error=EPROTONOSUPPORT"));
  }

  @Test
  void aRefusalNamesThePartAndTheErrorNumber() {
    assertEquals(
        "cannot create nftables table inet t (its chain input; load the kernel module nf_tables or"
            + " set accept: true): No such file or directory (ENOENT)",
        AcceptFilter.refused("t", "chain input", false, 2).getMessage());
    assertEquals(
        "cannot create nftables table inet t (load the kernel module nf_tables or set accept: true):"
            + " Address family not supported by protocol (EAFNOSUPPORT)",
        AcceptFilter.refused("t", "", true, 97).getMessage());
    assertEquals(
        "cannot create nftables table inet t (load the kernel module nf_tables or set accept: true):"
            + " Operation not supported (EOPNOTSUPP)",
        AcceptFilter.refused("t", "", true, 95).getMessage());
    assertEquals(
        "cannot create nftables table inet t (its set ipv4-addresses): Cannot allocate memory"
            + " (ENOMEM)",
        AcceptFilter.refused("t", "set ipv4-addresses", false, 12).getMessage());
    assertEquals(
        "cannot create nftables table inet t: Timed out (ETIMEDOUT)",
        AcceptFilter.refused("t", "", true, 110).getMessage());
    assertEquals(110, AcceptFilter.refused("t", "", true, 110).errno());
  }

  /** A process of its own that has the filter until somebody ends it. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try {
        AcceptFilter filter = AcceptFilter.open(TABLE, VIRTUAL);
        System.out.println("open");
        System.in.read();
        filter.close();
      } catch (KernelException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private Process holder(String... under) throws Exception {
    List<String> command = new ArrayList<>(List.of(under));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Holder.class.getName()));
    return host.call(
        () -> new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private String refusal(String... under) throws Exception {
    Process holder = holder(under);
    try {
      holder.outputWriter().close(); // it ends by itself where nothing refuses it
      return holder.inputReader().readLine();
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  /** Whether one echo request is answered within a second. */
  private boolean answers(String address) throws Exception {
    return run(neighbour, "ping -c 1 -W 1 " + address).code() == 0;
  }

  private String table() throws Exception {
    // Whose it is stands there only if that process has no other netlink socket.
    return nft("list table inet " + TABLE).replaceFirst(" # progname .*", "");
  }

  private AcceptFilter open(List<Destination> destinations) throws Exception {
    return host.call(() -> AcceptFilter.open(TABLE, destinations));
  }

  private String nft(String arguments) throws Exception {
    Output output = run(host, "nft " + arguments);
    assertEquals(0, output.code(), "nft " + arguments + ": " + output.text());
    return output.text();
  }

  private static Destination destination(String address) {
    return new Destination(IpAddress.parse(address), "vtk-l");
  }

  private record Output(int code, String text) {}

  private static Output run(NetworkNamespace where, String command) throws Exception {
    return where.call(() -> {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    });
  }
}
