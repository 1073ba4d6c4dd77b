package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.node.TapeEntry.Kind;
import io.vipd.vrrp.wire.IpAddress;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was recorded is decided again, and nothing that decides is left out. */
class ReplayTest {
  private final Tape tape = new Tape(100_000);
  private final Bench bench = new Bench(effects -> new TapedNode(effects, tape));

  private static List<Replay.Step> steps(List<Tape.Copy> chapters) {
    List<Replay.Step> steps = new ArrayList<>();
    Replay.run(chapters.stream().map(Tape.Copy::chapter).toList(), steps::add);
    return steps;
  }

  private List<Replay.Step> replayed() {
    List<Replay.Step> steps = steps(tape.copy());
    steps.forEach(step -> assertTrue(step.same(), step::toString));
    return steps;
  }

  /** A takeover, a duel, a failover, a check and another configuration. */
  private void story() {
    bench.checkWeights = List.of(-30);
    bench.active();
    bench.hear("192.0.2.9", 110);
    bench.node.check(bench.router, 0, CheckVerdict.UP, bench.nowNanos());
    bench.node.check(bench.router, 0, CheckVerdict.number(2), bench.nowNanos());
    bench.hear("192.0.2.9", 110);
    bench.runUntil(bench.millis() + 10_000);
    bench.checkWeights = List.of();
    bench.priority = 90;
    bench.reconfigure();
    bench.node.relinquish(bench.router, 5_000_000_000L, bench.nowNanos());
    bench.node.stalled(3_000_000_000L, bench.nowNanos());
    bench.runUntil(bench.millis() + 10_000);
    bench.node.noSourceAddress(bench.router, bench.nowNanos());
  }

  @Test
  void whatWasRecordedIsDecidedAgain() {
    story();
    List<Replay.Step> steps = replayed();
    assertEquals(Kind.CHECKPOINT, steps.getFirst().input().kind());
    assertEquals("web/ipv4", steps.get(1).router());
    Replay.Step takeover =
        steps.stream().filter(step -> step.input().kind() == Kind.WAKE).findFirst().orElseThrow();
    assertEquals(
        List.of(Kind.SEND_ADVERT, Kind.INSTALL_ADDRESSES, Kind.REPORT),
        takeover.decided().stream().map(TapeEntry::kind).toList());
    assertTrue(steps.size() > 20, "only " + steps.size());
  }

  @Test
  void aDecisionThatWouldBeAnotherNowIsFound() {
    story();
    Tape.Copy copy = tape.copy().getLast();
    long[] words = copy.words().clone();
    // The priority of the last advert that went out.
    int at = 0;
    int sent = -1;
    for (TapeEntry entry : copy.chapter().entries()) {
      sent = entry.kind() == Kind.SEND_ADVERT ? at + 2 : sent;
      at += 2 + entry.args().size();
    }
    words[sent] = 17;
    List<Replay.Step> wrong =
        steps(List.of(new Tape.Copy(words, copy.configs()))).stream()
            .filter(step -> !step.same())
            .toList();
    assertEquals(1, wrong.size(), wrong::toString);
  }

  @Test
  void aChapterBeginsWhereTheLastOneEndedAndOldOnesAreForgotten() {
    Tape small = new Tape(300);
    Bench many = new Bench(effects -> new TapedNode(effects, small));
    many.active();
    for (int i = 0; i < 200; i++) {
      many.runUntil(many.millis() + 1000);
    }
    assertEquals(2, small.copy().size());
    List<Replay.Step> steps = steps(small.copy());
    steps.forEach(step -> assertTrue(step.same(), step::toString));
    assertEquals(2, steps.stream().filter(step -> step.input().kind() == Kind.CHECKPOINT).count());
    assertTrue(steps.size() < 200, "all " + steps.size());
  }

