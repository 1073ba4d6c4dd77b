package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.arp.Verification;
import io.vipd.daemon.conflict.Rival;
import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.OwnershipStatus;
import io.vipd.daemon.control.NodeStatus.RivalStatus;
import io.vipd.daemon.control.NodeStatus.VerificationStatus;
import io.vipd.vrrp.machine.Role;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Draws where a group's addresses are; runs on the core thread, when somebody asks. */
final class OwnershipPicture {
  private static final double NANOS_PER_MILLI = 1e6;

  private OwnershipPicture() {}

  static OwnershipStatus of(Group group, long nowNanos) {
    Announcement announcement = group.announcement;
    List<Verification> verifications =
        announcement == null ? List.of() : announcement.inquiry().verifications();
    List<AddressStatus> addresses = new ArrayList<>();
    for (int i = 0; i < group.addresses().size(); i++) {
      addresses.add(
          new AddressStatus(
              group.addresses().get(i).address().toString(),
              rival(group, group.rivals.of(i), nowNanos),
              i < verifications.size() ? verification(verifications.get(i)) : null));
    }
    return new OwnershipStatus(
        group.rivals.conflicts(), addresses, ForeignWatch.picture(group, nowNanos));
  }

  /** Of an address that is here, whoever had it before is of no interest. */
  private static RivalStatus rival(Group group, Rival rival, long nowNanos) {
    if (rival == null || group.router().role() == Role.ACTIVE && !rival.conflict()) {
      return null;
    }
    InetAddress router = group.announcement.inquiry().routerAt(rival.mac());
    return new RivalStatus(
        rival.mac().toString(),
        router == null ? null : Group.text(router),
        rival.conflict(),
        TimeUnit.NANOSECONDS.toMillis(nowNanos - rival.sinceNanos()),
        Math.max(0, TimeUnit.NANOSECONDS.toMillis(nowNanos - rival.lastNanos())),
        rival.claims());
  }

  private static VerificationStatus verification(Verification verification) {
    return switch (verification.state()) {
      case NOT_ASKED -> null;
      case ASKING, UNANSWERED ->
          new VerificationStatus(
              Chronicle.word(verification.state()), Group.text(verification.witness()), null);
      case CONFIRMED ->
          new VerificationStatus(
              Chronicle.word(verification.state()),
              Group.text(verification.witness()),
              verification.afterNanos() / NANOS_PER_MILLI);
    };
  }
}
