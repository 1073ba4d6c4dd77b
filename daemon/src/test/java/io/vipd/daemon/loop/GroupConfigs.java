package io.vipd.daemon.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.health.CheckSpec;
import io.vipd.health.RiseFall;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A group's configuration to be varied: {@code web}, VRID 51 on {@code vtk-l}, priority 100, one
 * second, the virtual address 192.0.2.10/24.
 */
final class GroupConfigs {
  String name = "web";
  int vrid = 51;
  String interfaceName = "vtk-l";
  int version = 3;
  int priority = 100;
  Duration interval = Duration.ofSeconds(1);
  List<VirtualAddress> addresses = addresses("192.0.2.10");
  List<IpAddress> peers = List.of();
  IpAddress source;
  IpAddress sourceIpv6;
  GroupConfig.Holds holds = GroupConfig.Holds.NONE;
  List<IpAddress> advertise = List.of();
  boolean pair;
  boolean preempt = true;
  boolean accept = true;
  int minimumTtl = 255;
  boolean strict;
  ChecksumForm checksum = ChecksumForm.PSEUDO_HEADER;
  AuthSettings auth;
  Duration lease;
  AnnounceConfig announce =
      new AnnounceConfig(
          1,
          Duration.ofSeconds(1),
          Duration.ZERO,
          new InquiryConfig(Duration.ZERO, false, List.of()));
  List<CheckConfig> checks = List.of();
  HooksConfig hooks = new HooksConfig(null, null, null, Duration.ofSeconds(10));

  GroupConfig build() {
    return new GroupConfig(
        name,
        vrid,
        interfaceName,
        version,
        priority,
        interval,
        addresses,
        advertise,
        peers,
        source,
        sourceIpv6,
        preempt,
        pair,
        holds,
        accept,
        minimumTtl,
        strict,
        checksum,
        auth,
        lease,
        announce,
        checks,
        hooks,
        Path.of("web.yaml"));
  }

  /** IPv4 addresses in a /24, IPv6 ones in a /64. */
  static List<VirtualAddress> addresses(String... addresses) {
    return Arrays.stream(addresses).map(IpAddress::parse).map(GroupConfigs::virtual).toList();
  }

  private static VirtualAddress virtual(IpAddress address) {
    return new VirtualAddress(address, address.family() == Family.IPV4 ? 24 : 64);
  }

  /** One key, with which everything is signed and verified. */
  static AuthSettings key(int id, String secret) {
    return key(AuthSettings.Mode.ENFORCE, id, secret);
  }

  /** One key, with which what is signed is verified. */
  static AuthSettings receiveOnly(int id, String secret) {
    return key(AuthSettings.Mode.RECEIVE_ONLY, id, secret);
  }

  private static AuthSettings key(AuthSettings.Mode mode, int id, String secret) {
    return new AuthSettings.Keys(
        mode,
        id,
        AuthSettings.Freshness.TIME,
        null,
        List.of(new AuthSettings.Key(id, secret.getBytes(US_ASCII))));
  }

  /** A check that is never run. */
  static CheckConfig check(String name, int weight) {
    return new CheckConfig(
        name,
        new CheckSpec.Script(List.of("/bin/true")),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1,
        1,
        weight,
        Duration.ofSeconds(1),
        RiseFall.Verdict.WAITING,
        Duration.ZERO,
        Duration.ZERO);
  }
}
