package io.vipd.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.doctor.VirtualRouter.Live;
import io.vipd.daemon.doctor.VirtualRouter.Peer;
import io.vipd.daemon.doctor.VirtualRouter.Signature;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A host that is well, with one thing spoilt; the group is web, VRID 51, 192.0.2.10 on eth0. */
class DoctorTest {
  private static final long PID = 4711;

  private final FakeHost host = new FakeHost();
  private List<VirtualAddress> addresses = addresses("192.0.2.10/24");
  private List<IpAddress> peers = List.of();
  private Signature signature = Signature.NONE;
  private boolean owner;
  private Live live = new Live("BACKUP", "", List.of(peer("192.0.2.2", null)));
  private String noDaemon;

  private static List<VirtualAddress> addresses(String... texts) {
    return Stream.of(texts)
        .map(text -> text.split("/"))
        .map(parts -> new VirtualAddress(IpAddress.parse(parts[0]), Integer.parseInt(parts[1])))
        .toList();
  }

  private static Peer peer(String address, String warning) {
    return new Peer(address, 300L, "pseudo-header", warning);
  }

  /** What is worse than as it should be: severity, topic and what, and never without a mend. */
  private List<String> found() {
    List<String> found = new ArrayList<>();
    for (Finding finding : examine()) {
      if (finding.severity() != Severity.OK) {
        assertNotNull(finding.why(), finding::toString);
        assertNotNull(finding.mend(), finding::toString);
        found.add(finding.severity() + " " + finding.topic() + ": " + finding.what());
      }
    }
    return found;
  }

  private List<Finding> examine() {
    Family family = addresses.getFirst().address().family();
    VirtualRouter router =
        new VirtualRouter("web", "eth0", family, 3, 51, addresses, peers, owner, signature, live);
    return Doctor.examine(new Case(host, List.of(router), noDaemon == null ? PID : null, noDaemon));
  }

