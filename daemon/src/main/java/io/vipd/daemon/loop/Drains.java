package io.vipd.daemon.loop;

import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets groups be drained before they give their addresses up on purpose: whoever orders that waits
 * here first, on a thread of his own, and the group goes on as Active meanwhile, with its adverts.
 * A wait ends when the programs have run, at its deadline, or when the group is Active no longer
 * for whatever reason.
 */
final class Drains {
  private static final Logger log = LoggerFactory.getLogger(Drains.class);

  /** The program is killed at its own limit, which is reported in better words than the core's. */
  private static final Duration KILLING = Duration.ofMillis(250);

  /** An answer of the core that takes longer than this will not come. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  private final Roster roster;
  private final Inbox inbox;
  private final HookTeller hooks;
  private final Chronicle chronicle;

  /** What is waited for; core thread. */
  private final List<Drain> underWay = new ArrayList<>();

  Drains(Roster roster, Inbox inbox, HookTeller hooks, Chronicle chronicle) {
    this.roster = roster;
    this.inbox = inbox;
    this.hooks = hooks;
    this.chronicle = chronicle;
  }

  /**
   * Waits until the groups among these that are Active are drained. Costs nothing where none has
   * anybody who drains it. Not from the core thread.
   *
   * @param which asked on the core thread, of groups that lead
   * @param why one sentence: who wants them to give up
   */
  void await(Predicate<Group> which, String why) {
    Duration limit = limit();
    if (limit.isZero()) {
      return;
    }
    CompletableFuture<Void> all = new CompletableFuture<>();
    if (!inbox.post(nowNanos -> begin(which, why, all, nowNanos))) {
      return; // too busy to do anything well
    }
    try {
      all.get(limit.plus(KILLING).plus(ANSWER_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.error("the core did not say that groups are drained; going on without");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What may be refused. */
  interface Act<E extends Exception> {
    void run() throws E;
  }

  /**
   * Does something after a wait as above. Where it is refused, the groups that were drained for it
   * are told that they are Active after all.
   */
  <E extends Exception> void before(Predicate<Group> which, String why, Act<E> act) throws E {
    await(which, why);
    boolean done = false;
    try {
      act.run();
      done = true;
    } finally {
      if (!done) {
        inbox.post(_ -> inVain(why));
      }
    }
  }

  private void inVain(String why) {
    for (Group group : roster.groups()) {
      if (group.drain != null
          && group.drain.why.equals(why)
          && group.router().role() == Role.ACTIVE) {
        group.drain = null;
        hooks.drainedInVain(group);
      }
    }
  }

  /** The longest that anybody may wait for any group; zero where nobody does. */
  Duration limit() {
    return roster.groups().stream()
        .filter(Group::leads)
        .map(hooks::drainLimit)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private void begin(
      Predicate<Group> which, String why, CompletableFuture<Void> all, long nowNanos) {
    List<CompletableFuture<Void>> each = new ArrayList<>();
    for (Group group : roster.groups()) {
      if (group.leads() && group.router().role() == Role.ACTIVE && which.test(group)) {
        Duration limit = hooks.drainLimit(group);
        if (group.drain != null && group.drain.underWay()) {
          each.add(group.drain.over);
        } else if (!limit.isZero()) {
          each.add(begin(group, why, limit, nowNanos).over);
        }
      }
    }
    CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenRun(() -> all.complete(null));
  }

  private Drain begin(Group group, String why, Duration limit, long nowNanos) {
    Drain drain = new Drain(group.router(), why, nowNanos + limit.plus(KILLING).toNanos());
    group.drain = drain;
    underWay.add(drain);
    log.info(
        "{} is drained before it gives up: {}. group={} limit_ms={}",
        group.name(),
        why,
        group.name(),
        limit.toMillis());
    chronicle.draining(group, why, limit);
    hooks.drain(group, why, _ -> inbox.post(_ -> end(drain)));
    return drain;
  }

  private void end(Drain drain) {
    underWay.remove(drain);
    drain.over.complete(null);
  }

  /** Ends what is waited for in vain; once in every turn of the core. */
  void look(long nowNanos) {
    for (int i = underWay.size() - 1; i >= 0; i--) {
      Drain drain = underWay.get(i);
      if (drain.router.role() != Role.ACTIVE || drain.deadlineNanos - nowNanos <= 0) {
        end(drain);
      }
    }
  }
}
