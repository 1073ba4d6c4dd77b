package io.vipd.vrrp.node;

import io.vipd.vrrp.node.TapeEntry.Kind;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/**
 * A node that writes down whatever it is told and decides. What it tells itself on the way is no
 * input; and neither are calls that can have no effect: refused adverts, wake-ups before anything
 * is due, stalls shorter than any interval.
 */
public final class TapedNode extends Node {
  private final Tape tape;
  private final TapedEffects effects;
  private boolean busy;

  /** A node without routers. */
  public TapedNode(Effects effects, Tape tape) {
    this(new TapedEffects(effects, tape), tape);
  }

  private TapedNode(TapedEffects effects, Tape tape) {
    super(effects);
    this.effects = effects;
    this.tape = tape;
  }

  /** Begins an input; false if it is part of one that has begun. */
  private boolean begin(Kind kind, int router, long nowNanos) {
    if (busy) {
      return false;
    }
    busy = true;
    if (tape.isFull()) {
      tape.checkpoint(this, nowNanos);
    }
    effects.now(nowNanos);
    tape.begin(kind, router, nowNanos);
    return true;
  }

  /** Also when the node has failed: what it is told next may be just what explains that. */
  private void end(boolean begun) {
    if (begun) {
      busy = false;
    }
  }

  @Override
  public Router add(int link, RouterConfig config, long nowNanos) {
    boolean begun = begin(Kind.ADD, freeId(), nowNanos);
    if (begun) {
      tape.add(link);
      tape.add(config);
    }
    try {
      return super.add(link, config, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void remove(Router router, long nowNanos) {
    boolean begun = begin(Kind.REMOVE, router.id(), nowNanos);
    try {
      super.remove(router, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void reconfigure(
      Router router, RouterConfig config, List<CheckVerdict> verdicts, long nowNanos) {
    boolean begun = begin(Kind.RECONFIGURE, router.id(), nowNanos);
    if (begun) {
      tape.add(config);
      verdicts.forEach(tape::add);
    }
    try {
      super.reconfigure(router, config, verdicts, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void tie(List<Router> routers, long nowNanos) {
    boolean begun = begin(Kind.TIE, routers.getFirst().id(), nowNanos);
    if (begun) {
      routers.forEach(router -> tape.add(router.id()));
    }
    try {
      super.tie(routers, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void adopt(Router router, long lastAdvertNanos, long nowNanos) {
    boolean begun = begin(Kind.ADOPT, router.id(), nowNanos);
    if (begun) {
      tape.add(lastAdvertNanos);
    }
    try {
      super.adopt(router, lastAdvertNanos, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  void accept(Router router, Advert advert, long nowNanos) {
    boolean begun = begin(Kind.ADVERT, router.id(), nowNanos);
    if (begun) {
      tape.add(advert.family().ordinal());
      tape.add(advert.sourceHigh());
      tape.add(advert.sourceLow());
      tape.add(advert.priority());
      tape.add(advert.intervalCentiseconds());
      tape.add(advert.checksumForm().ordinal());
      tape.add(router.form().lists(advert) ? 1 : 0);
    }
    try {
      super.accept(router, advert, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void stalled(long stallNanos, long nowNanos) {
    if (stallNanos < Centiseconds.NANOS) {
      return;
    }
    boolean begun = begin(Kind.STALLED, 0, nowNanos);
    if (begun) {
      tape.add(stallNanos);
    }
    try {
      super.stalled(stallNanos, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void wake(long nowNanos) {
    long deadlineNanos = nextDeadlineNanos();
    if (deadlineNanos == NO_DEADLINE || deadlineNanos - nowNanos > 0) {
      return;
    }
    boolean begun = begin(Kind.WAKE, 0, nowNanos);
    try {
      super.wake(nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void inhibit(Router router, Inhibitor inhibitor, long nowNanos) {
    boolean begun = begin(Kind.INHIBIT, router.id(), nowNanos);
    if (begun) {
      tape.add(inhibitor.ordinal());
    }
    try {
      super.inhibit(router, inhibitor, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void release(Router router, Inhibitor inhibitor, long nowNanos) {
    boolean begun = begin(Kind.RELEASE, router.id(), nowNanos);
    if (begun) {
      tape.add(inhibitor.ordinal());
    }
    try {
      super.release(router, inhibitor, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void sourceAddress(Router router, IpAddress source, long nowNanos) {
    boolean begun = begin(Kind.SOURCE, router.id(), nowNanos);
    if (begun) {
      tape.add(source);
    }
    try {
      super.sourceAddress(router, source, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void noSourceAddress(Router router, long nowNanos) {
    boolean begun = begin(Kind.NO_SOURCE, router.id(), nowNanos);
    try {
      super.noSourceAddress(router, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void check(Router router, int index, CheckVerdict verdict, long nowNanos) {
    boolean begun = begin(Kind.CHECK, router.id(), nowNanos);
    if (begun) {
      tape.add(index);
      tape.add(verdict);
    }
    try {
      super.check(router, index, verdict, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void relinquish(Router router, long holdNanos, long nowNanos) {
    boolean begun = begin(Kind.RELINQUISH, router.id(), nowNanos);
    if (begun) {
      tape.add(holdNanos);
    }
    try {
      super.relinquish(router, holdNanos, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void holdBack(Router router, long nanos, long nowNanos) {
    boolean begun = begin(Kind.HOLD_BACK, router.id(), nowNanos);
    if (begun) {
      tape.add(nanos);
    }
    try {
      super.holdBack(router, nanos, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public boolean preemptNow(Router router, long nowNanos) {
    boolean begun = begin(Kind.PREEMPT, router.id(), nowNanos);
    try {
      return super.preemptNow(router, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void kernelAnswered(Router router, long claim, boolean confirmed, long nowNanos) {
    boolean begun = begin(Kind.KERNEL_ANSWERED, router.id(), nowNanos);
    if (begun) {
      tape.add(claim);
      tape.add(confirmed ? 1 : 0);
    }
    try {
      super.kernelAnswered(router, claim, confirmed, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void promoted(Router router, long promotion, boolean willing, long nowNanos) {
    boolean begun = begin(Kind.PROMOTED, router.id(), nowNanos);
    if (begun) {
      tape.add(promotion);
      tape.add(willing ? 1 : 0);
    }
    try {
      super.promoted(router, promotion, willing, nowNanos);
    } finally {
      end(begun);
    }
  }

  @Override
  public void addressesLost(Router router, long nowNanos) {
    boolean begun = begin(Kind.ADDRESSES_LOST, router.id(), nowNanos);
    try {
      super.addressesLost(router, nowNanos);
    } finally {
      end(begun);
    }
  }
}