  private String mend(String topic) {
    return examine().stream()
        .filter(finding -> finding.topic().equals(topic) && finding.mend() != null)
        .map(Finding::mend)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onAHostThatIsWellNothingIsFound() {
    assertEquals(List.of(), found());
    assertTrue(examine().size() > 6, () -> examine().toString());
  }

  @Test
  void overIpv6NothingIsFoundEither() {
    addresses = addresses("fe80::100/64", "2001:db8::10/64");
    host.address("eth0", "2001:db8::1/64", 0);
    assertEquals(List.of(), found());
  }

  @Test
  void anInterfaceThatIsNotThere() {
    host.interfaces.removeLast();
    host.addresses.clear();
    assertEquals(List.of("PROBLEM interface: interface eth0 does not exist"), found());
  }

  @Test
  void aLinkThatIsDown() {
    host.interfaces.set(1, new Host.Interface(2, "eth0", false));
    assertEquals(List.of("PROBLEM interface: link eth0 is down"), found());
  }

  @Test
  void nothingToSendFrom() {
    host.addresses.remove(1);
    assertEquals(List.of("PROBLEM source: eth0 has no IPv4 address of its own"), found());
    addresses = addresses("fe80::100/64");
    assertEquals(List.of(), found());
    host.addresses.removeLast();
    host.address("eth0", "fe80::1/64", 0, false);
    assertEquals(
        List.of(
            "PROBLEM source: eth0 may not send from fe80::1/64: it is tentative, or another host"
                + " has it"),
        found());
  }

  @Test
  void anAddressInNoNetworkOfTheInterface() {
    addresses = addresses("198.51.100.10/24");
    assertEquals(
        List.of(
            "WARNING network: 198.51.100.10/24 of web is in no network of eth0, which has"
                + " [192.0.2.1/24]"),
        found());
  }

  @Test
  void moreAddressesThanFitThePackets() {
    addresses =
        IntStream.range(0, 89)
            .mapToObj(i -> addresses("fe80::%x/64".formatted(0x100 + i)).getFirst())
            .toList();
    assertEquals(List.of(), found());
    signature = Signature.TIME;
    assertEquals(List.of(), found());
    host.file("/sys/class/net/eth0/mtu", "1490");
    assertEquals(
        List.of("PROBLEM mtu: an advert of web has up to 1500 bytes, the MTU of eth0 is 1490"),
        found());
  }

  @Test
  void aBridgeThatSnoops() {
    host.file("/sys/class/net/eth0/brport/bridge/bridge/multicast_snooping", "1");
    assertEquals(
        List.of(
            "NOTE snooping: eth0 is part of a bridge with multicast_snooping=1"
                + " (/sys/class/net/eth0/brport/bridge/bridge/)"),
        found());
    peers = List.of(IpAddress.parse("192.0.2.2"));
    assertEquals(List.of(), found());
  }

  @Test
  void anAddressThatSomebodyElsePutThere() {
    host.address("eth0", "192.0.2.10/24", 0);
    assertEquals(
        List.of("WARNING duplicate: 192.0.2.10/24 of web is on eth0 and was not put there by vipd"),
        found());
    live = new Live("ACTIVE", "", List.of());
    assertTrue(found().stream().noneMatch(line -> line.contains("duplicate")), found()::toString);
    host.address("lo", "192.0.2.10/32", 112);
    assertEquals(
        "WARNING duplicate: 192.0.2.10/32 of web is on lo and was not put there by vipd",
        found().getFirst());
  }

  @Test
  void theAddressOfAnOwnerIsItsOwn() {
    owner = true;
    host.address("eth0", "192.0.2.10/24", 0);
    host.file("/etc/network/interfaces", "iface eth0 inet static\n  address 192.0.2.10/24");
    assertEquals(List.of(), found());
  }

  @Test
  void anAddressThatIsConfiguredToComeWithTheHost() {
    host.folder("/etc/netplan", "01.yaml");
    host.file("/etc/netplan/01.yaml", "addresses: [192.0.2.1/24, 192.0.2.10/24]");
    host.file("/etc/network/interfaces", "# 192.0.2.10\naddress 192.0.2.100/24");
    assertEquals(
        List.of("WARNING duplicate: /etc/netplan/01.yaml mentions 192.0.2.10, an address of web"),
        found());
  }

  @Test
  void whatADaemonLeftBehind() {
    live = null;
    noDaemon = "no daemon answers";
    host.address("eth0", "192.0.2.10/24", 112);
    assertEquals(
        List.of(
            "WARNING duplicate: 192.0.2.10/24 of web is on eth0, left behind by a vipd that runs no"
                + " more",
            "NOTE daemon: no daemon answers"),
        found());
  }

  @Test
  void strictReversePathFilteringWhereAnotherInterfaceLeadsThere() {
    host.file("/proc/sys/net/ipv4/conf/all/rp_filter", "1");
    assertEquals(List.of(), found());
    host.file("/proc/sys/net/ipv4/conf/all/arp_ignore", "1");
    host.file("/proc/sys/net/ipv4/conf/eth0/arp_announce", "2");
    host.address("eth1", "192.0.2.7/24", 0);
    assertEquals(
        List.of(
            "WARNING rp_filter: rp_filter of eth0 is 1 (strict,"
                + " /proc/sys/net/ipv4/conf/eth0/rp_filter), but 192.0.2.7/24 on eth1 is in the"
                + " same network"),
        found());
    host.file("/proc/sys/net/ipv4/conf/eth0/rp_filter", "2");
    assertEquals(List.of(), found());
  }

  @Test
  void strictReversePathFilteringOfAPeerFromElsewhere() {
    host.file("/proc/sys/net/ipv4/conf/eth0/rp_filter", "1");
    peers = List.of(IpAddress.parse("192.0.2.2"));
    assertEquals(List.of(), found());
    peers = List.of(IpAddress.parse("198.51.100.2"));
    assertEquals(
        List.of(
            "WARNING rp_filter: rp_filter of eth0 is 1 (strict,"
                + " /proc/sys/net/ipv4/conf/eth0/rp_filter), but a unicast peer is in no network of"
                + " it"),
        found());
  }

  @Test
  void otherInterfacesThatAnswerForTheAddress() {
    host.address("eth1", "198.51.100.1/24", 0);
    assertEquals(
        List.of(
            "NOTE arp_ignore: arp_ignore is 0 (/proc/sys/net/ipv4/conf/all/arp_ignore), and eth1"
                + " has an IPv4 address, too"),
        found());
    host.address("eth1", "192.0.2.7/24", 0);
    assertEquals(
        List.of(
            "WARNING arp_ignore: arp_ignore is 0 (/proc/sys/net/ipv4/conf/all/arp_ignore), and"
                + " 192.0.2.7/24 on eth1 is in the network of eth0",
            "WARNING arp_announce: arp_announce is 0 (/proc/sys/net/ipv4/conf/all/arp_announce),"
                + " and 192.0.2.7/24 on eth1 is in the network of eth0"),
        found());
    assertEquals(
        "sysctl -w net/ipv4/conf/all/arp_ignore=1; for good: a file in /etc/sysctl.d",
        mend("arp_ignore"));
    host.file("/proc/sys/net/ipv4/conf/all/arp_ignore", "1");
    host.file("/proc/sys/net/ipv4/conf/all/arp_announce", "2");
    assertEquals(List.of(), found());
  }

  @Test
  void ipv6ThatIsSwitchedOff() {
    addresses = addresses("fe80::100/64");
    // Written before the interface's own was set to 0 again.
    host.file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    assertEquals(List.of(), found());
    host.file("/proc/sys/net/ipv6/conf/eth0/disable_ipv6", "1");
    assertEquals(
        List.of(
            "PROBLEM ipv6: IPv6 is switched off on eth0"
                + " (/proc/sys/net/ipv6/conf/eth0/disable_ipv6)"),
        found());
  }

  @Test
  void settingsOfDuplicateAddressDetection() {
    addresses = addresses("fe80::100/64");
    host.file("/proc/sys/net/ipv6/conf/eth0/optimistic_dad", "1");
    assertEquals(
        List.of(
            "NOTE optimistic_dad: optimistic_dad of eth0 is 1"
                + " (/proc/sys/net/ipv6/conf/eth0/optimistic_dad)"),
        found());
    host.file("/proc/sys/net/ipv6/conf/all/accept_dad", "2");
    assertEquals(
        List.of(
            "NOTE accept_dad: accept_dad of eth0 is 2 (/proc/sys/net/ipv6/conf/eth0/accept_dad)"),
        found());
  }

  @Test
  void anOldKernel() {
    host.file("/proc/sys/kernel/osrelease", "5.17.0");
    assertEquals(
        List.of("WARNING kernel: Linux 5.17.0 keeps no mark of who added an address"), found());
    host.file("/proc/sys/kernel/osrelease", "5.18.0");
    assertEquals(List.of(), found());
  }

  @Test
  void aServiceThatListensOnTheAddressByName() {
    host.folder("/etc/nginx/sites-enabled", "web");
    host.file("/etc/nginx/sites-enabled/web", "server {\n  listen 192.0.2.100:80;\n}");
    assertEquals(List.of(), found());
    host.file("/etc/nginx/sites-enabled/web", "server {\n  listen 192.0.2.10:80;\n}");
    assertEquals(
        List.of(
            "WARNING nonlocal_bind: /proc/sys/net/ipv4/ip_nonlocal_bind is 0, but"
                + " /etc/nginx/sites-enabled/web has 'listen 192.0.2.10:80;'"),
        found());
    host.file("/proc/sys/net/ipv4/ip_nonlocal_bind", "1");
    assertEquals(List.of(), found());
  }

  @Test
  void aServiceThatListensOnAnIpv6AddressByName() {
    addresses = addresses("fe80::100/64", "2001:db8::10/64");
    host.address("eth0", "2001:db8::1/64", 0);
    host.file("/etc/haproxy/haproxy.cfg", "frontend web\n  bind [2001:db8::10]:80\n");
    assertEquals(
        List.of(
            "WARNING nonlocal_bind: /proc/sys/net/ipv6/ip_nonlocal_bind is 0, but"
                + " /etc/haproxy/haproxy.cfg has 'bind [2001:db8::10]:80'"),
        found());
  }

  @Test
  void networkdThatTakesAddressesAway() {
    host.file(
        "/run/systemd/netif/links/2",
        "ADMIN_STATE=configured\nNETWORK_FILE=/run/systemd/network/10-netplan-eth0.network");
    host.file("/run/systemd/network/10-netplan-eth0.network", "[Network]\nDHCP=no");
    assertEquals(
        List.of(
            "WARNING networkd: systemd-networkd manages eth0 by"
                + " /run/systemd/network/10-netplan-eth0.network"),
        found());
    assertEquals(
        "KeepConfiguration=yes in a section [Network] of"
            + " /etc/systemd/network/10-netplan-eth0.network.d/vipd.conf, then networkctl reload",
        mend("networkd"));
    host.folder("/etc/systemd/network/10-netplan-eth0.network.d", "vipd.conf");
    host.file(
        "/etc/systemd/network/10-netplan-eth0.network.d/vipd.conf",
        "[Network]\nKeepConfiguration=yes");
    assertEquals(List.of(), found());
  }

  @Test
  void networkManagerThatTakesAddressesAway() {
    host.file("/run/NetworkManager/devices/2", "[device]\nmanaged=false");
    assertEquals(List.of(), found());
    host.file("/run/NetworkManager/devices/2", "[device]\nmanaged=true");
    assertEquals(
        List.of(
            "WARNING networkmanager: NetworkManager manages eth0 (/run/NetworkManager/devices/2)"),
        found());
  }

  @Test
  void keepalivedWithTheSameVrid() {
    host.folder("/etc/keepalived", "keepalived.conf");
    host.file("/etc/keepalived/keepalived.conf", keepalived("eth0", 52));
    assertEquals(List.of(), found());
    host.file("/etc/keepalived/keepalived.conf", keepalived("eth0", 51));
    assertEquals(
        List.of(
            "WARNING others: /etc/keepalived/keepalived.conf has VRID 51 on eth0, as web has;"
                + " keepalived does not run now"),
        found());
    process("keepalived", "net:[1]");
    assertEquals(
        List.of(
            "PROBLEM others: /etc/keepalived/keepalived.conf has VRID 51 on eth0, as web has, and"
                + " keepalived runs"),
        found());
  }

  private static String keepalived(String link, int vrid) {
    return """
    ! the first is another
    vrrp_instance other {
      interface eth1
      virtual_router_id 51
      virtual_ipaddress { 198.51.100.1 }
    }
    vrrp_instance web { # ours
      interface %s
      virtual_router_id %d
      virtual_ipaddress {
        192.0.2.10/24
      }
    }
    """
        .formatted(link, vrid);
  }

  private void process(String name, String namespace) {
    host.folder("/proc", "17", "self", "sys");
    host.file("/proc/17/comm", name);
    host.links.put("/proc/self/ns/net", "net:[1]");
    host.links.put("/proc/17/ns/net", namespace);
  }

  @Test
  void anotherDaemonWithOtherVrids() {
    process("ucarp", "net:[1]");
    assertEquals(List.of("NOTE others: ucarp runs here, too"), found());
    process("ucarp", "net:[2]");
    assertEquals(List.of(), found(), "in a container's own network");
  }

  @Test
  void frrWithTheSameVrid() {
    process("vrrpd", "net:[1]");
    host.file(
        "/etc/frr/frr.conf", "interface eth0\n vrrp 51 version 3\n vrrp 51 ip 192.0.2.10\nexit");
    assertEquals(
        List.of(
            "PROBLEM others: /etc/frr/frr.conf has VRID 51 on eth0, as web has, and vrrpd runs"),
        found());
    host.file("/etc/frr/frr.conf", "interface eth0\n vrrp 51 ipv6 2001:db8::10\nexit");
    assertEquals(List.of("NOTE others: vrrpd runs here, too"), found(), "in IPv6 only");
  }

  @Test
  void aDaemonWithoutItsRights() {
    host.file("/proc/4711/status", "Name:\tvipd\nCapEff:\t0000000000003000");
    assertEquals(List.of(), found());
    host.file("/proc/4711/status", "Name:\tvipd\nCapEff:\t0000000000001000");
    assertEquals(
        List.of("PROBLEM capabilities: the daemon lacks CAP_NET_RAW (CapEff in /proc/4711/status)"),
        found());
  }

  @Test
  void aCoreThreadOfNormalPriority() {
    host.folder("/proc/4711/task", "4711", "4720");
    host.file("/proc/4711/task/4711/stat", stat("java", 0, 0));
    host.file("/proc/4711/task/4720/stat", stat("core", 0, 0));
    assertEquals(
        List.of("NOTE priority: the core thread has normal priority (/proc/4711/task/4720/stat)"),
        found());
    host.file("/proc/4711/task/4720/stat", stat("core", -15, 0));
    assertEquals(List.of(), found());
    host.file("/proc/4711/task/4720/stat", stat("core", 0, 2));
    assertEquals(List.of(), found());
  }

  private static String stat(String name, int nice, int policy) {
    List<String> fields = new ArrayList<>(List.of("4720", "(" + name + ")"));
    IntStream.rangeClosed(3, 52).forEach(field -> fields.add("0"));
    fields.set(18, Integer.toString(nice));
    fields.set(40, Integer.toString(policy));
    return String.join(" ", fields);
  }

  @Test
  void aUnitThatIsNotEnabledOrHasFailed() {
    host.file("/run/systemd/system", "");
    host.programs.put(
        "systemctl",
        new Reading.Text("LoadState=loaded\nActiveState=active\nUnitFileState=disabled"));
    assertEquals(List.of("WARNING unit: vipd.service is not enabled"), found());
    host.programs.put(
        "systemctl",
        new Reading.Text("LoadState=loaded\nActiveState=failed\nUnitFileState=enabled"));
    assertEquals(List.of("PROBLEM unit: vipd.service has failed"), found());
    host.programs.put("systemctl", new Reading.Text("LoadState=not-found\nActiveState=inactive"));
    assertEquals(List.of(), found());
  }

  @Test
  void libpcapThatIsMissing() {
    host.library = false;
    assertEquals(List.of("PROBLEM libpcap: libpcap.so.0.8 is not found"), found());
  }

  @Test
  void aClockThatNobodyKeepsRight() {
    host.synchronised = false;
    String what = " clock: nothing keeps this host's clock right (adjtimex says: unsynchronised)";
    assertEquals(List.of("NOTE" + what), found());
    signature = Signature.TIME;
    assertEquals(List.of("WARNING" + what), found());
    signature = Signature.MONOTONIC;
    assertEquals(List.of("NOTE" + what), found());
  }

  @Test
  void aGroupInFault() {
    live = new Live("FAULT", "check nginx is down", List.of());
    assertEquals(List.of("PROBLEM role: web over IPv4 is in FAULT: check nginx is down"), found());
  }

  @Test
  void peersThatDiffer() {
    live = new Live("BACKUP", "", List.of(peer("192.0.2.2", "its priority is ours")));
    assertEquals(
        List.of("WARNING peer: 192.0.2.2, heard by web over IPv4: its priority is ours"), found());
  }

  @Test
  void theSilenceOfBackupsIsNormal() {
    live = new Live("ACTIVE", "", List.of(new Peer("192.0.2.2", null, null, "never heard")));
    assertEquals(List.of("NOTE peer: web over IPv4 is Active here, and nobody was heard"), found());
    live = new Live("BACKUP", "", List.of());
    assertEquals(List.of("NOTE peer: web over IPv4 has heard nobody yet"), found());
  }

  @Test
  void theWorstComesFirst() {
    host.synchronised = false;
    host.library = false;
    host.file("/proc/sys/kernel/osrelease", "5.4.0");
    assertEquals(
        List.of("libpcap", "kernel", "clock"),
        examine().stream().limit(3).map(Finding::topic).toList());
  }
}
