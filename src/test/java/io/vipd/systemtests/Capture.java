package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Everything that crosses the switch, recorded by tcpdump and explained by tshark. */
final class Capture {
  /** The severity of tshark's remarks that are more than a note. */
  private static final int WARNING = 0x600000;

  private final Program tcpdump;
  private final Path file;

  private Capture(Program tcpdump, Path file) {
    this.tcpdump = tcpdump;
    this.file = file;
  }

  /** Starts to record; whatever is sent after this call is in it. */
  static Capture start(Lab lab) {
    Path file = lab.logs().resolve("switch.pcap");
    Program tcpdump =
        lab.network()
            .start(
                "tcpdump",
                // Without -Z it would give up root and could not write the file.
                List.of(
                    "tcpdump",
                    "-Z",
                    "root",
                    "-i",
                    "br0",
                    "--immediate-mode",
                    "-U",
                    "-w",
                    file.toString(),
                    "ip proto 112 or ip6 proto 112 or arp or icmp6"));
    tcpdump.awaitLog("listening on br0");
    return new Capture(tcpdump, file);
  }

  /** Waits until a packet was recorded that tshark's filter fits. */
  void await(String filter) {
    Await.until(
        "a packet with " + filter, () -> read(filter, "frame.number"), found -> !found.isEmpty());
  }

  /** Ends the recording. */
  void stop() {
    tcpdump.interrupt();
  }

  /** One advert, as tshark reads it. */
  record Advert(double seconds, String source, String destination, int vrid, int priority) {}

  /** All adverts so far, in order. */
  List<Advert> adverts() {
    return read(
            "vrrp && !icmpv6",
            "frame.time_epoch",
            "ip.src",
            "ipv6.src",
            "ip.dst",
            "ipv6.dst",
            "vrrp.virt_rtr_id",
            "vrrp.prio")
        .stream()
        .map(fields ->
            new Advert(
                Double.parseDouble(fields.get(0)),
                fields.get(1) + fields.get(2),
                fields.get(3) + fields.get(4),
                Integer.parseInt(fields.get(5)),
                Integer.parseInt(fields.get(6))))
        .toList();
  }

  /**
   * Waits for an advert of priority 0 of one address and a later one of another address, and
   * returns the seconds between them.
   */
  double secondsFromRelease(String from, String to) {
    return Await.until(
            to + " advertises after the release of " + from,
            () -> release(adverts(), from, to),
            OptionalDouble::isPresent)
        .orElseThrow();
  }

  private static OptionalDouble release(List<Advert> adverts, String from, String to) {
    OptionalDouble released =
        adverts.stream()
            .filter(advert -> advert.source().equals(from) && advert.priority() == 0)
            .mapToDouble(Advert::seconds)
            .findFirst();
    return adverts.stream()
        .filter(advert -> advert.source().equals(to))
        .filter(advert -> released.isPresent() && advert.seconds() > released.getAsDouble())
        .mapToDouble(advert -> advert.seconds() - released.getAsDouble())
        .findFirst();
  }

  /**
   * Ends the recording. Fails unless there are adverts of VRRPv3 from each of these addresses of
   * either family, with a pseudo-header in their checksums, and tshark finds nothing wrong with
   * anybody's.
   */
  void assertSound(String... sources) {
    assertSound(3, sources);
  }

  /** The same for VRRPv2, whose checksums have no pseudo-header. */
  void assertSoundVersion2(String... sources) {
    assertSound(2, sources);
  }

  private void assertSound(int version, String... sources) {
    stop();
    // One call of tshark for all of it, because each takes half a second.
    List<List<String>> packets =
        read(
            "ip.proto == 112 || ipv6.nxt == 112",
            "ip.src",
            "ipv6.src",
            "ip.ttl",
            "ipv6.hlim",
            "vrrp.version",
            "vrrp.checksum.status",
            "_ws.malformed",
            "_ws.expert.severity");
    for (String source : sources) {
      assertTrue(
          packets.stream().anyMatch(fields -> source.equals(fields.get(0) + fields.get(1))),
          "no advert from " + source);
    }
    assertEquals(List.of(), packets.stream().filter(fields -> !isSound(fields, version)).toList());
  }

  private static boolean isSound(List<String> fields, int version) {
    return "255".equals(fields.get(2) + fields.get(3))
        && fields.get(4).equals(Integer.toString(version))
        && fields.get(5).equals("1")
        && fields.get(6).isEmpty()
        && Stream.of(fields.get(7).split(","))
            .filter(severity -> !severity.isEmpty())
            .allMatch(severity -> Integer.decode(severity) < WARNING);
  }

  /** Fails unless there are adverts from this node and all of their checksums are of that form. */
  void assertForm(ChecksumForm form, String source) {
    List<List<String>> statuses = read(form, "vrrp && ip.src == " + source, "vrrp.checksum.status");
    assertFalse(statuses.isEmpty(), "no advert from " + source);
    assertTrue(statuses.stream().allMatch(List.of("1")::equals), () -> source + ": " + statuses);
  }

  /** What VRRPv3 checksums over IPv4 are expected to cover. */
  enum ChecksumForm {
    PSEUDO_HEADER("FALSE"),
    RFC9568("TRUE");

    private final String asInVersion2;

    ChecksumForm(String asInVersion2) {
      this.asInVersion2 = asInVersion2;
    }
  }

  /** These fields of all packets so far that the filter fits, in order. */
  List<List<String>> read(String filter, String... fields) {
    return read(ChecksumForm.PSEUDO_HEADER, filter, fields);
  }

  private List<List<String>> read(ChecksumForm form, String filter, String... fields) {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    // Wireshark 4.4 expects the form without a pseudo-header unless told, 4.0 the other.
    command.addAll(List.of("-o", "vrrp.v3_checksum_as_in_v2:" + form.asInVersion2));
    command.addAll(List.of("-Y", filter, "-T", "fields"));
    Stream.of(fields).forEach(field -> command.addAll(List.of("-e", field)));
    Command.Result result = Command.run(command);
    // Until the recording is stopped, the file may end in the middle of a packet.
    if (result.exitCode() != 0 && !result.err().contains("cut short")) {
      throw new AssertionError(result);
    }
    return result.out().lines().map(line -> List.of(line.split("\t", -1))).toList();
  }
}
