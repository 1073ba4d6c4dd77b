package io.vipd.daemon.doctor;

import java.util.List;

/** Whether the clock is right, where adverts carry its time. */
final class ClockCheck {
  private ClockCheck() {}

  static void look(Case patient, Findings findings) {
    if (patient.host().clockSynchronised()) {
      findings.ok("clock", "the clock is synchronised");
      return;
    }
    String what = "nothing keeps this host's clock right (adjtimex says: unsynchronised)";
    String mend = "apt install chrony, or timedatectl set-ntp true";
    List<VirtualRouter> timed =
        patient.routers().stream()
            .filter(router -> router.signature() == VirtualRouter.Signature.TIME)
            .toList();
    if (timed.isEmpty()) {
      findings.note("clock", what, "logs of two nodes are hard to compare", mend);
    } else {
      findings.warning(
          "clock",
          what,
          "signed adverts of %s carry the time; when the clocks of two nodes are further apart than"
                  .formatted(Case.names(timed))
              + " the window, each refuses the other and both are Active",
          mend + "; or freshness: monotonic in auth:");
    }
  }
}
