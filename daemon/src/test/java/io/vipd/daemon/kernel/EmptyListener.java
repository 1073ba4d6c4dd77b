package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.IpAddress;

/** Passes over everything; for tests that look at one thing. */
class EmptyListener implements LinkMonitor.Listener {
  @Override
  public void linkChanged(
      int interfaceIndex, String name, boolean up, byte[] macAddress, int operState) {}

  @Override
  public void linkRemoved(int interfaceIndex, String name) {}

  @Override
  public void addressAdded(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {}

  @Override
  public void addressRemoved(
      int interfaceIndex, IpAddress address, int prefixLength, int protocolTag, int flags) {}

  @Override
  public void overrun() {}
}
