package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.kernel.Gateway;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who can tell whether the network points here: the host that is configured, else the
 * default gateway, which the kernel is asked for anew at each takeover, on a thread of its own
 * because that may take its time.
 */
final class Witnesses implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Witnesses.class);

  /** Asks the kernel, as {@link Gateway#by} does. */
  @FunctionalInterface
  interface Lookup {
    IpAddress gateway(int interfaceIndex, Family family) throws KernelException;
  }

  private final Lookup lookup;
  private final Set<Group> wanted = ConcurrentHashMap.newKeySet();
  private final Thread thread = Thread.ofPlatform().daemon().name("witness").unstarted(this::work);
  private volatile boolean closed;

  Witnesses(Lookup lookup) {
    this.lookup = lookup;
  }

  void start() {
    thread.start();
  }

  /** The group announces its addresses now; never waits. */
  void wanted(Group group) {
    wanted.add(group);
    LockSupport.unpark(thread);
  }

  private void work() {
    while (!closed) {
      if (!round()) {
        LockSupport.park(this);
      }
    }
  }

  /** Looks for those that are wanted; whether there were any. */
  boolean round() {
    boolean any = false;
    for (Group group : wanted) {
      any = true;
      wanted.remove(group);
      find(group);
    }
    return any;
  }

  private void find(Group group) {
    InquiryConfig inquiry = group.config().announce().inquiry();
    Announcement announcement = group.announcement;
    if (!inquiry.verify() || announcement == null) {
      return;
    }
    IpAddress witness = inquiry.witness(group.family());
    try {
      if (witness == null) {
        witness = lookup.gateway(group.link().index, group.family());
      }
    } catch (KernelException e) {
      log.warn("{}; nobody is asked whether the network points here. group={}", e, group.name());
    }
    boolean ours = witness != null && group.indexOf(witness) >= 0;
    announcement.inquiry().witness(witness == null || ours ? null : Group.inet(witness));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
