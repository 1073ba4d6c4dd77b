package io.vipd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.doctor.Doctor;
import io.vipd.daemon.doctor.Finding;
import io.vipd.daemon.doctor.Host;
import io.vipd.daemon.doctor.Severity;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.log.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl doctor}. */
@Command(
    name = "doctor",
    header = "Find what on this host is in a failover's way.",
    description = {
      "",
      "Looks at the kernel's settings, the firewall, other programs that change addresses or speak"
          + " VRRP, the clock, the daemon's rights and who it hears. Says of each finding what it"
          + " is, why it matters and what mends it. Changes nothing. Works without root, and says"
          + " what only root can tell; without a daemon it looks at what is configured.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no problem was found; there may be warnings",
      "1:there is a problem: a group cannot work as it is",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo vipctl doctor",
      "  sudo vipctl doctor --json | jq '.findings[] | select(.severity == \"problem\")'"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int LABEL_WIDTH = 9;

  private final World world;
  private final ConfigChecker checker;
  private final HostSource source;

  /** Where the host to look at comes from. */
  interface HostSource {
    Host host() throws KernelException;
  }

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      defaultValue = "/etc/vipd",
      description = "The folder that holds vipd.yaml and groups/. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(
      names = "--json",
      description = {
        "Print one line of JSON: findings (each with severity: ok, note, warning or problem; topic,"
            + " what, why, mend, needs-root), and how many problems and warnings they are."
      })
  private boolean json;

  DoctorCommand(World world, ConfigChecker checker, HostSource source) {
    this.world = world;
    this.checker = checker;
    this.source = source;
  }

  @Override
  public Integer call() throws KernelException {
    List<Finding> findings = examine();
    long problems = count(findings, Severity.PROBLEM);
    if (json) {
      world.out().println(document(findings));
    } else {
      findings.forEach(this::print);
      world.out().println(summary(findings));
    }
    return problems == 0 ? Exit.DONE : Exit.REFUSED;
  }

  private List<Finding> examine() throws KernelException {
    Loaded loaded = checker.check(folder, true);
    NodeStatus status = null;
    String noDaemon = null;
    try {
      switch (new ControlClient(vipctl.runFolder(runFolder, world)).status(null)) {
        case Answer.Given<NodeStatus>(_, NodeStatus given) -> status = given;
        case Answer.Refused<NodeStatus> refused -> noDaemon = refused.message();
      }
    } catch (NoAnswerException e) {
      noDaemon = e.getMessage();
    }
    return Doctor.examine(source.host(), loaded, status, noDaemon);
  }

  private void print(Finding finding) {
    line(word(finding.severity()), finding.topic() + ": " + finding.what());
    if (finding.why() != null) {
      line("", "why: " + finding.why());
    }
    if (finding.mend() != null) {
      line("", "mend: " + finding.mend());
    }
  }

  private void line(String label, String text) {
    world.out().println(label + " ".repeat(LABEL_WIDTH - label.length()) + SafeText.oneLine(text));
  }

  private static String summary(List<Finding> findings) {
    long hidden = findings.stream().filter(Finding::needsRoot).count();
    String text =
        counted(count(findings, Severity.PROBLEM), "problem")
            + ", "
            + counted(count(findings, Severity.WARNING), "warning");
    return hidden == 0
        ? text
        : text + "; " + counted(hidden, "finding") + " only as root: sudo vipctl doctor";
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(each -> each.severity() == severity).count();
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject document(List<Finding> findings) {
    JsonArray array = new JsonArray();
    for (Finding finding : findings) {
      JsonObject json = new JsonObject();
      json.addProperty("severity", word(finding.severity()));
      json.addProperty("topic", finding.topic());
      json.addProperty("what", finding.what());
      json.addProperty("why", finding.why());
      json.addProperty("mend", finding.mend());
      json.addProperty("needs-root", finding.needsRoot());
      array.add(json);
    }
    JsonObject document = new JsonObject();
    document.add("findings", array);
    document.addProperty("problems", count(findings, Severity.PROBLEM));
    document.addProperty("warnings", count(findings, Severity.WARNING));
    return document;
  }
}
