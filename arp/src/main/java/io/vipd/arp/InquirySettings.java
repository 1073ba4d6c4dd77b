package io.vipd.arp;

import java.time.Duration;

/**
 * What is asked about addresses while they are announced.
 *
 * @param probe how often to ask for each who has it, 1 s to 1 h; zero for never
 * @param verify whether to make sure that a host of the segment points to us
 */
public record InquirySettings(Duration probe, boolean verify) {
  /** Asks nothing. */
  public static final InquirySettings NONE = new InquirySettings(Duration.ZERO, false);

  /** Refuses what is outside the range. */
  public InquirySettings {
    if (!probe.isZero()
        && (probe.compareTo(Duration.ofSeconds(1)) < 0
            || probe.compareTo(Duration.ofHours(1)) > 0)) {
      throw new IllegalArgumentException("probe " + probe + " is outside PT1S..PT1H");
    }
  }
}
