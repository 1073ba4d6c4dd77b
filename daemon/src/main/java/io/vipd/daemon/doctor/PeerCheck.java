package io.vipd.daemon.doctor;

import io.vipd.daemon.doctor.VirtualRouter.Peer;
import io.vipd.vrrp.wire.Family;
import java.util.List;
import java.util.stream.Collectors;

/** Who is heard, and what can be said of who hears us. */
final class PeerCheck {
  private static final String NEVER = "never heard";

  private PeerCheck() {}

  static void look(Case patient, Findings findings) {
    for (VirtualRouter router : patient.routers()) {
      if (router.live() != null) {
        look(router, findings);
      }
    }
  }

  private static void look(VirtualRouter router, Findings findings) {
    String name = router.group() + (router.family() == Family.IPV4 ? " over IPv4" : " over IPv6");
    if (router.live().role().equals("FAULT")) {
      findings.problem(
          "role",
          "%s is in FAULT: %s".formatted(name, router.live().why()),
          "this node does not take the addresses, whatever happens to the other one",
          "vipctl status " + router.group());
    }
    for (Peer peer : router.live().peers()) {
      if (peer.warning() != null && !peer.warning().equals(NEVER)) {
        findings.warning(
            "peer",
            "%s, heard by %s: %s".formatted(peer.address(), name, peer.warning()),
            "nodes of one group that differ may both be Active, or change places again and again",
            "compare the group's file on both nodes");
      }
    }
    List<Peer> heard =
        router.live().peers().stream().filter(peer -> peer.heardAgoMillis() != null).toList();
    if (!heard.isEmpty()) {
      findings.ok("peer", "%s hears %s".formatted(name, described(heard)));
    }
    if (router.live().role().equals("ACTIVE")) {
      findings.note(
          "peer",
          "%s is Active here, and %s"
              .formatted(name, heard.isEmpty() ? "nobody was heard" : "others are silent now"),
          "that is as it should be: a Backup sends nothing. Whether one listens, and hears this node,"
              + " shows on that one only",
          "run vipctl doctor on the other node");
    } else if (heard.isEmpty() && router.live().role().equals("BACKUP")) {
      findings.note(
          "peer",
          name + " has heard nobody yet",
          "it takes over unless an advert comes within the down interval",
          "if another node is Active, look for a firewall or a switch between the two");
    }
  }

  private static String described(List<Peer> heard) {
    return heard.stream()
        .map(peer ->
            "%s (%d ms ago, checksum %s)"
                .formatted(peer.address(), peer.heardAgoMillis(), peer.checksum()))
        .collect(Collectors.joining(", "));
  }
}
