package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code announce} says of asking about the addresses. */
final class InquiryReader {
  private InquiryReader() {}

  static InquiryConfig read(Mapping announce) {
    Duration probe = announce.read("probe", InquiryReader::probe);
    Verify verify = announce.read("verify", InquiryReader::verify);
    return new InquiryConfig(probe, verify.wanted(), verify.witnesses());
  }

  private static Duration probe(String text) throws Refused {
    Duration probe = Durations.read(text);
    return probe.isZero()
        ? probe
        : Forms.duration("1s", "1h", "", "write a time in that range, or 0s for never").read(text);
  }

  private record Verify(boolean wanted, List<IpAddress> witnesses) {}

  private static Verify verify(String text) throws Refused {
    return switch (text) {
      case "auto" -> new Verify(true, List.of());
      case "off" -> new Verify(false, List.of());
      default -> new Verify(true, witnesses(text));
    };
  }

  private static List<IpAddress> witnesses(String text) throws Refused {
    List<IpAddress> witnesses = new ArrayList<>();
    for (String word : text.split(" +")) {
      IpAddress witness;
      try {
        witness = Addresses.host(word);
      } catch (Refused _) {
        throw new Refused(
            "is unknown; write auto, off, or the address of a host on this network, with a space"
                + " between one of IPv4 and one of IPv6");
      }
      if (witnesses.stream().anyMatch(known -> known.family() == witness.family())) {
        throw new Refused("names two hosts of one family; keep the one that is always there");
      }
      witnesses.add(witness);
    }
    return witnesses;
  }
}
