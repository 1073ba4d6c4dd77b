package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a monitor tells, one line each. */
final class Recorder implements LinkMonitor.Listener {
  final List<String> lines = new ArrayList<>();

  @Override
  public void linkChanged(
      int interfaceIndex, String name, boolean up, byte[] macAddress, int operState) {
    String mac = HexFormat.ofDelimiter(":").formatHex(macAddress);
    lines.add("link %d %s %s %s %d".formatted(interfaceIndex, name, up, mac, operState));
  }

  @Override
  public void linkRemoved(int interfaceIndex, String name) {
    lines.add("link removed %d %s".formatted(interfaceIndex, name));
  }

  @Override
  public void addressAdded(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {
    lines.add(
        "address %d %s/%d tag %d flags %x"
            .formatted(interfaceIndex, address, prefixLength, protocolTag, flags));
  }

  @Override
  public void addressRemoved(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {
    lines.add(
        "address removed %d %s/%d tag %d flags %x"
            .formatted(interfaceIndex, address, prefixLength, protocolTag, flags));
  }

  @Override
  public void overrun() {
    lines.add("overrun");
  }
}
