package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.state.Remains;
import io.vipd.daemon.state.RunState;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** vtk-l is interface 7; the time is 5 s. */
class SuccessionTest {
  private static final int OURS = 112;
  private static final int KERNEL = 3;

  private final Bench bench = new Bench();
  private final List<LinkSnapshot.Interface> interfaces =
      new ArrayList<>(List.of(new LinkSnapshot.Interface(7, "vtk-l", true, new byte[6], 6)));
  private final List<LinkSnapshot.Address> addresses = new ArrayList<>();
  private final List<Remains.Router> routers = new ArrayList<>();

  @AfterEach
  void close() {
    bench.close();
  }

  private static VirtualAddress virtual(String address) {
    return GroupConfigs.addresses(address).getFirst();
  }

  private void inKernel(int index, String address, int tag) {
    VirtualAddress virtual = virtual(address);
    addresses.add(
        new LinkSnapshot.Address(index, virtual.address(), virtual.prefixLength(), tag, 0));
  }

  private void wasActive(long advertAtNanos, String... ours) {
    routers.add(
        new Remains.Router(
            "vtk-l", 51, Family.IPV4, advertAtNanos, 0, GroupConfigs.addresses(ours)));
  }

  private Succession decide() {
    return decide(true);
  }

  private Succession decide(boolean tagSupported) {
    return Succession.of(
        new Remains(4711, routers),
        bench.groups,
        new LinkSnapshot(interfaces, addresses),
        tagSupported,
        bench.nowNanos);
  }

  private static AddressChange removal(int index, String address) {
    VirtualAddress virtual = virtual(address);
    return AddressChange.remove(index, virtual.address(), virtual.prefixLength());
  }

  @Test
  void aRouterThatWasActiveKeepsItsAddress() {
    Group web = bench.add();
    inKernel(7, "192.0.2.10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10");
    assertEquals(
        new Succession(
            List.of(new Succession.Heir(web, 4_000_000_000L, 7, List.of(virtual("192.0.2.10")))),
            List.of()),
        decide());
  }

  @Test
  void aRouterWithoutAddressesGoesOnToo() {
    GroupConfigs config = new GroupConfigs();
    config.addresses = List.of();
    config.advertise = List.of(IpAddress.parse("203.0.113.10"));
    Group web = bench.add(config.build());
    wasActive(4_000_000_000L);
    assertEquals(
        new Succession(List.of(new Succession.Heir(web, 4_000_000_000L, 7, List.of())), List.of()),
        decide());
  }

