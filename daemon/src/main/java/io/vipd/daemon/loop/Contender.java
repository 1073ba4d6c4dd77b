package io.vipd.daemon.loop;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Peer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another router that claims to be Active beside this one and loses, as the end of a split is seen
 * from the winner's side. Hosts, and programs that moved an address elsewhere, may have believed
 * it. It is told of at once, and while it goes on once in a while and after the last time: what the
 * loser's own programs do late must be undone, too. Core thread only.
 */
final class Contender {
  private static final Logger log = LoggerFactory.getLogger(Contender.class);
  private static final long SPACING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Allowance told = new Allowance(1, SPACING_NANOS);
  private boolean owed;

  /** The Active group heard a router that is Active and loses; {@link #look} tells of it. */
  void heard() {
    owed = true;
  }

  /** Tells what is owed, if it is time; to be called now and then. */
  void look(Group group, Chronicle chronicle, HookTeller hooks, long nowNanos) {
    if (!owed) {
      return;
    }
    if (group.router().role() != Role.ACTIVE) {
      owed = false;
    } else if (told.take(nowNanos)) {
      owed = false;
      tell(group, chronicle, hooks);
    }
  }

  private static void tell(Group group, Chronicle chronicle, HookTeller hooks) {
    Peer loser = group.router().lastPeer();
    String why =
        "%s claimed to be Active with priority %d and lost; hosts may have believed it"
            .formatted(loser.address(), loser.priority());
    log.warn(
        "{} stays ACTIVE: {}. group={} peer={} peer_priority={}",
        group.name(),
        why,
        group.name(),
        loser.address(),
        loser.priority());
    chronicle.contestWon(group, loser, why);
    hooks.contestWon(group, loser, why);
  }
}
