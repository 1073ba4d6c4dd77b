package io.vipd.daemon.cli;

import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.RivalStatus;
import io.vipd.daemon.control.NodeStatus.VerificationStatus;
import io.vipd.daemon.log.SafeText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Where a group's addresses are, as people read it. */
final class OwnershipText {
  private OwnershipText() {}

  /** What stands before anything else about a group while somebody else claims its address. */
  static String warning(GroupStatus group) {
    AddressStatus conflict = group.ownership().conflict();
    return (conflict == null ? "" : "CONFLICT with " + who(conflict.rival()) + "; ")
        + (group.ownership().foreignRouters().isEmpty()
            ? ""
            : "FOREIGN ROUTER "
                + SafeText.oneLine(group.ownership().foreignRouters().getFirst().address())
                + "; ");
  }

  /** A few lines for each router that uses the VRID and is no peer: who, how, why, what to do. */
  static List<List<String>> foreignRouters(GroupStatus group) {
    return group.ownership().foreignRouters().stream()
        .map(router ->
            Stream.of(
                    who(router.mac(), router.address())
                        + " uses VRID "
                        + group.vrid()
                        + ", too, for "
                        + Times.passing(router.sinceMillis())
                        + ", last heard "
                        + Times.passing(router.lastMillis())
                        + " ago",
                    "VRRPv"
                        + router.version()
                        + ", priority "
                        + router.priority()
                        + ", adverts every "
                        + Times.passing(router.intervalMillis())
                        + ", authentication "
                        + router.authentication()
                        + ", addresses "
                        + String.join(", ", router.addresses()),
                    router.problem(),
                    router.mend())
                .map(SafeText::oneLine)
                .toList())
        .toList();
  }

  private static String who(String mac, String address) {
    return address + (mac == null ? "" : " at " + mac);
  }

  /** A line for each address that somebody else claims although it is here. */
  static List<String> conflicts(GroupStatus group) {
    return group.ownership().addresses().stream()
        .filter(address -> address.rival() != null && address.rival().conflict())
        .map(OwnershipText::conflict)
        .toList();
  }

  private static String conflict(AddressStatus address) {
    RivalStatus rival = address.rival();
    return SafeText.oneLine(address.address())
        + " is claimed by "
        + who(rival)
        + ", too, for "
        + Times.passing(rival.sinceMillis())
        + "; "
        + rival.claims()
        + (rival.claims() == 1 ? " claim, " : " claims, last ")
        + Times.passing(rival.lastMillis())
        + " ago";
  }

  /** A line for each address of which it was heard where it is. */
  static List<String> holders(GroupStatus group) {
    return group.ownership().addresses().stream()
        .filter(address -> address.rival() != null && !address.rival().conflict())
        .map(address ->
            who(address.rival())
                + ", "
                + SafeText.oneLine(address.address())
                + ", heard "
                + Times.passing(address.rival().lastMillis())
                + " ago")
        .toList();
  }

  private static String who(RivalStatus rival) {
    String mac = SafeText.oneLine(rival.mac());
    return rival.router() == null ? mac : mac + " (" + SafeText.oneLine(rival.router()) + ")";
  }

  /** Who is known to point here for an address. */
  static String verified(GroupStatus group, String address) {
    VerificationStatus verification =
        group.ownership().addresses().stream()
            .filter(one -> one.address().equals(address))
            .map(AddressStatus::verification)
            .filter(known -> known != null)
            .findFirst()
            .orElse(null);
    if (verification == null) {
      return "-";
    }
    String witness = SafeText.oneLine(verification.witness());
    return switch (verification.state()) {
      case "confirmed" ->
          "by " + witness + " after " + Times.taken(nanos(verification.afterMillis()));
      case "asking" -> "asking " + witness;
      case "unanswered" -> "no: " + witness + " does not answer";
      default -> SafeText.oneLine(verification.state());
    };
  }

  private static Duration nanos(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
