package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder and its files can be, other than readable YAML; and files that contradict. */
class FolderTest {
  private static final String WEB =
      """
      vrid: 51
      interface: eth0
      addresses: [192.0.2.10/24]
      """;

  @TempDir Path folder;

  @Test
  void aMissingFolderIsAnError() {
    assertEquals(
        List.of(
            "absent does not exist; give the folder that holds vipd.yaml and groups/, such as"
                + " /etc/vipd"),
        errors(folder.resolve("absent")));
  }

  @Test
  void aFileInsteadOfTheFolderIsAnError() throws IOException {
    write("vipd.yaml", "");
    assertEquals(
        List.of(
            "vipd.yaml is no folder; give the folder that holds vipd.yaml and groups/, such as"
                + " /etc/vipd"),
        errors(folder.resolve("vipd.yaml")));
  }

  @Test
  void withoutGroupsThereIsAWarning() {
    Loaded.Valid loaded = assertInstanceOf(Loaded.Valid.class, ConfigLoader.load(folder));
    assertEquals(List.of(), loaded.config().groups());
    assertEquals(
        List.of(
            "groups does not exist, so this node bears no address; add one file for each group"),
        said(loaded.warnings()));
  }

  @Test
  void anEmptyGroupsFolderIsAWarning() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    assertEquals(
        List.of(
            "groups holds no NAME.yaml, so this node bears no address; add one file for each"
                + " group"),
        warnings());
  }

  @Test
  void groupsAsAFileAndABrokenLinkAreErrors() throws IOException {
    write("groups", "");
    assertEquals(
        List.of("groups is no folder; make it one that holds a NAME.yaml for each group"),
        errors(folder));
    Files.delete(folder.resolve("groups"));
    Files.createSymbolicLink(folder.resolve("groups"), Path.of("nowhere"));
    assertEquals(List.of("groups leads to no folder; mend the link, or remove it"), errors(folder));
  }

  @Test
  void filesThatLookMeantAreWarnedOfAndBackupsAreNot() throws IOException {
    write("groups/web.yaml", WEB);
    write("groups/db.yml", "");
    write("groups/DB.YAML", "");
    write("groups/.web.yaml", "");
    write("groups/.#web.yaml", "");
    write("groups/web.yaml~", "");
    write("groups/web.yaml.dpkg-old", "");
    write("groups/README", "");
    write("vipd.yml", "");
    write("db.yaml", "");
    assertEquals(
        List.of(
            "db.yaml is ignored; the node's settings belong in vipd.yaml and a group's in"
                + " groups/NAME.yaml",
            "vipd.yml is ignored; the node's settings belong in vipd.yaml and a group's in"
                + " groups/NAME.yaml",
            "groups/DB.YAML is ignored; rename it to end in .yaml if it is a group",
            "groups/db.yml is ignored; rename it to end in .yaml if it is a group"),
        warnings());
  }

  @Test
  void aLinkToAFileIsRead() throws IOException {
    write("shared.txt", WEB);
    Files.createDirectory(folder.resolve("groups"));
    Files.createSymbolicLink(folder.resolve("groups/web.yaml"), Path.of("../shared.txt"));
    assertEquals(List.of(), warnings());
  }

  @Test
  void whatIsNoReadableFileIsAnErrorEach() throws IOException {
    Files.createDirectories(folder.resolve("groups/a.yaml"));
    Files.createSymbolicLink(folder.resolve("groups/b.yaml"), Path.of("nowhere"));
    Path device = Files.createSymbolicLink(folder.resolve("groups/d.yaml"), Path.of("/dev/zero"));
    write("groups/e.yaml", "");
    write("groups/f.yaml", "#".repeat(262_145));
    Files.createSymbolicLink(folder.resolve("vipd.yaml"), Path.of("nowhere"));
    assertEquals(
        List.of(
            "vipd.yaml leads to no file; mend the link, or remove it",
            "groups/a.yaml is a folder; put a file in its place, or rename it",
            "groups/b.yaml leads to no file; mend the link, or remove it",
            "groups/d.yaml is no regular file; put a file in its place, or remove it",
            "groups/e.yaml is empty; a group needs at least vrid, interface and addresses",
            "groups/f.yaml is larger than 256 KiB, the most that is read; is it the right file?"),
        errors(folder));
    Files.delete(device);
  }

  @Test
  void aLinkToItselfIsAnErrorInTheSystemsWords() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    Files.createSymbolicLink(folder.resolve("groups/web.yaml"), Path.of("web.yaml"));
    List<String> errors = errors(folder);
    assertEquals(1, errors.size());
    assertTrue(errors.getFirst().startsWith("groups/web.yaml cannot be read: "), errors.getFirst());
  }

  @Test
  void aFileWithoutPermissionIsAnError() throws IOException {
    write("groups/web.yaml", WEB);
    Path file = folder.resolve("groups/web.yaml");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    assertEquals(
        List.of(
            "groups/web.yaml cannot be read: permission denied; let the user that runs vipd read"
                + " it"),
        errors(folder));
  }

  @Test
  void whatIsNotTextIsAnErrorWithItsPlace() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    write("groups/a.yaml", "# stra\u00dfe\nvrid: 51\n", "UTF-16");
    write("groups/b.yaml", "vrid: 51\n# stra\u00dfe\n", "ISO-8859-1");
    write("groups/c.yaml", "vrid: 51\ninterface: \u0007eth0\n", "UTF-8");
    write("groups/d.yaml", "vrid: \u0000\n", "UTF-8");
    assertEquals(
        List.of(
            "groups/a.yaml is encoded in UTF-16; save it in UTF-8",
            "groups/b.yaml:2:7 byte 0xdf is not UTF-8; save the file in UTF-8",
            "groups/c.yaml:2:12 character U+0007 may not stand in YAML; remove it",
            "groups/d.yaml:1:7 character U+0000 may not stand in YAML; remove it"),
        errors(folder));
  }

  @Test
  void aFileThatNestsOrRepeatsWithoutEndIsAnError() throws IOException {
    write("groups/a.yaml", "vrid: " + "[".repeat(100_000));
    write("groups/b.yaml", "x: &a [1]\ny: [" + "*a, ".repeat(51) + "1]\n");
    write("groups/c.yaml", "vrid: &a [*a]\nchecks: &b { x: *b }\n");
    assertEquals(
        List.of(
            "groups/a.yaml is nested more than 20 levels deep; a value that begins with [ or {"
                + " needs quotes",
            "groups/b.yaml uses anchors more than 50 times; write the values where they belong",
            "groups/c.yaml:1:1 interface: missing; write for instance interface: eth0",
            "groups/c.yaml:1:1 addresses: missing; write for instance addresses: [192.0.2.10/24]",
            "groups/c.yaml:1:7 vrid: a list stands where a single value belongs; write one value",
            "groups/c.yaml:2:14 checks.x.x: unknown key; known here are script, http,"
                + " nginx-status, tcp, process, interface, file, route, ping, neighbour, every, timeout,"
                + " rise, fall, up-delay, down-delay, weight, back-off, init",
            "groups/c.yaml:2:14 checks.x: checks nothing; give it one of script, http,"
                + " nginx-status, tcp, process, interface, file, route, ping or neighbour"),
        errors(folder));
  }

  @Test
  void aGroupsFileNameIsItsName() throws IOException {
    write("groups/Web Server.yaml", WEB);
    assertEquals(
        List.of(
            "groups/Web Server.yaml is named after its group, and that name must begin with a"
                + " letter or digit and hold only a-z, 0-9, '.', '_' and '-', at most 64 of them;"
                + " choose another"),
        errors(folder));
  }

  @Test
  void mistakesInTheNodeFileComeFirst() throws IOException {
    write("groups/web.yaml", WEB + "priority: 0\n");
    write(
        "vipd.yaml",
        """
        node-name: web a
        script-user: "1000"
        control-group: [vipd]
        log-level: trace
        vrid: 51
        """);
    assertEquals(
        List.of(
            "vipd.yaml:1:12 node-name: 'web a' is no name of 1 to 64 ASCII characters without"
                + " spaces; choose another",
            "vipd.yaml:2:14 script-user: 1000 is no name that Linux accepts: a letter or '_', then"
                + " letters, digits, '_', '.' and '-', at most 32; write it as /etc/passwd or"
                + " /etc/group has it",
            "vipd.yaml:3:16 control-group: a list stands where a single value belongs; write one"
                + " value",
            "vipd.yaml:4:12 log-level: trace is unknown; write debug, info, warn or error",
            "vipd.yaml:5:1 vrid: belongs in groups/NAME.yaml, not here; move it there, or write one"
                + " of node-name, script-user, control-group, control-read, log-level, http-listen,"
                + " max-checks, hooks, sync",
            "groups/web.yaml:4:11 priority: 0 is outside 1..255 (RFC 9568 5.2.4); choose the highest"
                + " number for the node that should normally be Active"),
        errors(folder));
  }

  @Test
  void scriptsAsRootAreWarnedOf() throws IOException {
    write("groups/web.yaml", WEB);
    write("vipd.yaml", "script-user: root\n");
    assertEquals(
        List.of(
            "vipd.yaml:1:14 script-user: root lets every check and hook do anything to this"
                + " machine; choose a user of its own"),
        warnings());
  }

  @Test
  void twoGroupsCannotShareAVridOrAnAddress() throws IOException {
    write("groups/api.yaml", WEB);
    write("groups/web.yaml", WEB);
    assertEquals(
        List.of(
            "groups/web.yaml:1:7 vrid: 51 on eth0 is taken by groups/api.yaml:1:7, and a VRID names"
                + " one virtual router per interface and family (RFC 9568 5.2.3); choose another",
            "groups/web.yaml:3:13 addresses: 192.0.2.10 belongs to the group of"
                + " groups/api.yaml:3:13, and two groups cannot share it; remove one of the two"),
        errors(folder));
  }

  @Test
  void contradictionsAreFoundInFilesWithOtherErrorsToo() throws IOException {
    write("groups/api.yaml", WEB + "priority: 0\n");
    write("groups/web.yaml", "vrid: 51\ninterface: eth0\npeers: [192.0.2.10]\n");
    assertEquals(
        List.of(
            "groups/api.yaml:4:11 priority: 0 is outside 1..255 (RFC 9568 5.2.4); choose the highest"
                + " number for the node that should normally be Active",
            "groups/web.yaml:1:1 addresses: missing; write for instance addresses: [192.0.2.10/24]",
            "groups/web.yaml:1:7 vrid: 51 on eth0 is taken by groups/api.yaml:1:7, and a VRID names"
                + " one virtual router per interface and family (RFC 9568 5.2.3); choose another",
            "groups/web.yaml:3:9 peers: 192.0.2.10 is the virtual address of groups/api.yaml:3:13,"
                + " which moves; write the address that the other node always has"),
        errors(folder));
  }

  @Test
  void oneVridOnTwoInterfacesIsTwoRouters() throws IOException {
    write("groups/inside.yaml", WEB.replace("eth0", "eth1").replace("192.0.2", "198.51.100"));
    write("groups/outside.yaml", WEB);
    assertEquals(List.of(), warnings());
  }

  @Test
  void peersInOneGroupOfAnInterfaceAloneAreWarnedOf() throws IOException {
    write("groups/api.yaml", WEB + "peers: [192.0.2.3]\n");
    write("groups/web.yaml", "vrid: 52\ninterface: eth0\naddresses: [192.0.2.11/24]\n");
    assertEquals(
        List.of(
            "groups/api.yaml:4:8 peers: adverts of unicast peers can be forged by whoever can send from"
                + " their address; add auth",
            "groups/web.yaml:1:1 peers: none, so adverts go by multicast, while groups/api.yaml has"
                + " peers on eth0; if the network carries multicast neither needs them, else both"
                + " do"),
        warnings());
  }

  @Test
  void moreAddressesThanAnAdvertHoldsAreAnError() throws IOException {
    StringBuilder text = new StringBuilder("vrid: 51\ninterface: eth0\naddresses:\n");
    for (int i = 0; i < 256; i++) {
      text.append("  - 198.18.").append(i).append(".1/24\n");
    }
    write("groups/web.yaml", text.toString());
    assertEquals(
        List.of(
            "groups/web.yaml:4:3 addresses: 256 IPv4 addresses are more than the 255 that an advert can"
                + " hold (RFC 9568 5.2.5); make two groups of them"),
        errors(folder));
  }

  @Test
  void moreIpv6AddressesThanAPacketHoldsAreAnError() throws IOException {
    write("groups/web.yaml", ipv6Addresses(90));
    assertEquals(List.of(), warnings());
    write("groups/web.yaml", ipv6Addresses(91));
    assertEquals(
        List.of(
            "groups/web.yaml:4:3 addresses: 91 IPv6 addresses are more than the 90 that fit a packet"
                + " of 1500 bytes (RFC 9568 5.2.5); make two groups of them"),
        errors(folder));
  }

  @Test
  void aSignatureTakesTheRoomOfAnIpv6Address() throws IOException {
    String auth = "auth: { keys: { 1: { inline: 0123456789abcdef0123456789abcdef } } }\n";
    write("groups/web.yaml", ipv6Addresses(90) + auth);
    assertEquals(
        List.of(
            "groups/web.yaml:4:3 addresses: 90 IPv6 addresses are more than the 89 that fit a packet"
                + " of 1500 bytes with its signature (RFC 9568 5.2.5); make two groups of them"),
        errors(folder));
    write("groups/web.yaml", ipv6Addresses(89) + auth);
    assertInstanceOf(Loaded.Valid.class, ConfigLoader.load(folder));
  }

  private static String ipv6Addresses(int count) {
    StringBuilder text = new StringBuilder("vrid: 51\ninterface: eth0\naddresses:\n");
    for (int i = 1; i <= count; i++) {
      text.append("  - fe80::").append(i).append("/64\n");
    }
    return text.toString();
  }

  @Test
  void anIpv6AddressWithAHugeNetworkIsWarnedOf() throws IOException {
    write("groups/web.yaml", WEB.replace("192.0.2.10/24", "fe80::10/64, 2001:db8::10/24"));
    assertEquals(
        List.of(
            "groups/web.yaml:3:26 addresses: 2001:db8::10/24 claims that a large part of the Internet"
                + " is on this interface; write the prefix length of its network, such as /64"),
        warnings());
  }

  @Test
  void ipv6AddressesWithoutALinkLocalOneAreWarnedOf() throws IOException {
    write("groups/web.yaml", WEB.replace("192.0.2.10/24", "192.0.2.10/24, 2001:db8::10/64"));
    assertEquals(
        List.of(
            "groups/web.yaml:3:12 addresses: no IPv6 address is link-local, as the first must be (RFC"
                + " 9568 5.2.9), so strict routers refuse the adverts; add one such as fe80::10/64"),
        warnings());
  }

  @Test
  void oneVridIsTwoRoutersInTwoFamilies() throws IOException {
    write("groups/four.yaml", WEB);
    write("groups/six.yaml", WEB.replace("192.0.2.10/24", "fe80::10/64"));
    assertEquals(List.of(), warnings());
    write("groups/six.yaml", WEB.replace("192.0.2.10/24", "fe80::10/64, 192.0.2.11/24"));
    assertEquals(
        List.of(
            "groups/six.yaml:1:7 vrid: 51 on eth0 is taken by groups/four.yaml:1:7, and a VRID names"
                + " one virtual router per interface and family (RFC 9568 5.2.3); choose another"),
        errors(folder));
  }

  @Test
  void aLinkLocalAddressIsAnotherOneOnAnotherInterface() throws IOException {
    write(
        "groups/inside.yaml", WEB.replace("eth0", "eth1").replace("192.0.2.10/24", "fe80::10/64"));
    write("groups/outside.yaml", WEB.replace("192.0.2.10/24", "fe80::10/64"));
    assertEquals(List.of(), warnings());
    write("groups/outside.yaml", "vrid: 52\ninterface: eth1\naddresses: [fe80::10/64]\n");
    assertEquals(
        List.of(
            "groups/outside.yaml:3:13 addresses: fe80::10 belongs to the group of"
                + " groups/inside.yaml:3:13, and two groups cannot share it; remove one of the two"),
        errors(folder));
  }

  @Test
  void unicastInOneFamilyAloneIsWarnedOf() throws IOException {
    String both = WEB.replace("192.0.2.10/24", "192.0.2.10/24, fe80::10/64");
    String auth = "auth: { keys: { 1: { inline: 0123456789abcdef0123456789abcdef } } }\n";
    write("groups/web.yaml", both + "peers: [192.0.2.3]\n" + auth);
    Path file = folder.resolve("groups/web.yaml");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(
        List.of(
            "groups/web.yaml:4:8 peers: none are IPv6, so IPv6 adverts go by multicast; if the network"
                + " carries multicast neither family needs peers, else both do"),
        warnings());
    write("groups/web.yaml", both + "peers: [192.0.2.3, fe80::3]\n" + auth);
    assertEquals(List.of(), warnings());
  }

  @Test
  void peersOfAFamilyAreComparedWithThatFamilyAlone() throws IOException {
    String auth = "auth: { keys: { 1: { inline: 0123456789abcdef0123456789abcdef } } }\n";
    write("groups/four.yaml", WEB + "peers: [192.0.2.3]\n" + auth);
    Files.setPosixFilePermissions(
        folder.resolve("groups/four.yaml"), PosixFilePermissions.fromString("rw-r-----"));
    write("groups/six.yaml", WEB.replace("192.0.2.10/24", "fe80::10/64"));
    assertEquals(List.of(), warnings());
  }

  @Test
  void aVirtualAddressWithAHugeNetworkIsWarnedOf() throws IOException {
    write("groups/web.yaml", WEB.replace("/24", "/0"));
    assertEquals(
        List.of(
            "groups/web.yaml:3:13 addresses: 192.0.2.10/0 claims that most of the Internet is on"
                + " this interface; write the prefix length of its network, such as /24"),
        warnings());
  }

  private void write(String name, String text) throws IOException {
    write(name, text, "UTF-8");
  }

  private void write(String name, String text, String charset) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(charset));
  }

  private List<String> errors(Path at) {
    return said(assertInstanceOf(Loaded.Invalid.class, ConfigLoader.load(at)).problems());
  }

  private List<String> warnings() {
    return said(assertInstanceOf(Loaded.Valid.class, ConfigLoader.load(folder)).warnings());
  }

  private List<String> said(List<Problem> problems) {
    return problems.stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }
}
