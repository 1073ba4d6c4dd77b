package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.daemon.loop.Changeover.Identity;
import io.vipd.daemon.loop.Changeover.LentAddress;
import io.vipd.daemon.loop.Changeover.Opened;
import io.vipd.daemon.loop.Changeover.Place;
import io.vipd.daemon.loop.Changeover.Prepared;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * Gives the core other groups while it runs. What can block or be refused is done here first, on
 * the caller's thread: sockets are opened, and the kernel is given the addresses that are new to
 * groups that are Active. When all of that has worked the core changes over in one turn; when
 * something is refused, what was done is undone, and the core has noticed nothing.
 */
final class Reconfigurer {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  /** Pictures that were overtaken by events, before one is taken all the same. */
  private static final int STALE_LIMIT = 5;

  /** The core asks for the address itself in a moment, and for how long it wants it. */
  private static final long LOAN_SECONDS = 2;

  private final Roster roster;
  private final Inbox inbox;
  private final Links links;
  private final Resync resync;
  private final HealthChecks checks;
  private final Changeover changeover;
  private final Maintenance maintenance;

  Reconfigurer(
      Roster roster,
      Inbox inbox,
      Links links,
      Resync resync,
      HealthChecks checks,
      Changeover changeover,
      Maintenance maintenance) {
    this.roster = roster;
    this.inbox = inbox;
    this.links = links;
    this.resync = resync;
    this.checks = checks;
    this.changeover = changeover;
    this.maintenance = maintenance;
  }

  /**
   * What the core was at one moment.
   *
   * @param groups by identity; those of the new configuration that exist already are found here
   * @param roles of those groups
   * @param sockets sides, and whether their socket has joined the group; null where there is none
   */
  private record Survey(
      Map<Identity, GroupConfig> groups, Map<Identity, Role> roles, Map<Place, Boolean> sockets) {
    /** Whether one of the families is; what is new to the other one will soon be wanted, too. */
    boolean isActive(GroupConfig config) {
      return config.families().stream()
          .anyMatch(family -> roles.get(Identity.of(config, family)) == Role.ACTIVE);
    }

    boolean takesPart(GroupConfig config) {
      return config.families().stream()
          .map(family -> Identity.of(config, family))
          .anyMatch(identity -> roles.getOrDefault(identity, Role.INITIALIZE) != Role.INITIALIZE);
    }
  }

  /**
   * Has the core use these groups from now on, or changes nothing. Not from the core thread.
   *
   * @param syncs which of them move together
   * @throws KernelException what the kernel refused
   * @throws IllegalStateException if the core does not answer
   */
  synchronized void apply(List<GroupConfig> configs, List<SyncGroup> syncs) throws KernelException {
    Survey survey = ask(_ -> survey());
    List<LentAddress> lent = List.of();
    Map<Place, Opened> sockets = new HashMap<>();
    HealthChecks.Prepared prepared = null;
    boolean done = false;
    try {
      boolean news = hasNews(configs, survey);
      LinkSnapshot snapshot = news ? LinkSnapshot.take() : null;
      if (news) {
        openSockets(configs, survey, snapshot, sockets);
        lent = lend(configs, survey, snapshot);
      }
      prepared =
          checks.prepare(
              configs,
              config -> before(config, survey),
              config -> bond(config, configs, syncs).stream().anyMatch(survey::takesPart));
      for (int attempt = 1; !done; attempt++) {
        long heard = ask(_ -> links.heard());
        snapshot = news ? LinkSnapshot.take() : null;
        done =
            changeOver(
                new Prepared(configs, syncs, snapshot, sockets, lent, prepared), heard, attempt);
      }
      checks.settle(prepared);
      maintenance.save();
    } finally {
      if (!done) {
        giveBack(lent);
        sockets.values().forEach(opened -> opened.socket().close());
        if (prepared != null) {
          checks.discard(prepared);
        }
      }
    }
  }

  /** Answers false where the picture was overtaken by events. */
  private boolean changeOver(Prepared prepared, long heard, int attempt) {
    return ask(nowNanos -> {
      if (prepared.snapshot() != null && links.heard() != heard && attempt < STALE_LIMIT) {
        return false;
      }
      changeover.carryOut(prepared, nowNanos);
      if (prepared.snapshot() != null) {
        // What happened to a link that was none of ours when the picture was taken was not heard.
        resync.want(nowNanos);
      }
      return true;
    });
  }

  private Survey survey() {
    Survey survey = new Survey(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Group group : roster.groups()) {
      Identity identity = Changeover.identity(group);
      survey.groups.put(identity, group.config());
      survey.roles.put(identity, group.router().role());
    }
    for (Side side : roster.sides()) {
      survey.sockets.put(
          new Place(side.link().name(), side.family()),
          side.socket == null ? null : side.multicastSocket);
    }
    return survey;
  }