  @Test
  void afterAFailureOfTheNodeItIsRecordedOn() {
    bench.active();
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> bench.node.check(bench.router, 9, CheckVerdict.UP, bench.nowNanos()));
    bench.node.noSourceAddress(bench.router, bench.nowNanos());
    List<Kind> kinds =
        tape.copy().getLast().chapter().entries().stream().map(TapeEntry::kind).toList();
    assertTrue(kinds.contains(Kind.CHECK), kinds::toString);
    assertTrue(kinds.contains(Kind.NO_SOURCE), kinds::toString);
  }

  @Test
  void aStateThatIsLargerThanAChapterBeginsNoMoreChapters() {
    Tape small = new Tape(2_000);
    Bench many = new Bench(effects -> new TapedNode(effects, small));
    for (int vrid = 1; vrid <= 100; vrid++) {
      many.vrid = vrid;
      many.up();
    }
    for (int i = 0; i < 20; i++) {
      many.runUntil(many.millis() + 10);
      many.node.inhibit(many.router, Inhibitor.MAINTENANCE, many.nowNanos());
      many.node.release(many.router, Inhibitor.MAINTENANCE, many.nowNanos());
    }
    List<Replay.Step> steps = steps(small.copy());
    assertEquals(2, steps.stream().filter(step -> step.input().kind() == Kind.CHECKPOINT).count());
    assertTrue(steps.size() > 40, "only " + steps.size());
    steps.forEach(step -> assertTrue(step.same(), step::toString));
  }

  @Test
  void callsThatCannotMatterAreNotRecorded() {
    bench.active();
    int before = tape.copy().getLast().words().length;
    bench.wake();
    bench.node.stalled(9_999_999, bench.nowNanos());
    bench.hear("192.0.2.9", "192.0.2.2", 51, 100, 100);
    assertEquals(before, tape.copy().getLast().words().length);
  }

  private static void replayOrRefuse(List<RouterConfig> configs, List<TapeEntry> entries) {
    try {
      Replay.run(List.of(new TapeChapter(configs, entries)), _ -> {});
    } catch (IllegalArgumentException e) {
      assertFalse(e.getMessage().isBlank());
    }
  }

  @Test
  void aTapeThatMakesNoSenseIsRefused() {
    story();
    TapeChapter chapter = tape.copy().getLast().chapter();
    for (int i = 0; i < chapter.entries().size(); i++) {
      TapeEntry entry = chapter.entries().get(i);
      List<TapeEntry> entries = new ArrayList<>(chapter.entries());
      entries.set(i, new TapeEntry(entry.kind(), entry.router() + 7, entry.atNanos(), List.of()));
      replayOrRefuse(chapter.configs(), entries);
      for (int j = 0; j < entry.args().size(); j++) {
        List<Long> args = new ArrayList<>(entry.args());
        args.set(j, args.get(j) ^ 0x7f00000000000055L);
        entries.set(i, new TapeEntry(entry.kind(), entry.router(), entry.atNanos(), args));
        replayOrRefuse(chapter.configs(), entries);
        args.set(j, args.get(j) & 0x7f);
        entries.set(i, new TapeEntry(entry.kind(), entry.router(), entry.atNanos(), args));
        replayOrRefuse(chapter.configs(), entries);
      }
      replayOrRefuse(List.of(), chapter.entries());
    }
    TapeEntry wake = new TapeEntry(Kind.WAKE, 0, 0, List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> Replay.run(List.of(new TapeChapter(List.of(), List.of(wake))), _ -> {}));
  }

  @Test
  void everythingThatANodeCanBeToldIsRecorded() {
    for (Method method : Node.class.getDeclaredMethods()) {
      Class<?>[] types = method.getParameterTypes();
      boolean told =
          Modifier.isPublic(method.getModifiers())
              && types.length > 0
              && types[types.length - 1] == long.class;
      if (told && !method.getName().equals("receive")) {
        assertTrue(
            Arrays.stream(TapedNode.class.getDeclaredMethods())
                .anyMatch(each ->
                    each.getName().equals(method.getName())
                        && Arrays.equals(each.getParameterTypes(), types)),
            method + " is to be overridden in TapedNode");
      }
    }
  }

  /** Fields that a configuration gives, or that decide nothing on a tape. */
  private static final Set<String> APART =
      Set.of("intervalNanos", "id", "link", "form", "config", "signer", "authenticator", "address");

  /** Another value than the present one, or the same where there is no other. */
  private static Object another(Object present) {
    return switch (present) {
      case Boolean flag -> !flag;
      case Integer number -> number + 3;
      case Long number -> number + 5;
      case Enum<?> constant -> {
        Object[] all = constant.getDeclaringClass().getEnumConstants();
        yield all[(constant.ordinal() + 1) % all.length];
      }
      case null, default -> present;
    };
  }

  private static List<Field> fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .filter(field -> !Modifier.isFinal(field.getModifiers()))
        .filter(field -> !APART.contains(field.getName()))
        .peek(field -> field.setAccessible(true))
        .toList();
  }

  private static void assertListed(Object original, Object copy) throws IllegalAccessException {
    for (Field field : fields(original.getClass())) {
      Object value = field.get(original);
      if (field.getType().isPrimitive() || value instanceof Enum<?>) {
        assertEquals(value, field.get(copy), field + " is to be listed for both ways");
      }
    }
  }

  @Test
  void everythingThatARouterRemembersIsListed() throws IllegalAccessException {
    bench.active();
    bench.hear("192.0.2.9", 110);
    Router router = bench.router;
    Peer peer = router.peer(0);
    for (Object part : List.of(router, router.adoption, router.contest, peer)) {
      for (Field field : fields(part.getClass())) {
        if (!field.getName().equals("heapIndex")) {
          field.set(part, another(field.get(part)));
        }
      }
    }
    router.source = IpAddress.parse("192.0.2.77");
    Words words = Words.writing();
    List<RouterConfig> configs = new ArrayList<>();
    bench.node.exchange(words, configs);
    long[] numbers = new long[words.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = words.get(i);
    }
    Node other = new Node(new Bench());
    other.exchange(Words.reading(numbers), configs);
    Router read = other.routers().getFirst();
    assertListed(router, read);
    assertListed(router.adoption, read.adoption);
    assertListed(router.contest, read.contest);
    assertListed(peer, read.peer(0));
    assertEquals(router.source, read.source);
    assertEquals(router.lastReport, read.lastReport);
    assertEquals(peer.address(), read.peer(0).address());
    assertEquals(read.peer(0), read.lastPeer);
    assertEquals(List.of(router.checks), List.of(read.checks));
  }
}
