package io.vipd.daemon.doctor;

import java.util.ArrayList;
import java.util.List;

/** Collects what the checks find. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void ok(String topic, String what) {
    all.add(new Finding(Severity.OK, topic, what, null, null, false));
  }

  void note(String topic, String what, String why, String mend) {
    all.add(new Finding(Severity.NOTE, topic, what, why, mend, false));
  }

  void warning(String topic, String what, String why, String mend) {
    all.add(new Finding(Severity.WARNING, topic, what, why, mend, false));
  }

  void problem(String topic, String what, String why, String mend) {
    all.add(new Finding(Severity.PROBLEM, topic, what, why, mend, false));
  }

  /** Root could tell. */
  void needsRoot(String topic, String what, String why) {
    all.add(
        new Finding(Severity.NOTE, topic, what, why, "run it as root: sudo vipctl doctor", true));
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
