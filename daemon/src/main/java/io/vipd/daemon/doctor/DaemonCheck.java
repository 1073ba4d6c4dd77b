package io.vipd.daemon.doctor;

import java.util.Arrays;
import java.util.List;

/** The daemon itself: its unit, its rights, how urgent it is to the kernel, its library. */
final class DaemonCheck {
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;
  private static final List<String> REAL_TIME = List.of("1", "2"); // SCHED_FIFO, SCHED_RR

  private DaemonCheck() {}

  static void look(Case patient, Findings findings) {
    library(patient.host(), findings);
    unit(patient.host(), findings);
    if (patient.pid() == null) {
      findings.note(
          "daemon",
          patient.noDaemon(),
          "what only the daemon knows, such as who is heard, was not looked at",
          "systemctl start vipd");
      return;
    }
    String process = "/proc/" + patient.pid();
    capabilities(patient.host(), process, findings);
    priority(patient.host(), process, findings);
  }

  private static void library(Host host, Findings findings) {
    if (host.hasLibrary("libpcap.so.0.8")) {
      findings.ok("libpcap", "libpcap.so.0.8 is there");
    } else {
      findings.problem(
          "libpcap",
          "libpcap.so.0.8 is not found",
          "announcements (gratuitous ARP, neighbour advertisements) leave through it; without them"
              + " hosts go on sending to the old node",
          "apt install libpcap0.8");
    }
  }

  private static void unit(Host host, Findings findings) {
    if (host.file("/run/systemd/system") instanceof Reading.Missing
        || !(host.run(
                "systemctl",
                "show",
                "vipd.service",
                "--property=LoadState,ActiveState",
                "--property=UnitFileState")
            instanceof Reading.Text(String text))) {
      return;
    }
    List<String> lines = text.lines().toList();
    if (!lines.contains("LoadState=loaded")) {
      return;
    }
    if (lines.contains("ActiveState=failed")) {
      findings.problem(
          "unit",
          "vipd.service has failed",
          "this node takes part in no group",
          "journalctl -u vipd -e tells why; then systemctl restart vipd");
    }
    if (lines.contains("UnitFileState=disabled")) {
      findings.warning(
          "unit",
          "vipd.service is not enabled",
          "after the next start of this host its groups have one node less",
          "systemctl enable vipd");
    } else if (!lines.contains("ActiveState=failed")) {
      findings.ok("unit", "vipd.service is enabled");
    }
  }

  private static void capabilities(Host host, String process, Findings findings) {
    String line =
        host.file(process + "/status")
            .or("")
            .lines()
            .filter(each -> each.startsWith("CapEff:"))
            .findFirst()
            .orElse("");
    if (line.isEmpty()) {
      return;
    }
    long effective = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
    boolean admin = (effective >>> CAP_NET_ADMIN & 1) != 0;
    boolean raw = (effective >>> CAP_NET_RAW & 1) != 0;
    if (admin && raw) {
      findings.ok("capabilities", "the daemon has CAP_NET_ADMIN and CAP_NET_RAW");
    } else {
      findings.problem(
          "capabilities",
          "the daemon lacks %s (CapEff in %s/status)"
              .formatted(
                  admin
                      ? "CAP_NET_RAW"
                      : raw ? "CAP_NET_ADMIN" : "both CAP_NET_ADMIN and" + " CAP_NET_RAW",
                  process),
          "without the first it cannot change addresses, without the second neither send adverts nor"
              + " announce",
          "AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW in the unit's [Service]");
    }
  }

  /** Of the thread that sends the adverts; proc_pid_stat(5), fields 19 and 41. */
  private static void priority(Host host, String process, Findings findings) {
    for (String task : host.folder(process + "/task")) {
      String stat = host.file(process + "/task/" + task + "/stat").or("");
      int name = stat.indexOf('(');
      int end = stat.lastIndexOf(')');
      if (name < 0 || end < 0 || !stat.substring(name + 1, end).equals("core")) {
        continue;
      }
      List<String> fields = Arrays.asList(stat.substring(end + 2).split(" ")); // from field 3 on
      int nice = Integer.parseInt(fields.get(19 - 3));
      if (REAL_TIME.contains(fields.get(41 - 3))) {
        findings.ok("priority", "the core thread is a real-time one");
      } else if (nice < 0) {
        findings.ok("priority", "the core thread has the nice value %d".formatted(nice));
      } else {
        findings.note(
            "priority",
            "the core thread has normal priority (%s/task/%s/stat)".formatted(process, task),
            "on a machine that is busy for longer than three intervals adverts come too late, and"
                + " another node takes over",
            "systemctl edit vipd, with [Service] and Nice=-15; or a longer interval");
      }
    }
  }
}
