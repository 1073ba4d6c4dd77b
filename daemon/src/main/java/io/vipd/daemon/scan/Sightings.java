package io.vipd.daemon.scan;

import io.vipd.arp.HeardFrame;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.scan.SeenRouter.Protocol;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What was seen so far. Any thread. */
public final class Sightings {
  /**
   * A segment that has more has other worries; a flood of invented ones must not fill the memory.
   */
  private static final int MOST_ROUTERS = 2_000;

  private static final int MOST_VRID = 255;

  private final List<SeenRouter> routers = new ArrayList<>();
  private final Map<IpAddress, Set<MacAddress>> holders = new LinkedHashMap<>();
  private long unlisted;

  /**
   * Takes a frame in.
   *
   * @return whether it named addresses that were not known before
   */
  boolean add(String interfaceName, byte[] frame) {
    SeenRouter router = AdvertFrame.read(interfaceName, frame, new Advert());
    if (router != null) {
      return add(router);
    }
    HeardFrame heard = HeardFrame.read(frame);
    if (heard != null) {
      add(heard);
    }
    return false;
  }

  private synchronized boolean add(SeenRouter router) {
    boolean more = false;
    for (IpAddress address : router.addresses()) {
      more |= holders.putIfAbsent(address, new LinkedHashSet<>()) == null;
    }
    for (int i = 0; i < routers.size(); i++) {
      if (routers.get(i).isSame(router)) {
        routers.set(i, router.withAdverts(routers.get(i).adverts() + 1));
        return more;
      }
    }
    if (routers.size() == MOST_ROUTERS) {
      unlisted++;
    } else {
      routers.add(router);
    }
    return more;
  }

  private synchronized void add(HeardFrame heard) {
    Set<MacAddress> stations = holders.get(IpAddress.of(heard.address().getAddress()));
    if (stations != null) {
      stations.add(heard.mac());
    }
  }

  /** Every router, by interface, VRID and who has the highest priority. */
  public synchronized List<SeenRouter> routers() {
    return routers.stream()
        .sorted(
            Comparator.comparing(SeenRouter::interfaceName)
                .thenComparing(SeenRouter::protocol)
                .thenComparing(SeenRouter::vrid)
                .thenComparing(SeenRouter::family)
                .thenComparing(Comparator.comparing(SeenRouter::priority).reversed())
                .thenComparing(SeenRouter::source))
        .toList();
  }

  /** The stations that ARP or neighbor discovery named for each virtual address. */
  public synchronized Map<IpAddress, Set<MacAddress>> holders() {
    Map<IpAddress, Set<MacAddress>> copy = new LinkedHashMap<>();
    holders.forEach((address, stations) -> copy.put(address, new LinkedHashSet<>(stations)));
    return copy;
  }

  /** The numbers that no VRRP router and no CARP host on any of the interfaces has. */
  public synchronized List<Integer> freeVrids() {
    Set<Integer> taken = new TreeSet<>();
    routers.forEach(router -> taken.add(router.vrid()));
    return IntStream.rangeClosed(1, MOST_VRID).boxed().filter(n -> !taken.contains(n)).toList();
  }

  /** Whether CARP was heard. */
  public synchronized boolean carp() {
    return routers.stream().anyMatch(router -> router.protocol() == Protocol.CARP);
  }

  /** Packets of routers for which there was no room. */
  public synchronized long unlisted() {
    return unlisted;
  }
}
