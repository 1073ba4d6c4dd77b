package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
  private final DeadlineHeap heap = new DeadlineHeap();

  @Test
  void anEmptyHeapHasNoFirst() {
    assertNull(heap.first());
    Router router = new Bench().add().router;
    heap.clear(router);
    heap.set(router, 1);
    heap.clear(router);
    assertNull(heap.first());
  }

  @Test
  void itAgreesWithASortedListOverRandomOperations() {
    SplittableRandom random = new SplittableRandom(3);
    List<Router> routers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      routers.add(new Bench().add().router);
    }
    List<Router> sorted = new ArrayList<>();
    for (int round = 0; round < 100_000; round++) {
      Router router = routers.get(random.nextInt(50));
      sorted.remove(router);
      if (random.nextInt(4) == 0) {
        heap.clear(router);
      } else {
        heap.set(router, random.nextLong(1000));
        sorted.add(router);
      }
      sorted.sort(Comparator.comparingLong(each -> each.deadlineNanos));
      if (sorted.isEmpty()) {
        assertNull(heap.first());
      } else {
        assertEquals(sorted.getFirst().deadlineNanos, heap.first().deadlineNanos);
      }
    }
    while (!sorted.isEmpty()) {
      assertEquals(sorted.removeFirst().deadlineNanos, heap.first().deadlineNanos);
      heap.clear(heap.first());
    }
    assertNull(heap.first());
  }

  @Test
  void aDeadlineBehindTheOverflowOfTheClockIsLater() {
    Router before = new Bench().add().router;
    Router behind = new Bench().add().router;
    heap.set(behind, Long.MIN_VALUE + 5);
    heap.set(before, Long.MAX_VALUE - 5);
    assertSame(before, heap.first());
  }
}