  /** The groups that a group will move together with, itself included. */
  private static List<GroupConfig> bond(
      GroupConfig config, List<GroupConfig> configs, List<SyncGroup> syncs) {
    String bond = Bonds.name(config.name(), syncs);
    return configs.stream().filter(other -> Bonds.name(other.name(), syncs).equals(bond)).toList();
  }

  private static GroupConfig before(GroupConfig config, Survey survey) {
    return survey.groups.get(Identity.of(config, config.families().getFirst()));
  }

  /** Whether a link, a side or an address is new or has gone, so that the kernel must be asked. */
  private static boolean hasNews(List<GroupConfig> configs, Survey survey) {
    for (GroupConfig config : configs) {
      for (Family family : config.families()) {
        GroupConfig before = survey.groups.get(Identity.of(config, family));
        if (before == null
            || !before.addresses(family).equals(config.addresses(family))
            || before.peers(family).isEmpty() != config.peers(family).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private static void openSockets(
      List<GroupConfig> configs, Survey survey, LinkSnapshot snapshot, Map<Place, Opened> sockets)
      throws KernelException {
    Map<Place, Boolean> wanted = new HashMap<>();
    for (GroupConfig config : configs) {
      for (Family family : config.families()) {
        wanted.merge(
            new Place(config.interfaceName(), family),
            config.peers(family).isEmpty(),
            Boolean::logicalOr);
      }
    }
    for (Map.Entry<Place, Boolean> entry : wanted.entrySet()) {
      Place place = entry.getKey();
      boolean multicast = entry.getValue();
      int index = snapshot.index(place.interfaceName());
      boolean known = survey.sockets.containsKey(place);
      // Whoever has none now is tried again and again, and is no reason to refuse anything.
      boolean fits =
          known && (survey.sockets.get(place) == null || survey.sockets.get(place) == multicast);
      if (index != Link.MISSING && !fits) {
        VrrpSocket socket =
            VrrpSocket.open(place.family(), place.interfaceName(), index, multicast);
        sockets.put(place, new Opened(socket, multicast));
      }
    }
  }

  /** Gives the kernel the addresses that Active groups are to have, all of them or none. */
  private static List<LentAddress> lend(
      List<GroupConfig> configs, Survey survey, LinkSnapshot snapshot) throws KernelException {
    List<LentAddress> loans = new ArrayList<>();
    for (GroupConfig config : configs) {
      int index = snapshot.index(config.interfaceName());
      for (VirtualAddress virtual : config.addresses()) {
        boolean there =
            snapshot.addresses().stream()
                .anyMatch(address ->
                    address.index() == index && address.address().equals(virtual.address()));
        if (survey.isActive(config) && index != Link.MISSING && !there) {
          loans.add(new LentAddress(config.interfaceName(), index, virtual));
        }
      }
    }
    if (loans.isEmpty()) {
      return loans;
    }
    List<AddressChange> changes = loans.stream().map(Reconfigurer::hold).toList();
    try (AddressWriter writer = new AddressWriter()) {
      int[] errnos = writer.apply(changes);
      for (int i = 0; i < errnos.length; i++) {
        if (errnos[i] != 0) {
          writer.apply(loans.stream().map(Reconfigurer::remove).toList());
          throw changes.get(i).failure(errnos[i]);
        }
      }
    }
    return loans;
  }

  private static AddressChange hold(LentAddress lent) {
    VirtualAddress virtual = lent.address();
    return AddressChange.hold(
        lent.index(), virtual.address(), virtual.prefixLength(), LOAN_SECONDS);
  }

  private static AddressChange remove(LentAddress lent) {
    VirtualAddress virtual = lent.address();
    return AddressChange.remove(lent.index(), virtual.address(), virtual.prefixLength());
  }

  private static void giveBack(List<LentAddress> lent) throws KernelException {
    if (!lent.isEmpty()) {
      try (AddressWriter writer = new AddressWriter()) {
        writer.apply(lent.stream().map(Reconfigurer::remove).toList());
      }
    }
  }

  /** Has the core thread find an answer, or has it not begin to look for one. */
  private <T> T ask(LongFunction<T> question) {
    AtomicBoolean begun = new AtomicBoolean();
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean posted =
        inbox.post(nowNanos -> {
          if (begun.compareAndSet(false, true)) {
            try {
              answer.complete(question.apply(nowNanos));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
              throw e;
            }
          }
        });
    if (!posted) {
      throw new IllegalStateException("the daemon is too busy to change its configuration");
    }
    try {
      return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (begun.compareAndSet(false, true)) {
        throw new IllegalStateException(
            "the core did not answer within " + ANSWER_LIMIT.toSeconds() + " s", e);
      }
      return answer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (begun.compareAndSet(false, true)) {
        throw new IllegalStateException("interrupted while waiting for the core", e);
      }
      return answer.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the core could not change over", e.getCause());
    }
  }
}
