package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the addresses in the kernel with those that should be there: once a second while
 * anything changes, every five seconds while nothing does. Events tell of nearly everything at
 * once, but one that was missed, or an address of vipd's that somebody else put where it should not
 * be, would stay so for ever.
 *
 * <p>On a thread of its own, which only looks: what it finds is mended by the core and by the
 * address thread, who know best.
 */
final class Audit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Audit.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration CALM_PERIOD = Duration.ofSeconds(5);
  private static final int LOOKS_PER_CENSUS = 12;

  /** What mends things. */
  interface Menders {
    /** The core should learn anew what there is. */
    void resync();

    /** These are vipd's, and nobody wants them. */
    void discard(List<AddressChange> strays);

    /** These programs of this host change addresses, too; an empty text for none. */
    void managers(String names);
  }

  private final Roster roster;
  private final Resync.Source source;
  private final boolean tagSupported;
  private final Menders menders;
  private final Allowance complaints = new Allowance(1, TimeUnit.SECONDS.toNanos(10));
  private final Thread thread;
  private List<AddressChange> suspects = List.of();
  private List<LinkSnapshot.Address> seen = List.of();
  private long changesSeen;
  private volatile boolean stopped;

  /**
   * One that looks only from {@link #start} on.
   *
   * @param tagSupported whether the kernel tells which addresses are vipd's
   */
  Audit(Roster roster, Resync.Source source, boolean tagSupported, Menders menders) {
    this.roster = roster;
    this.source = source;
    this.tagSupported = tagSupported;
    this.menders = menders;
    this.thread = Thread.ofPlatform().daemon().name("audit").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  private void work() {
    Duration pause = PERIOD;
    for (int looks = 0; !stopped; looks++) {
      try {
        Thread.sleep(pause);
        pause = PERIOD;
        if (looks % LOOKS_PER_CENSUS == 0) {
          menders.managers(AddressManagers.running());
        }
        if (look()) {
          pause = CALM_PERIOD;
        }
      } catch (KernelException e) {
        complain("the kernel's addresses could not be compared with those wanted", e);
      } catch (RuntimeException e) {
        complain("comparing addresses failed; this is a bug in vipd", e);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void complain(String what, Exception why) {
    if (complaints.take(System.nanoTime())) {
      log.warn("{}", what, why);
    }
  }

  /**
   * Looks once.
   *
   * @return whether all is well, and as it was the last time
   */
  boolean look() throws KernelException {
    long changes = roster.changes();
    List<Group> groups = roster.groups();
    LinkSnapshot snapshot = source.take();
    Map<IpAddress, List<LinkSnapshot.Address>> there = new HashMap<>();
    for (LinkSnapshot.Address address : snapshot.addresses()) {
      there.computeIfAbsent(address.address(), _ -> new ArrayList<>(1)).add(address);
    }
    boolean known = groups.stream().allMatch(group -> isKnown(group, there));
    if (!known) {
      menders.resync();
    }
    List<AddressChange> strays = strays(groups, snapshot);
    discard(strays);
    boolean same = changes == changesSeen && snapshot.addresses().equals(seen);
    changesSeen = changes;
    seen = snapshot.addresses();
    return known && strays.isEmpty() && same;
  }

  /** What is said to be there is there, and nothing else. */
  private static boolean isKnown(Group group, Map<IpAddress, List<LinkSnapshot.Address>> there) {
    for (int i = 0; i < group.addresses().size(); i++) {
      boolean found = isThere(group, i, there.get(group.addresses().get(i).address()));
      if (found != (group.presence(i) != Presence.ABSENT)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isThere(Group group, int which, List<LinkSnapshot.Address> like) {
    if (like != null) {
      for (LinkSnapshot.Address address : like) {
        if (address.is(group, which)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<AddressChange> strays(List<Group> groups, LinkSnapshot snapshot) {
    if (!tagSupported) {
      return List.of();
    }
    Set<Wanted> wanted = new HashSet<>();
    for (Group group : groups) {
      if ((group.wanted.getAcquire() & 1) != 0) {
        group.addresses().forEach(each -> wanted.add(new Wanted(group.link().index, each)));
      }
    }
    List<AddressChange> strays = new ArrayList<>();
    for (LinkSnapshot.Address address : snapshot.addresses()) {
      if (address.tag() == AddressWriter.PROTOCOL_TAG && !wanted.contains(Wanted.of(address))) {
        strays.add(
            AddressChange.remove(address.index(), address.address(), address.prefixLength()));
      }
    }
    return strays;
  }

  /** An address of a group, where it is to be. */
  private record Wanted(int index, VirtualAddress address) {
    static Wanted of(LinkSnapshot.Address there) {
      return new Wanted(there.index(), new VirtualAddress(there.address(), there.prefixLength()));
    }
  }

  /** Only what was there the last time too: anything else may be coming or going at this moment. */
  private void discard(List<AddressChange> strays) {
    List<AddressChange> settled = new ArrayList<>(strays);
    settled.retainAll(suspects);
    suspects = strays;
    if (!settled.isEmpty()) {
      menders.discard(settled);
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
