package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon that is not root, as the systemd unit runs it. */
class PrivilegeTest {
  private static final String CAPABILITIES = "-all,+net_admin,+net_raw";

  @RegisterExtension final Lab lab = new Lab(2, "setpriv");

  @Test
  void anOrdinaryUserWithTwoCapabilitiesServesAndItsScriptsHaveNone() {
    Scripts scripts = new Scripts(lab);
    Path identity = scripts.file("identity");
    Path script =
        scripts.program(
            "check",
            """
            { id -un; grep -E '^(Cap(Inh|Prm|Eff|Amb)|NoNewPrivs):' /proc/self/status; } >%1$s.new
            mv %1$s.new %1$s
            """
                .formatted(identity));
    Path folder = lab.folder("unprivileged");
    Path distribution = folder.resolve("distribution");
    Vipd first =
        new Vipd(lab.node(1), distribution, folder)
            .group(
                "web",
                Groups.web(150, "100ms")
                    + """
                    checks:
                      who: { script: %s, every: 1s, rise: 1 }
                      host: { ping: 10.99.0.2, every: 1s, rise: 1 }
                      gateway: { neighbour: 10.99.0.2, every: 1s, rise: 1 }
                      line: { interface: lo }
                      way: { route: 10.99.0.0/24 }
                      number: { file: %s }
                    """
                        .formatted(script, scripts.file("number")));
    // The checkout may lie where an ordinary user cannot go.
    first.launch(
        List.of(
            "bash",
            "-c",
            """
            mkdir "$1" && mount --bind "$0" "$1" && install -d -o nobody -m 0700 "$2" || exit
            exec setpriv --reuid=nobody --regid=65534 --clear-groups --no-new-privs \\
              --inh-caps="$3" --ambient-caps="$3" --bounding-set="$3" -- "${@:4}"
            """,
            lab.distribution().toString(),
            distribution.toString(),
            first.runFolder().toString(),
            CAPABILITIES));

    lab.node(1).awaitHolds(VIP);
    assertEquals(
        """
        nobody
        NoNewPrivs:\t1
        CapInh:\t0000000000000000
        CapPrm:\t0000000000000000
        CapEff:\t0000000000000000
        CapAmb:\t0000000000000000
        """
            .lines()
            .sorted()
            .toList(),
        Scripts.text(identity).lines().sorted().toList());
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "100ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    assertTrue(first.group("web").number("announcements-sent") >= 2);
    first.vipctl("failover", "web", "--hold", "1h").ok();
    lab.node(2).awaitHolds(VIP);
    lab.node(1).awaitHoldsNot(VIP);
    assertEquals(0, second.stop());
    lab.node(1).awaitHolds(VIP);

    assertEquals(0, first.stop());

    assertFalse(lab.node(1).holds(VIP));
  }

  @Test
  void withoutTheCapabilitiesItDoesNotStartAndNamesWhatIsMissing() {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms"));

    Program refused = vipd.launch(List.of("setpriv", "--bounding-set=-net_admin,-net_raw"));

    assertEquals(1, refused.awaitEnd(), refused::log);
    assertTrue(refused.log().contains("CAP_NET_"), refused::log);
  }
}
