package io.vipd.daemon.loop;

import io.vipd.daemon.control.NoCoreException;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeCounters.LinkCounters;
import io.vipd.daemon.control.NodeCounters.RouterCounters;
import io.vipd.daemon.hooks.Hooks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Has the core thread read out what it has counted; called by any other thread. */
final class CoreCounters implements Supplier<NodeCounters> {
  /** An answer of the core that takes longer than this will not come. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  private final Roster roster;
  private final Inbox inbox;
  private final HealthChecks checks;
  private final Hooks hooks;

  CoreCounters(Roster roster, Inbox inbox, HealthChecks checks, Hooks hooks) {
    this.roster = roster;
    this.inbox = inbox;
    this.checks = checks;
    this.hooks = hooks;
  }

  /**
   * The counters of this moment.
   *
   * @throws IllegalStateException if the core does not answer
   */
  @Override
  public NodeCounters get() {
    CompletableFuture<NodeCounters> answer = new CompletableFuture<>();
    if (!inbox.post(_ -> answer.complete(read()))) {
      throw new NoCoreException("the daemon is too busy to answer");
    }
    return CoreOperations.await(answer, ANSWER_LIMIT);
  }

  private NodeCounters read() {
    return new NodeCounters(
        roster.groups().stream().map(CoreCounters::router).toList(),
        roster.sides().stream().map(CoreCounters::link).toList(),
        checks.counters(),
        hooks.counters(),
        inbox.refused());
  }

  private static RouterCounters router(Group group) {
    return new RouterCounters(
        group.config().name(),
        StatusPicture.family(group.family()),
        group.config().vrid(),
        group.config().interfaceName(),
        group.counters.transitions(),
        group.counters.advertsNotSent,
        group.counters.advertLateness.histogram(),
        group.router().worstLatenessNanos());
  }

  private static LinkCounters link(Side side) {
    return new LinkCounters(
        side.link().name(), StatusPicture.family(side.family()), side.refusals.byRule());
  }
}