  @Test
  void oneThatWasNotActiveLosesWhatItHasAllTheSame() {
    bench.add();
    inKernel(7, "192.0.2.10", OURS);
    wasActive(0, "192.0.2.10");
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void whatCarriesTheTagGoesWithoutAnyState() {
    bench.add();
    inKernel(7, "192.0.2.10", OURS);
    inKernel(9, "198.51.100.1", OURS);
    assertEquals(
        new Succession(List.of(), List.of(removal(7, "192.0.2.10"), removal(9, "198.51.100.1"))),
        decide());
  }

  @Test
  void oneOfWhoseAddressesOneIsMissingIsNotContinuedAndLosesTheOther() {
    GroupConfigs config = new GroupConfigs();
    config.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11");
    bench.add(config.build());
    inKernel(7, "192.0.2.10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10", "192.0.2.11");
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void anAddressThatLeftTheConfigurationGoesAndTheOthersStay() {
    Group web = bench.add();
    inKernel(7, "192.0.2.10", OURS);
    inKernel(7, "192.0.2.11", OURS);
    wasActive(4_000_000_000L, "192.0.2.10", "192.0.2.11");
    assertEquals(
        new Succession(
            List.of(new Succession.Heir(web, 4_000_000_000L, 7, List.of(virtual("192.0.2.10")))),
            List.of(removal(7, "192.0.2.11"))),
        decide());
  }

  @Test
  void anAddressThatCameIntoTheConfigurationDoesNotKeepTheOthersFromStaying() {
    GroupConfigs config = new GroupConfigs();
    config.addresses = GroupConfigs.addresses("192.0.2.10", "192.0.2.11");
    Group web = bench.add(config.build());
    inKernel(7, "192.0.2.10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10");
    assertEquals(
        List.of(new Succession.Heir(web, 4_000_000_000L, 7, List.of(virtual("192.0.2.10")))),
        decide().heirs());
  }

  @Test
  void aGroupThatLeftTheConfigurationLosesItsAddresses() {
    inKernel(7, "192.0.2.10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10");
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void anotherVridOrFamilyIsAnotherRouter() {
    bench.add();
    inKernel(7, "192.0.2.10", OURS);
    List<VirtualAddress> ours = List.of(virtual("192.0.2.10"));
    routers.add(new Remains.Router("vtk-l", 52, Family.IPV4, 4_000_000_000L, 0, ours));
    routers.add(new Remains.Router("vtk-l", 51, Family.IPV6, 4_000_000_000L, 0, ours));
    routers.add(new Remains.Router("vtk-m", 51, Family.IPV4, 4_000_000_000L, 0, ours));
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void anAddressOnAnotherInterfaceThanTheGroupsGoes() {
    bench.add();
    interfaces.set(0, new LinkSnapshot.Interface(8, "vtk-l", true, new byte[6], 6));
    inKernel(7, "192.0.2.10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10");
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void anAdvertOfTheFutureIsNotBelieved() {
    bench.add();
    inKernel(7, "192.0.2.10", OURS);
    wasActive(5_000_000_001L, "192.0.2.10");
    assertEquals(new Succession(List.of(), List.of(removal(7, "192.0.2.10"))), decide());
  }

  @Test
  void anAddressOfTheAdministratorsIsNeitherKeptNorRemoved() {
    bench.add();
    inKernel(7, "192.0.2.10", KERNEL);
    inKernel(7, "192.0.2.1", 0);
    wasActive(4_000_000_000L, "192.0.2.10");
    assertEquals(new Succession(List.of(), List.of()), decide());
  }

  @Test
  void whereTheKernelKeepsNoTagsTheStateSaysWhoseAnAddressIs() {
    Group web = bench.add();
    inKernel(7, "192.0.2.1", 0);
    inKernel(7, "192.0.2.10", 0);
    inKernel(7, "192.0.2.11", 0);
    inKernel(9, "192.0.2.11", 0);
    wasActive(4_000_000_000L, "192.0.2.10", "192.0.2.11");
    assertEquals(
        new Succession(
            List.of(new Succession.Heir(web, 4_000_000_000L, 7, List.of(virtual("192.0.2.10")))),
            List.of(removal(7, "192.0.2.11"))),
        decide(false));
  }

  @Test
  void bothFamiliesAreHeirs() {
    GroupConfigs config = new GroupConfigs();
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    bench.add(config.build());
    inKernel(7, "192.0.2.10", OURS);
    inKernel(7, "2001:db8::10", OURS);
    wasActive(4_000_000_000L, "192.0.2.10");
    routers.add(
        new Remains.Router(
            "vtk-l", 51, Family.IPV6, 4_000_000_001L, 0, List.of(virtual("2001:db8::10"))));
    assertEquals(
        List.of(
            new Succession.Heir(
                bench.groups.getFirst(), 4_000_000_000L, 7, List.of(virtual("192.0.2.10"))),
            new Succession.Heir(
                bench.groups.getLast(), 4_000_000_001L, 7, List.of(virtual("2001:db8::10")))),
        decide().heirs());
  }

  private long heldNanos(long holdUntilNanos) {
    Group web = bench.groups.isEmpty() ? bench.add() : bench.groups.getFirst();
    List<Remains.Router> held =
        List.of(
            new Remains.Router("vtk-l", 51, Family.IPV4, 0, holdUntilNanos, List.of()),
            new Remains.Router("vtk-l", 52, Family.IPV4, 0, 99_000_000_000L, List.of()));
    return Succession.holdNanos(new Remains(4711, held), web, bench.nowNanos);
  }

  @Test
  void aHoldGoesOnForTheTimeThatWasLeft() {
    assertEquals(2_000_000_000L, heldNanos(7_000_000_000L));
    assertEquals(0, heldNanos(4_000_000_000L), "it is over");
    assertEquals(0, heldNanos(0), "there was none");
    assertEquals(Duration.ofDays(1).toNanos(), heldNanos(Long.MAX_VALUE), "no hold is longer");
  }

  @Test
  void aGroupNotesItsHoldForTheNextLife(@TempDir Path folder) {
    RunState state = RunState.begin(folder, 1);
    GroupConfig config = new GroupConfigs().build();
    Router router = bench.node.add(0, RouterConfigs.of(config, Family.IPV4), bench.nowNanos);
    Group web =
        new Group(
            config,
            router,
            bench.side(),
            state.enter("vtk-l", config.vrid(), config.addresses(Family.IPV4)));
    state.publish();
    bench.node.holdBack(router, 2_000_000_000L, bench.nowNanos);

    web.noteHold(bench.nowNanos);
    assertEquals(2_000_000_000L, Succession.holdNanos(Remains.read(folder), web, bench.nowNanos));
    web.noteHold(bench.nowNanos + 2_000_000_000L);
    assertEquals(0, Remains.read(folder).routers().getFirst().holdUntilNanos());
  }

  @Test
  void whatAnInterruptedDumpTellsTwiceIsRemovedOnce() {
    inKernel(7, "192.0.2.10", OURS);
    inKernel(7, "192.0.2.10", OURS);
    assertEquals(List.of(removal(7, "192.0.2.10")), decide().leftovers());
  }
}
