package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.wire.IpAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();

  @AfterEach
  void close() {
    bench.close();
  }

  private static List<IpAddress> list(String... addresses) {
    return Arrays.stream(addresses).map(IpAddress::parse).toList();
  }

  private String choose(String... own) {
    IpAddress chosen = Sources.choose(bench.add(config.build()), list(own));
    return chosen == null ? null : chosen.toString();
  }

  @Test
  void overIpv4ItIsTheInterfacesFirst() {
    assertEquals("192.0.2.7", choose("192.0.2.7", "192.0.2.1"));
  }

  @Test
  void withoutAnAddressThereIsNone() {
    assertNull(choose());
  }

  @Test
  void overIpv6ItIsTheFirstLinkLocalOne() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    assertEquals("fe80::7", choose("2001:db8::1", "fe80::7", "fe80::1"));
  }

  @Test
  void aGlobalAddressIsNoneForTheMulticastGroup() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    assertNull(choose("2001:db8::1"));
  }

  @Test
  void linkLocalPeersAreReachedFromALinkLocalAddress() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.peers = list("192.0.2.2", "fe80::2");
    assertEquals("fe80::1", choose("2001:db8::1", "fe80::1"));
  }

  @Test
  void otherPeersAreReachedFromAnAddressThatRoutersForward() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.peers = list("2001:db8:0:1::2");
    assertEquals("2001:db8::1", choose("fe80::1", "2001:db8::1"));
  }

  @Test
  void theConfiguredOneCountsWhereverItStands() {
    config.source = IpAddress.parse("192.0.2.5");
    assertEquals("192.0.2.5", choose("192.0.2.1", "192.0.2.5"));
  }

  @Test
  void theConfiguredOneOfIpv6MayBeOfAnyKind() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.source = IpAddress.parse("192.0.2.5");
    config.sourceIpv6 = IpAddress.parse("2001:db8::5");
    assertEquals("2001:db8::5", choose("fe80::1", "2001:db8::5"));
  }

  @Test
  void noOtherOneStandsInForTheConfiguredOne() {
    config.source = IpAddress.parse("192.0.2.5");
    assertNull(choose("192.0.2.1"));
  }
}
