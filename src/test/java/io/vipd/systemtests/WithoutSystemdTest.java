package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.systemtests.Command.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Installed where no systemd runs, as in a container: the archive's whole life, and vipd on
 * machines that lack what others have. Nothing can be executed from /tmp in any of them.
 */
class WithoutSystemdTest {
  /** What the scripts of the tests have at hand. */
  private static final String TOOLS =
      """
      fail() { echo "failed: $*" >&2; cat /run/log >&2 || true; exit 1; }
      # await COMMAND..: waits until it succeeds.
      await() {
        for _ in {1..300}; do
          if "$@" >/dev/null 2>&1; then return; fi
          kill -0 $vipd || fail "vipd has ended"
          sleep 0.1
        done
        fail "$*"
      }
      refused() { if "$@" 2>/dev/null; then fail "it can: $*"; fi; }
      says() { grep -qF -e "$1" /run/log; }
      start() { vipd run >/run/log 2>&1 & vipd=$!; }
      stop() { kill $vipd && wait $vipd; }
      """;

  private static final String GROUP =
      """
      cat >/etc/vipd/groups/web.yaml <<'END'
      vrid: 51
      interface: eth0
      interval: 500ms
      addresses: [10.99.0.100/24]
      END
      """;

  @RegisterExtension static final Machines machines = Machines.off();

  private final Machine archived = machines.first();
  private final Machine packaged = machines.second();

  @BeforeAll
  static void installThePackage() {
    machines.second().bare("apt-get install -y /packages/vipd.deb >/dev/null 2>&1").ok();
  }

  @Test
  void theArchiveIsInstalledUpgradedAndUninstalled() {
    Result installed =
        archived.bare(
            """
            mkdir /root/new && tar -xzf /packages/vipd.tar.gz --strip-components 1 -C /root/new
            find /etc /usr /var -xdev | sort >/root/before
            /root/new/install
            echo '# mine' >>/etc/vipd/vipd.yaml
            """
                + GROUP);
    assertEquals(0, installed.exitCode(), installed::toString);
    assertTrue(installed.out().contains("install: no systemd runs here"), installed::toString);

    Result runs =
        archived.bare(
            TOOLS
                + """
                test "$(stat -c '%U %G %a' /etc/vipd/keys)" = 'root vipd 750'
                test -s "$(readlink -f /usr/local/share/man/man8/vipctl.8)"
                start
                await says "web is ACTIVE"
                ip -br addr show eth0 | grep -qF 10.99.0.100/24
                # A newer version over one that runs, whose start-up caches are still in use.
                /root/new/install
                vipctl status web
                stop
                grep -qx '# mine' /etc/vipd/vipd.yaml
                grep -qx 'interval: 500ms' /etc/vipd/groups/web.yaml
                refused ls -d /usr/lib/vipd.*
                """);
    assertEquals(0, runs.exitCode(), runs::toString);

    Result gone =
        archived.bare(
            TOOLS
                + """
                /usr/lib/vipd/uninstall
                grep -qx '# mine' /etc/vipd/vipd.yaml
                refused ls -d /usr/lib/vipd /usr/local/sbin/vipd
                /root/new/install >/dev/null
                grep -qx '# mine' /etc/vipd/vipd.yaml
                /usr/lib/vipd/uninstall --purge
                find /etc /usr /var -xdev | sort | comm -13 /root/before -
                """);
    assertEquals(0, gone.exitCode(), gone::toString);
    // The account's files, and the folders that any installation below /usr/local makes.
    assertFalse(gone.out().contains("vipd"), gone::toString);

    Result refused = archived.bare("dpkg -i /packages/vipd.deb >/dev/null 2>&1; /root/new/install");
    assertEquals(1, refused.exitCode(), refused::toString);
    assertTrue(refused.err().contains("the Debian package is installed"), refused::toString);
  }

  @Test
  void unusualMachinesAreServedAllTheSame() {
    Result readOnly =
        packaged.bare(
            GROUP
                + TOOLS
                + """
                rm -rf /var/lib/vipd
                mount -o remount,ro /
                refused touch /etc/vipd/try
                cp /bin/true /tmp
                refused /tmp/true
                echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
                start
                await says "web is ACTIVE"
                await says 'the journal cannot be written: /var/lib/vipd: Read-only file system.'
                vipctl history | grep -q 'web is ACTIVE'
                stop
                """);
    assertEquals(0, readOnly.exitCode(), readOnly::toString);

    Result full =
        packaged.bare(
            TOOLS
                + """
                mkdir -p /var/lib/vipd
                mount -t tmpfs -o size=64k tmpfs /var/lib/vipd
                cat /dev/zero >/var/lib/vipd/fill 2>/dev/null || true
                start
                await says "web is ACTIVE"
                await says 'the journal cannot be written: No space left on device.'
                hostname changed
                rm /var/lib/vipd/fill
                await grep -q ACTIVE /var/lib/vipd/journal.jsonl
                await says 'the journal is written again.'
                vipctl status | grep -q '^node2: '
                stop
                start
                await eval "vipctl status | grep -q '^changed: '"
                stop
                """);
    assertEquals(0, full.exitCode(), full::toString);
  }

  @Test
  void whatCannotWorkIsNamedAndHoldsNothingElseUp() {
    Result withoutIpv6 =
        packaged.bare(
            GROUP
                + TOOLS
                + """
                trap 'rm /etc/vipd/groups/six.yaml' EXIT
                sed -e s/51/52/ -e 's|10.99.*24|"fe80::99/64"|' /etc/vipd/groups/web.yaml >/etc/vipd/groups/six.yaml
                echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
                start
                await says "web is ACTIVE"
                vipctl status | grep -q '^six  *FAULT '
                vipctl doctor >/run/doctor || true
                grep -qF 'IPv6 is switched off on eth0' /run/doctor
                echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6
                await says "six is ACTIVE"
                stop
                """);
    assertEquals(0, withoutIpv6.exitCode(), withoutIpv6::toString);

    Result older =
        packaged.bare("sed -i 's/^interval/advert_int/' /etc/vipd/groups/web.yaml; vipd run");
    assertEquals(78, older.exitCode(), older::toString);
    assertTrue(
        older.out().concat(older.err()).contains("/etc/vipd/groups/web.yaml:3:1 advert_int: "),
        older::toString);
  }
}
