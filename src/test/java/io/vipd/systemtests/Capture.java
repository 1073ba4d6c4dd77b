package io.vipd.systemtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Everything that crosses the switch, recorded by tcpdump and explained by tshark. */
final class Capture {
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
                    "ip proto 112 or arp"));
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
    return read("vrrp", "frame.time_epoch", "ip.src", "ip.dst", "vrrp.virt_rtr_id", "vrrp.prio")
        .stream()
        .map(fields ->
            new Advert(
                Double.parseDouble(fields.get(0)),
                fields.get(1),
                fields.get(2),
                Integer.parseInt(fields.get(3)),
                Integer.parseInt(fields.get(4))))
        .toList();
  }

  /** These fields of all packets so far that the filter fits, in order. */
  List<List<String>> read(String filter, String... fields) {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    // Wireshark 4.4 expects the form without a pseudo-header unless told, 4.0 the other.
    command.addAll(List.of("-o", "vrrp.v3_checksum_as_in_v2:FALSE"));
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
