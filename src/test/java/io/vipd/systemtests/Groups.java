package io.vipd.systemtests;

/** Group files that several tests start from; a test adds the lines that it is about. */
final class Groups {
  /** The virtual address of {@link #web}. */
  static final String VIP = "10.99.0.100";

  /** The virtual addresses of {@link #dualStack}: {@link #VIP} and these. */
  static final String VIP6 = "2001:db8:99::100";

  static final String LINK_LOCAL_VIP = "fe80::100";

  private Groups() {}

  /**
   * VRID 51 with one address on eth0, announced quickly. A pair that nothing but the test's own
   * fault may move takes 500 ms: at 100 ms it would move by itself where the machine stands still
   * for half a second.
   */
  static String web(int priority, String interval) {
    return quiet(priority, interval) + "announce: { repeat: 4, spacing: 500ms }\n";
  }

  /** The same with addresses of both families, of which the IPv6 router lists two. */
  static String dualStack(int priority, String interval) {
    return web(priority, interval)
        .replace("[10.99.0.100/24]", "[10.99.0.100/24, fe80::100/64, 2001:db8:99::100/64]");
  }

  /** The same with the IPv6 addresses only. */
  static String ipv6(int priority, String interval) {
    return web(priority, interval)
        .replace("[10.99.0.100/24]", "[fe80::100/64, 2001:db8:99::100/64]");
  }

  /** {@link #web} in version 2, in which the interval is whole seconds. */
  static String version2(int priority) {
    return web(priority, "1s") + "version: 2\n";
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
