package io.vipd.vrrp.sim;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The wire between the machines and the host. */
final class Segment {
  final Faults faults = new Faults();
  private final Simulation simulation;
  private final Host host;
  private final Map<Faults.Way, Long> lastArrivals = new HashMap<>();

  Segment(Simulation simulation) {
    this.simulation = simulation;
    this.host = new Host(simulation);
  }

  Host host() {
    return host;
  }

  /** Carries a datagram to the machine it is for, or to all others. */
  void send(SimNode from, ByteBuffer datagram, IpAddress destination) {
    boolean multicast = destination.equals(AdvertCodec.group(destination.family()));
    for (SimNode to : simulation.nodes) {
      if (to != from && (multicast || to.address().equals(destination))) {
        carry(from, to, datagram);
      }
    }
  }

  private void carry(SimNode from, SimNode to, ByteBuffer datagram) {
    if (!from.linkUp() || simulation.chance(faults.loss)) {
      return;
    }
    int copies = simulation.chance(faults.duplication) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      boolean intact = !simulation.chance(faults.corruption);
      ByteBuffer carried = intact ? datagram : corrupted(datagram);
      simulation.at(
          arrivalNanos(from, to),
          () -> {
            if (to.linkUp() && !faults.cuts(from, to)) {
              to.received(carried, intact);
            }
          });
    }
  }

  /** One byte of the VRRP message is wrong; an IP header like that the kernel would refuse. */
  private ByteBuffer corrupted(ByteBuffer datagram) {
    ByteBuffer copy =
        ByteBuffer.allocate(datagram.capacity()).put(0, datagram, 0, datagram.capacity());
    int at = simulation.random.nextInt(headerBytes(copy), copy.capacity());
    copy.put(at, (byte) (copy.get(at) ^ simulation.random.nextInt(1, 256)));
    return copy;
  }

  private static int headerBytes(ByteBuffer datagram) {
    return Datagram.headerBytes(datagram.get(0) >> 4 == 4 ? Family.IPV4 : Family.IPV6);
  }

  /** Gratuitous ARP: the host believes it. */
  void announce(SimNode from) {
    if (from.linkUp() && !simulation.chance(faults.loss)) {
      simulation.at(
          arrivalNanos(from, null),
          () -> {
            if (!faults.cutsFromHost(from)) {
              host.heardAnnouncement(from);
            }
          });
    }
  }

  /** When a packet sent now arrives; null stands for the host. */
  private long arrivalNanos(SimNode from, SimNode to) {
    long arrivalNanos =
        simulation.nowNanos() + simulation.between(faults.leastDelayNanos, faults.mostDelayNanos);
    Faults.Way way = new Faults.Way(from, to);
    if (!faults.reordering) {
      arrivalNanos = Math.max(arrivalNanos, lastArrivals.getOrDefault(way, 0L) + 1);
    }
    lastArrivals.put(way, arrivalNanos);
    return arrivalNanos;
  }
}
