package io.vipd.systemtests;

import io.vipd.systemtests.AddressLog.Tenure;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When an address was where, on two hosts. */
final class Tenures {
  private final List<Tenure> ofFirst;
  private final List<Tenure> ofSecond;

  /**
   * @param ofFirst the first host's, in order
   * @param ofSecond the second host's, in order
   * @param end when those end that have not ended
   */
  Tenures(List<Tenure> ofFirst, List<Tenure> ofSecond, LocalDateTime end) {
    this.ofFirst = ended(ofFirst, end);
    this.ofSecond = ended(ofSecond, end);
  }

  private static List<Tenure> ended(List<Tenure> tenures, LocalDateTime end) {
    return tenures.stream()
        .map(tenure -> new Tenure(tenure.from(), tenure.to() == null ? end : tenure.to()))
        .toList();
  }

  /** The longest time for which both hosts had the address. */
  Duration longestOfBoth() {
    Duration longest = Duration.ZERO;
    for (Tenure one : ofFirst) {
      for (Tenure other : ofSecond) {
        LocalDateTime from = one.from().isAfter(other.from()) ? one.from() : other.from();
        LocalDateTime to = one.to().isBefore(other.to()) ? one.to() : other.to();
        longest = longer(longest, Duration.between(from, to));
      }
    }
    return longest;
  }

  /** The longest time for which neither host had it, from a moment on. */
  Duration longestOfNone(LocalDateTime began) {
    List<Tenure> all = new ArrayList<>(ofFirst);
    all.addAll(ofSecond);
    all.sort(Comparator.comparing(Tenure::from));
    Duration longest = Duration.ZERO;
    LocalDateTime heldUntil = began;
    for (Tenure tenure : all) {
      longest = longer(longest, Duration.between(heldUntil, tenure.from()));
      heldUntil = tenure.to().isAfter(heldUntil) ? tenure.to() : heldUntil;
    }
    return longest;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
