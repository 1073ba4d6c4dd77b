package io.vipd.vrrp.node;

import io.vipd.vrrp.node.TapeEntry.Kind;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Has a node decide again what one decided that was recorded on a {@link Tape}. */
public final class Replay {
  private static final Inhibitor[] INHIBITORS = Inhibitor.values();
  private static final Family[] FAMILIES = Family.values();
  private static final ChecksumForm[] CHECKSUM_FORMS = ChecksumForm.values();

  /**
   * One input and what came of it.
   *
   * @param input what the node was told
   * @param router how its router was called, with its family; null where none is meant
   * @param recorded what was decided then
   * @param decided what is decided now
   * @param names how routers are called, by their ids; changes with the next step
   */
  public record Step(
      TapeEntry input,
      String router,
      List<TapeEntry> recorded,
      List<TapeEntry> decided,
      Map<Integer, String> names) {
    /** Whether it is the same. */
    public boolean same() {
      return recorded.equals(decided);
    }
  }

  private final Consumer<Step> steps;
  private final Map<Integer, String> names = new HashMap<>();
  private TapedNode node;
  private Tape decisions;

  private Replay(Consumer<Step> steps) {
    this.steps = steps;
  }

  /**
   * Replays chapters, oldest first.
   *
   * @param steps is told of each input
   * @throws IllegalArgumentException if the tape makes no sense
   */
  public static void run(List<TapeChapter> chapters, Consumer<Step> steps) {
    Replay replay = new Replay(steps);
    try {
      chapters.forEach(replay::chapter);
    } catch (ArithmeticException | IndexOutOfBoundsException | NullPointerException e) {
      throw new IllegalArgumentException("a number means nothing: " + e.getMessage(), e);
    }
  }

  private void chapter(TapeChapter chapter) {
    List<TapeEntry> entries = chapter.entries();
    int at = 0;
    while (at < entries.size()) {
      TapeEntry input = entries.get(at++);
      if (input.kind().isDecision() || node == null && input.kind() != Kind.CHECKPOINT) {
        throw new IllegalArgumentException(input.kind() + " stands where an input should");
      }
      int end = at;
      while (end < entries.size() && entries.get(end).kind().isDecision()) {
        end++;
      }
      List<TapeEntry> recorded = entries.subList(at, end);
      at = end;
      if (input.kind() == Kind.CHECKPOINT) {
        checkpoint(input, chapter.configs());
      } else {
        List<TapeEntry> decided = decide(input, chapter.configs());
        if (input.kind() == Kind.ADD || input.kind() == Kind.RECONFIGURE) {
          learnNames();
        }
        boolean ofOne = input.kind() != Kind.WAKE && input.kind() != Kind.STALLED;
        String router = ofOne ? names.get(input.router()) : null;
        steps.accept(new Step(input, router, recorded, decided, names));
      }
    }
  }

  /** The first one is where to begin, and the node should have come to the others by itself. */
  private void checkpoint(TapeEntry input, List<RouterConfig> configs) {
    TapeEntry own = input;
    if (node != null) {
      Words words = Words.writing();
      node.exchange(words, new ArrayList<>());
      List<Long> numbers = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        numbers.add(words.get(i));
      }
      own = new TapeEntry(Kind.CHECKPOINT, 0, input.atNanos(), numbers);
    }
    if (node == null || !own.equals(input)) {
      decisions = new Tape(Integer.MAX_VALUE - 8, 64);
      node = new TapedNode(new NoEffects(), decisions);
      Words words = Words.reading(input.args().stream().mapToLong(Long::longValue).toArray());
      node.exchange(words, configs);
      learnNames();
    }
    steps.accept(new Step(input, null, List.of(input), List.of(own), names));
  }

  private void learnNames() {
    for (Router router : node.routers()) {
      names.put(router.id(), router.config().name() + "/" + family(router.config().family()));
    }
  }

  /** The address family, as documents call it. */
  private static String family(Family family) {
    return family == Family.IPV4 ? "ipv4" : "ipv6";
  }

  private List<TapeEntry> decide(TapeEntry input, List<RouterConfig> configs) {
    decisions.erase();
    tell(input, configs);
    List<TapeEntry> all = decisions.copy().getLast().chapter().entries();
    return all.stream().filter(entry -> entry.kind().isDecision()).toList();
  }

  private Router router(TapeEntry input) {
    return router(input.router());
  }

  private Router router(long id) {
    return node.routers().stream()
        .filter(router -> router.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no router " + id));
  }

  private void tell(TapeEntry input, List<RouterConfig> configs) {
    long now = input.atNanos();
    switch (input.kind()) {
      case ADD -> node.add(input.small(0), configs.get(input.small(1)), now);
      case REMOVE -> node.remove(router(input), now);
      case RECONFIGURE -> {
        List<CheckVerdict> verdicts = input.args().stream().skip(1).map(Tape::verdict).toList();
        node.reconfigure(router(input), configs.get(input.small(0)), verdicts, now);
      }
      case TIE -> node.tie(input.args().stream().map(this::router).toList(), now);
      case ADOPT -> node.adopt(router(input), input.arg(0), now);
      case ADVERT -> node.accept(router(input), advert(input, router(input)), now);
      case STALLED -> node.stalled(input.arg(0), now);
      case WAKE -> node.wake(now);
      case INHIBIT -> node.inhibit(router(input), input.constant(0, INHIBITORS), now);
      case RELEASE -> node.release(router(input), input.constant(0, INHIBITORS), now);
      case SOURCE -> node.sourceAddress(router(input), address(input), now);
      case NO_SOURCE -> node.noSourceAddress(router(input), now);
      case CHECK -> node.check(router(input), input.small(0), Tape.verdict(input.arg(1)), now);
      case RELINQUISH -> node.relinquish(router(input), input.arg(0), now);
      case HOLD_BACK -> node.holdBack(router(input), input.arg(0), now);
      case PREEMPT -> node.preemptNow(router(input), now);
      case KERNEL_ANSWERED ->
          node.kernelAnswered(router(input), input.arg(0), input.arg(1) != 0, now);
      case PROMOTED -> node.promoted(router(input), input.arg(0), input.arg(1) != 0, now);
      case ADDRESSES_LOST -> node.addressesLost(router(input), now);
      case CHECKPOINT,
          SEND_ADVERT,
          INSTALL_ADDRESSES,
          REMOVE_ADDRESSES,
          ANNOUNCE,
          STOP_ANNOUNCING,
          PROMOTE,
          PROMOTED_IN_VAIN,
          REPORT ->
          throw new IllegalArgumentException(input.kind() + " is nothing to be told");
    }
  }

  private static IpAddress address(TapeEntry entry) {
    return new IpAddress(entry.constant(0, FAMILIES), entry.arg(1), entry.arg(2));
  }

  private static Advert advert(TapeEntry entry, Router router) {
    return Advert.of(
        address(entry),
        router.config().version(),
        router.config().vrid(),
        entry.small(3),
        entry.small(4),
        entry.constant(5, CHECKSUM_FORMS),
        entry.arg(6) != 0 ? router.config().addresses() : List.of());
  }

  /** What is decided is compared, not done. */
  private static final class NoEffects implements Effects {
    @Override
    public void sendAdvert(Router router, int priority) {}

    @Override
    public void installAddresses(Router router) {}

    @Override
    public void removeAddresses(Router router) {}

    @Override
    public void announce(Router router) {}

    @Override
    public void report(Router router, Report report) {}
  }
}
