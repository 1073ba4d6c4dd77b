package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the addresses with our mark from a dump. */
final class TaggedAddresses implements LinkMonitor.Listener {
  // A set: a dump that was interrupted by a change tells everything again.
  private final Set<AddressChange> removals = new LinkedHashSet<>();

  List<AddressChange> removals() {
    return new ArrayList<>(removals);
  }

  @Override
  public void addressAdded(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {
    if (protocolTag == AddressWriter.PROTOCOL_TAG) {
      removals.add(AddressChange.remove(interfaceIndex, address, prefixLength));
    }
  }

  @Override
  public void linkChanged(
      int interfaceIndex, String name, boolean up, byte[] macAddress, int operState) {}

  @Override
  public void linkRemoved(int interfaceIndex, String name) {}

  @Override
  public void addressRemoved(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {}

  @Override
  public void overrun() {}
}
