package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Interfaces that come and go under a daemon. */
class InterfaceTest {
  private static final String GROUP =
      """
      vrid: 51
      interface: eth1
      priority: 150
      interval: 100ms
      addresses: [10.98.0.100/24]
      """;

  @RegisterExtension final Lab lab = new Lab(1);

  @Test
  void aGroupWaitsForAnInterfaceThatDoesNotExistAndSaysSo() {
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    GroupStatus waiting = vipd.awaitRole("web", "FAULT");
    assertTrue(waiting.why().startsWith("interface eth1 does not exist"), waiting::why);
    assertTrue(waiting.isNull("next-event"));
    vipd.awaitLog("web waits for interface eth1, which does not exist");

    plug();

    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  @Test
  void anInterfaceThatIsDeletedAndMadeAgainIsAFaultInBetween() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();

    for (int i = 0; i < 2; i++) {
      lab.node(1).ip("link", "del", "eth1");
      GroupStatus fault = vipd.awaitRole("web", "FAULT");
      assertTrue(fault.why().startsWith("interface eth1 does not exist"), fault::why);

      plug();
      vipd.awaitRole("web", "ACTIVE");
      awaitAddresses();
      Await.until(
          "the address is announced on the new interface",
          () -> vipd.group("web").number("announcements-sent") > 0);
    }
  }

  @Test
  void anInterfaceThatIsRenamedLosesTheAddressUntilItHasItsNameAgain() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();

    lab.node(1).ip("link", "set", "eth1", "down");
    lab.node(1).ip("link", "set", "eth1", "name", "eth7");
    Await.until(
        "the renamed interface is a fault",
        () -> vipd.group("web").why(),
        why -> why.startsWith("interface eth1 does not exist"));
    Await.until(
        "eth7 has its own address only",
        () -> lab.node(1).addresses("eth7"),
        List.of("10.98.0.1")::equals);

    lab.node(1).ip("link", "set", "eth7", "name", "eth1");
    lab.node(1).ip("link", "set", "eth1", "up");
    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  @Test
  void anInterfaceThatMovesToAnotherNamespaceAndBackIsAFaultInBetween() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();

    lab.node(1).ip("link", "set", "eth1", "netns", lab.network().namespace());
    GroupStatus fault = vipd.awaitRole("web", "FAULT");
    assertTrue(fault.why().startsWith("interface eth1 does not exist"), fault::why);

    lab.network().ip("link", "set", "eth1", "netns", lab.node(1).namespace());
    lab.node(1).ip("addr", "add", "10.98.0.1/24", "dev", "eth1");
    lab.node(1).ip("link", "set", "eth1", "up");
    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  @Test
  void aLinkThatIsSetDownIsAFaultUntilItIsUpAgain() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();

    lab.node(1).ip("link", "set", "eth1", "down");
    assertEquals("link eth1 is down", vipd.awaitRole("web", "FAULT").why());

    lab.node(1).ip("link", "set", "eth1", "up");
    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  @Test
  void anInterfaceWithoutAnAddressIsAFaultThatNamesTheReason() {
    plug();
    lab.node(1).ip("addr", "del", "10.98.0.1/24", "dev", "eth1");
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    assertEquals(
        "interface eth1 has no IPv4 address to send from", vipd.awaitRole("web", "FAULT").why());

    lab.node(1).ip("addr", "add", "10.98.0.1/24", "dev", "eth1");
    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  @Test
  void anInterfaceThatLosesItsAddressIsAFaultUntilItHasOneAgain() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();

    // The kernel takes the virtual address away together with the first one of its network.
    lab.node(1).ip("addr", "del", "10.98.0.1/24", "dev", "eth1");
    assertEquals(
        "interface eth1 has no IPv4 address to send from", vipd.awaitRole("web", "FAULT").why());
    Await.until("eth1 has no address", () -> lab.node(1).addresses("eth1"), List::isEmpty);

    lab.node(1).ip("addr", "add", "10.98.0.1/24", "dev", "eth1");
    vipd.awaitRole("web", "ACTIVE");
    awaitAddresses();
  }

  /** One that the kernel makes takes a second for each question whether another host has it. */
  @Test
  void overIpv6ItWaitsUntilTheKernelsOwnLinkLocalAddressIsKnownToBeUnique() {
    Host node = lab.node(1);
    node.run("sysctl", "-qw", "net.ipv6.conf.default.dad_transmits=2").ok();
    Vipd vipd =
        lab.vipd(1)
            .group("web", GROUP.replace("[10.98.0.100/24]", "[fe80::100/64, 2001:db8:98::100/64]"))
            .start();

    plug();

    String own = vipd.awaitRole("web", "ACTIVE").text("active");
    Await.until(
        "eth1 has the address",
        () -> node.ip("-6", "addr", "show", "dev", "eth1").out(),
        text -> text.contains("2001:db8:98::100/64") && text.contains(own + "/64"));
    Duration waited =
        Duration.between(loggedAt(vipd, "link eth1 is up"), loggedAt(vipd, "web is B"));
    assertTrue(waited.toMillis() >= 2000, () -> "it listened after " + waited);
  }

  /** When it logged the first line with this text. */
  private static LocalDateTime loggedAt(Vipd vipd, String text) {
    String line = vipd.log().lines().filter(each -> each.contains(text)).findFirst().orElseThrow();
    return LocalDateTime.parse(line.substring(0, 23).replace(' ', 'T'));
  }

  @Test
  void aDaemonWhoseInterfaceIsGoneStopsInGoodOrder() {
    plug();
    Vipd vipd = lab.vipd(1).group("web", GROUP).start();
    awaitAddresses();
    lab.node(1).ip("link", "del", "eth1");
    vipd.awaitRole("web", "FAULT");

    assertEquals(0, vipd.stop());
  }

  /** Gives node1 another interface, eth1 with 10.98.0.1, that nobody else is connected to. */
  private void plug() {
    lab.network()
        .ip(
            "link",
            "add",
            "second",
            "type",
            "veth",
            "peer",
            "name",
            "eth1",
            "netns",
            lab.node(1).namespace());
    lab.network().ip("link", "set", "second", "up");
    lab.node(1).ip("addr", "add", "10.98.0.1/24", "dev", "eth1");
    lab.node(1).ip("link", "set", "eth1", "up");
  }

  private void awaitAddresses() {
    Await.until(
        "eth1 has both addresses",
        () -> lab.node(1).addresses("eth1"),
        List.of("10.98.0.1", "10.98.0.100")::equals);
  }
}
