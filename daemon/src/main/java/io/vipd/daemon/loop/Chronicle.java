package io.vipd.daemon.loop;

import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.conflict.ConflictNews;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import io.vipd.daemon.maintenance.Order;
import io.vipd.health.CheckResult;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Foreigner;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.wire.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes down for the journal what the log says in passing, with all that was known. */
final class Chronicle {
  private final Consumer<Note> journal;

  /**
   * A chronicle that never waits.
   *
   * @param journal takes notes from any thread, the core included
   */
  Chronicle(Consumer<Note> journal) {
    this.journal = journal;
  }

  /** A group changed its role; core thread. */
  void transition(Group group, Report report, String why) {
    journal.accept(
        new Note(
                Kind.TRANSITION,
                group.config().name(),
                group.name() + " is " + Sentences.role(report.to()) + ": " + why)
            .with("family", StatusPicture.family(group.family()))
            .with("sync", group.sync())
            .with("from", Sentences.role(report.from()))
            .with("to", Sentences.role(report.to()))
            .with("cause", word(report.cause()))
            .with("why", why)
            .with("priority", report.priority())
            .with("peer", report.peer() == null ? null : report.peer().toString())
            .with("peer-priority", report.peerPriority() < 0 ? null : report.peerPriority())
            .with("last-advert-age-ms", millisOrNull(report.lastAdvertAgeNanos()))
            .with("late-us", TimeUnit.NANOSECONDS.toMicros(report.latenessNanos()))
            .with("inhibitors", report.inhibitors().stream().map(Inhibitor::words).toList())
            .with("checks", checks(group)));
  }

  private static Long millisOrNull(long nanos) {
    return nanos < 0 ? null : (Long) TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static List<String> checks(Group group) {
    List<String> checks = new ArrayList<>();
    for (int i = 0; i < group.config().checks().size(); i++) {
      CheckVerdict verdict = group.router().check(i);
      String said = group.checkSaid[i];
      checks.add(
          group.config().checks().get(i).name()
              + " is "
              + HealthChecks.name(verdict, group.config().checks().get(i).weight())
              + (said == null || said.isEmpty() ? "" : ": " + said));
    }
    return checks;
  }

  /** A check's verdict changed; a check's thread. */
  void verdict(GroupConfig group, CheckConfig check, String verdict, CheckResult last) {
    journal.accept(
        new Note(
                Kind.CHECK,
                group.name(),
                "check %s of %s is %s%s"
                    .formatted(
                        check.name(),
                        group.name(),
                        verdict,
                        last.output().isEmpty() ? "" : ": " + last.output()))
            .with("check", check.name())
            .with("verdict", verdict)
            .with("weight", check.weight())
            .with("took-ms", TimeUnit.NANOSECONDS.toMillis(last.durationNanos()))
            .with("output", last.output()));
  }

  /** Somebody took an address away, and it is put back; core thread. */
  void restored(Group group, long times) {
    journal.accept(
        new Note(
                Kind.RESTORED,
                group.config().name(),
                "somebody removed an address of " + group.name() + "; it was put back")
            .with("family", StatusPicture.family(group.family()))
            .with("times", times));
  }

  /**
   * Somebody else claims an address that the group has, or does so no longer; any thread.
   *
   * @param router the address of a router at that station; empty if none is known
   */
  void conflict(Group group, ConflictNews news, String router) {
    journal.accept(
        new Note(Kind.CONFLICT, group.config().name(), conflict(news))
            .with("family", StatusPicture.family(group.family()))
            .with("stage", news.begun() ? "begun" : "over")
            .with("address", Group.text(news.address()))
            .with("mac", news.mac().toString())
            .with("router", router.isEmpty() ? null : router)
            .with("claims", news.claims())
            .with("lasted-ms", TimeUnit.NANOSECONDS.toMillis(news.lastedNanos())));
  }

  /** The same in a sentence. */
  static String conflict(ConflictNews news) {
    String address = Group.text(news.address());
    return news.begun()
        ? address + " is here, and " + news.mac() + " claims it, too"
        : "the conflict with " + news.mac() + " over " + address + " is over";
  }

  /** A group gives up on purpose as soon as it is drained; core thread. */
  void draining(Group group, String why, Duration limit) {
    journal.accept(
        new Note(
                Kind.DRAINING,
                group.config().name(),
                group.name() + " is drained before it gives up: " + why)
            .with("why", why)
            .with("limit-ms", limit.toMillis()));
  }

  /** Another router claimed to be Active, and lost; core thread. */
  void contestWon(Group group, Peer loser, String why) {
    journal.accept(
        new Note(Kind.CONTEST, group.config().name(), group.name() + " stays ACTIVE: " + why)
            .with("family", StatusPicture.family(group.family()))
            .with("peer", loser.address().toString())
            .with("peer-priority", loser.priority())
            .with("priority", group.router().priority()));
  }

  /**
   * A router that is none of its peers uses a group's VRID; core thread.
   *
   * @param station null where it is not known
   */
  void foreignRouter(Group group, Foreigner foreigner, MacAddress station, String why) {
    journal.accept(
        new Note(Kind.FOREIGN_ROUTER, group.config().name(), why)
            .with("family", StatusPicture.family(group.family()))
            .with("stage", "begun")
            .with("source", foreigner.source().toString())
            .with("mac", station == null ? null : station.toString())
            .with("version", foreigner.version())
            .with("priority", foreigner.priority())
            .with("interval-ms", TimeUnit.NANOSECONDS.toMillis(foreigner.intervalNanos()))
            .with("addresses", ForeignWatch.addresses(foreigner))
            .with("authentication", ForeignWatch.authentication(foreigner))
            .with("rule", word(foreigner.verdict())));
  }

  /** It was not heard for some time; core thread. */
  void foreignRouterGone(Group group, Foreigner foreigner, String why) {
    journal.accept(
        new Note(Kind.FOREIGN_ROUTER, group.config().name(), why)
            .with("family", StatusPicture.family(group.family()))
            .with("stage", "over")
            .with("source", foreigner.source().toString())
            .with("adverts", foreigner.adverts()));
  }

  /** A packet was refused, and it is said; core thread. */
  void refused(String link, String source, Verdict verdict, long refused) {
    journal.accept(
        new Note(
                Kind.REFUSED,
                null,
                "a packet from " + source + " on " + link + " was refused: " + verdict.rule())
            .with("interface", link)
            .with("source", source)
            .with("rule", word(verdict))
            .with("refused", refused));
  }

  /** A group's maintenance ended by itself; any thread. */
  void maintenanceEnded(Order order, String how) {
    journal.accept(
        new Note(
                Kind.MAINTENANCE,
                order.group(),
                "the maintenance of " + order.group() + " has ended " + how)
            .with("since", order.since().toString())
            .with("until", order.until().toString())
            .with("user", order.user())
            .with("reason", order.reason()));
  }

  /** How a constant is written for programs: {@code active-down-timer}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
