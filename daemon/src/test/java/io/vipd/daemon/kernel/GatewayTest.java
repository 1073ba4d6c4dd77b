package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import org.junit.jupiter.api.Test;

/** The routing of a namespace with two interfaces, of which one leads out. */
class GatewayTest {
  @Test
  void itIsTheOneOfTheInterfaceThatTheKernelWouldTake() throws Exception {
    try (NetworkNamespace namespace = new NetworkNamespace()) {
      namespace.ip("link add vtk-a type veth peer name vtk-b");
      namespace.ip("link set vtk-a up");
      namespace.ip("link set vtk-b up");
      namespace.ip("addr add 192.0.2.1/24 dev vtk-a");
      namespace.ip("addr add 198.51.100.1/24 dev vtk-b");
      namespace.ip("addr add 2001:db8::1/64 dev vtk-a nodad");
      int a = namespace.index("vtk-a");
      int b = namespace.index("vtk-b");
      assertNull(namespace.call(() -> Gateway.by(a, Family.IPV4)), "no route");
      assertNull(namespace.call(() -> Gateway.by(a, Family.IPV6)), "no route of IPv6");

      namespace.ip("route add default via 192.0.2.253 metric 200");
      namespace.ip("route add default via 192.0.2.254 metric 100");
      namespace.ip("-6 route add default via fe80::254 dev vtk-a");
      assertEquals(
          IpAddress.parse("192.0.2.254"), namespace.call(() -> Gateway.by(a, Family.IPV4)));
      assertEquals(IpAddress.parse("fe80::254"), namespace.call(() -> Gateway.by(a, Family.IPV6)));
      assertNull(namespace.call(() -> Gateway.by(b, Family.IPV4)), "another interface");
    }
  }

  @Test
  void anInterfaceThatDoesNotExistHasNone() throws Exception {
    try (NetworkNamespace namespace = new NetworkNamespace()) {
      assertNull(namespace.call(() -> Gateway.by(4711, Family.IPV4)));
    }
  }
}
