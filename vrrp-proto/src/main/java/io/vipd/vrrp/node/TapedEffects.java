package io.vipd.vrrp.node;

import io.vipd.vrrp.node.TapeEntry.Kind;

/** Writes down what a node decides, and has it carried out. */
final class TapedEffects implements Effects {
  private final Effects effects;
  private final Tape tape;
  private long nowNanos;

  TapedEffects(Effects effects, Tape tape) {
    this.effects = effects;
    this.tape = tape;
  }

  /** What is decided from now on is decided at this time. */
  void now(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  @Override
  public void timerServed(Router router, long dueAtNanos) {
    effects.timerServed(router, dueAtNanos);
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    tape.begin(Kind.SEND_ADVERT, router.id(), nowNanos);
    tape.add(priority);
    effects.sendAdvert(router, priority);
  }

  @Override
  public void installAddresses(Router router) {
    tape.begin(Kind.INSTALL_ADDRESSES, router.id(), nowNanos);
    effects.installAddresses(router);
  }

  @Override
  public void removeAddresses(Router router) {
    tape.begin(Kind.REMOVE_ADDRESSES, router.id(), nowNanos);
    effects.removeAddresses(router);
  }

  @Override
  public void announce(Router router) {
    tape.begin(Kind.ANNOUNCE, router.id(), nowNanos);
    effects.announce(router);
  }

  @Override
  public void stopAnnouncing(Router router) {
    tape.begin(Kind.STOP_ANNOUNCING, router.id(), nowNanos);
    effects.stopAnnouncing(router);
  }

  @Override
  public void promote(Router router) {
    tape.begin(Kind.PROMOTE, router.id(), nowNanos);
    effects.promote(router);
  }

  @Override
  public void promotedInVain(Router router) {
    tape.begin(Kind.PROMOTED_IN_VAIN, router.id(), nowNanos);
    effects.promotedInVain(router);
  }

  @Override
  public void report(Router router, Report report) {
    tape.begin(Kind.REPORT, router.id(), nowNanos);
    tape.add(report.from().ordinal());
    tape.add(report.to().ordinal());
    tape.add(report.cause().ordinal());
    tape.add(router.inhibitors);
    tape.add(report.priority());
    tape.add(report.peer());
    tape.add(report.peerPriority());
    tape.add(report.lastAdvertAgeNanos());
    tape.add(report.latenessNanos());
    effects.report(router, report);
  }
}
