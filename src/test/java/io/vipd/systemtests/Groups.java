package io.vipd.systemtests;

/** Group files that several tests start from; a test adds the lines that it is about. */
final class Groups {
  /** The virtual address of {@link #web}. */
  static final String VIP = "10.99.0.100";

  private Groups() {}

  /** VRID 51 with one address on eth0, announced quickly. */
  static String web(int priority, String interval) {
    return quiet(priority, interval) + "announce: { repeat: 4, spacing: 500ms }\n";
  }

  /** The same without a word on announcements. */
  static String quiet(int priority, String interval) {
    return """
    vrid: 51
    interface: eth0
    priority: %d
    interval: %s
    addresses: [10.99.0.100/24]
    """
        .formatted(priority, interval);
  }
}
