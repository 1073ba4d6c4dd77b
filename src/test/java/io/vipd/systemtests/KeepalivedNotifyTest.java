package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * vipd on node1 and a real keepalived on node2, each with a virtual router of its own, go through
 * the same transitions and tell the same program and a FIFO of the same kind.
 *
 * <p>What differs on purpose: of another Active that lost, keepalived's FIFO is told once for each
 * of its adverts, ours every ten seconds at most. For a sync group there is no line of its own
 * (GROUP); its members each have theirs. A fault that is there at the start is told two seconds
 * later, when it is none of a host that boots.
 */
class KeepalivedNotifyTest {
  private static final String CONTEST = "INSTANCE \"web\" MASTER_RX_LOWER_PRI 150";

  @RegisterExtension final Lab lab = new Lab(3, "keepalived");

  private Told ofVipd;
  private Told ofKeepalived;
  private Vipd vipd;
  private Keepalived keepalived;

  /**
   * What one of the two tells.
   *
   * @param program what it runs
   * @param arguments what its program was given, a line for each run
   * @param fifo what it writes to
   * @param lines what was read there
   */
  private record Told(Path program, Path arguments, Path fifo, Path lines) {
    void await(int runs, int lines) {
      Await.until(program + " runs " + runs + " times", this::runs, told -> told.size() >= runs);
      Await.until(lines + " lines from " + fifo, this::told, told -> told.size() >= lines);
    }

    List<String> runs() {
      return Scripts.text(arguments).lines().toList();
    }

    /** What was read, with one line for the contest. */
    List<String> told() {
      List<String> told = new ArrayList<>();
      for (String line : Scripts.text(lines).lines().toList()) {
        if (!line.equals(CONTEST) || !told.contains(CONTEST)) {
          told.add(line);
        }
      }
      return told;
    }
  }

  private void start() {
    Scripts scripts = new Scripts(lab);
    ofVipd = told(scripts, "vipd", lab.node(1));
    ofKeepalived = told(scripts, "keepalived", lab.node(2));
    vipd =
        lab.vipd(1)
            .group(
                "web",
                Groups.quiet(150, "500ms")
                    + "hooks: { notify: [%s, mail], fifo: %s }\n"
                        .formatted(ofVipd.program, ofVipd.fifo))
            .start();
    keepalived =
        Keepalived.start(
            lab.node(2),
            lab.folder("keepalived"),
            """
            global_defs {
              enable_script_security
              script_user nobody
              vrrp_notify_fifo %s
            }
            """
                .formatted(ofKeepalived.fifo),
            KeepalivedInstance.of("web", "10.99.0.101/24")
                .vrid(52)
                .priority(150)
                .tells(ofKeepalived.program + " mail"));
  }

  /** Somebody reads the FIFO from the time on when it is made. */
  private Told told(Scripts scripts, String name, Host host) {
    Path arguments = scripts.file(name + ".arguments");
    Told told =
        new Told(
            scripts.program(name, "echo \"$#: $*\" >>%s\n".formatted(arguments)),
            arguments,
            lab.folder("fifos").resolve(name),
            scripts.file(name + ".lines"));
    host.start(
        "reader",
        "sh",
        "-c",
        "until test -p %1$s; do sleep 0.05; done; exec cat <>%1$s >%2$s"
            .formatted(told.fifo, told.lines));
    return told;
  }

  @Test
  void programsAndReadersOfKeepalivedAreToldTheSame() {
    start();
    both(2, 2);

    // A router of lower priority that was cut off believed that it was alone.
    lab.cutSilently(3);
    Vipd lower =
        lab.vipd(3)
            .group("web", Groups.quiet(100, "500ms"))
            .group(
                "other", Groups.quiet(100, "500ms").replace("51", "52").replace(".100/", ".101/"))
            .start();
    lab.node(3).awaitHolds("10.99.0.100");
    lab.node(3).awaitHolds("10.99.0.101");
    lab.heal(3);
    both(2, 3);
    lower.awaitRole("web", "BACKUP");
    lower.awaitRole("other", "BACKUP");
    assertEquals(0, lower.stop());

    cut();
    both(3, 4);
    lab.heal(1);
    lab.heal(2);
    both(5, 6);
    stop();
    both(6, 7);

    assertEquals(
        List.of(
            "5: mail INSTANCE web BACKUP 150",
            "5: mail INSTANCE web MASTER 150",
            "5: mail INSTANCE web FAULT 150",
            "5: mail INSTANCE web BACKUP 150",
            "5: mail INSTANCE web MASTER 150",
            "5: mail INSTANCE web STOP 150"),
        ofVipd.runs());
    assertSame();
  }

  @Test
  void whoStartsAndStopsInAFaultTellsBoth() {
    cut();
    start();
    both(1, 1);
    stop();
    both(2, 2);
    assertEquals(List.of("INSTANCE \"web\" FAULT 150", "INSTANCE \"web\" STOP 150"), ofVipd.told());
    assertSame();
  }

  private void both(int runs, int lines) {
    ofVipd.await(runs, lines);
    ofKeepalived.await(runs, lines);
  }

  private void cut() {
    lab.cut(1);
    lab.cut(2);
  }

  private void stop() {
    assertEquals(0, vipd.stop());
    keepalived.stop();
  }

  private void assertSame() {
    assertEquals(ofKeepalived.runs(), ofVipd.runs());
    assertEquals(ofKeepalived.told(), ofVipd.told());
  }
}
