package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The group wants 192.0.2.10/24 on interface 7 and has it. */
class AuditTest {
  private static final int OURS = 112;

  private final Bench bench = new Bench();
  private final Roster roster = new Roster();
  private final List<LinkSnapshot.Address> addresses = new ArrayList<>();
  private final List<String> mended = new ArrayList<>();
  private final Audit audit = audit(true);
  private Group web;

  @BeforeEach
  void holdTheAddress() {
    web = bench.add();
    bench.link.index = 7;
    roster.set(bench.groups, List.of(bench.link));
    web.wanted.set(3);
    web.presence(0, Presence.OURS);
    inKernel(7, "192.0.2.10", OURS);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Audit audit(boolean tagSupported) {
    return new Audit(
        roster,
        () -> new LinkSnapshot(List.of(), List.copyOf(addresses)),
        tagSupported,
        new Audit.Menders() {
          @Override
          public void resync() {
            mended.add("resync");
          }

          @Override
          public void discard(List<AddressChange> strays) {
            strays.forEach(stray ->
                mended.add("discard " + stray.address() + " on " + stray.interfaceIndex()));
          }

          @Override
          public void managers(String names) {}
        });
  }

  private void inKernel(int index, String address, int tag) {
    addresses.add(new LinkSnapshot.Address(index, IpAddress.parse(address), 24, tag, 0));
  }

  private List<String> look() throws KernelException {
    audit.look();
    List<String> all = List.copyOf(mended);
    mended.clear();
    return all;
  }

  @Test
  void whatIsAsItShouldBeIsLeftAlone() throws Exception {
    inKernel(7, "192.0.2.1", 0);
    inKernel(9, "198.51.100.1", 3);
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(), look());
    }
  }

  @Test
  void allIsCalmWhenItIsWellAndAsItWasTheLastTime() throws Exception {
    assertFalse(audit.look());
    assertTrue(audit.look());
    inKernel(7, "192.0.2.1", 0);
    assertFalse(audit.look(), "somebody's address has come");
    assertTrue(audit.look());
    roster.changed();
    assertFalse(audit.look(), "a role has changed");
    assertTrue(audit.look());
    inKernel(7, "192.0.2.99", OURS);
    assertFalse(audit.look());
    assertFalse(audit.look(), "a stray is still there");
    addresses.removeLast();
    web.presence(0, Presence.ABSENT);
    assertFalse(audit.look());
    assertFalse(audit.look(), "the core does not know an address");
  }

  @Test
  void anAddressWhoseRemovalWasMissedIsNoticed() throws Exception {
    addresses.clear();
    assertEquals(List.of("resync"), look());
  }

  @Test
  void anAddressWhoseComingWasMissedIsNoticed() throws Exception {
    web.presence(0, Presence.ABSENT);
    assertEquals(List.of("resync"), look());
  }

  @Test
  void anAddressOfOursThatNobodyWantsGoesWhenItIsSeenTwice() throws Exception {
    inKernel(7, "192.0.2.99", OURS);
    inKernel(9, "192.0.2.10", OURS);
    assertEquals(List.of(), look());
    assertEquals(List.of("discard 192.0.2.99 on 7", "discard 192.0.2.10 on 9"), look());
  }

  @Test
  void oneThatIsGoneByThenIsNoStray() throws Exception {
    inKernel(7, "192.0.2.99", OURS);
    look();
    addresses.removeLast();
    assertEquals(List.of(), look());
    inKernel(7, "192.0.2.99", OURS);
    assertEquals(List.of(), look());
  }

  @Test
  void aGroupThatIsNotActiveHasNoAddressOfOurs() throws Exception {
    web.wanted.set(2);
    look();
    assertEquals(List.of("discard 192.0.2.10 on 7"), look());
  }

  @Test
  void whereTheKernelKeepsNoTagsNothingIsKnownToBeAStray() throws Exception {
    Audit blind = audit(false);
    web.wanted.set(2);
    blind.look();
    blind.look();
    assertEquals(List.of(), mended);
  }

  @Test
  void whoChangesAddressesOnThisHostIsKnownByName(@TempDir Path proc) throws IOException {
    command(proc, "17", "systemd-network");
    command(proc, "18", "NetworkManager");
    command(proc, "19", "nginx");
    Files.createDirectories(proc.resolve("20"));
    assertEquals("NetworkManager,systemd-networkd", AddressManagers.running(proc));
    assertEquals("", AddressManagers.running(proc.resolve("none")));
  }

  private static void command(Path proc, String pid, String name) throws IOException {
    Files.writeString(Files.createDirectories(proc.resolve(pid)).resolve("comm"), name + "\n");
  }
}
