package io.vipd.vrrp.node;

import java.util.Arrays;
import java.util.List;

/**
 * Routers ordered by deadline: a binary heap whose entries know their place, so that moving one
 * costs log n and creates no object. Deadlines are compared by difference, since a nanosecond clock
 * may overflow.
 */
final class DeadlineHeap {
  private Router[] heap = new Router[16];
  private int size;

  /** The router whose deadline is the earliest; null when none has one. */
  Router first() {
    return size == 0 ? null : heap[0];
  }

  /** Takes in routers that know their places already. */
  void restore(List<Router> routers) {
    size = 0;
    for (Router router : routers) {
      if (router.heapIndex >= 0) {
        size++;
      }
    }
    heap = new Router[Math.max(16, size)];
    for (Router router : routers) {
      if (router.heapIndex >= size) {
        throw new IllegalArgumentException("a state has a deadline in no place");
      }
      if (router.heapIndex >= 0) {
        heap[router.heapIndex] = router;
      }
    }
  }

  /** Sets a router's deadline, entering it or moving it. */
  void set(Router router, long deadlineNanos) {
    router.deadlineNanos = deadlineNanos;
    if (router.heapIndex < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      place(router, size++);
    }
    siftUp(router.heapIndex);
    siftDown(router.heapIndex);
  }

  /** Sets a router's deadline unless it has an earlier one. */
  void advance(Router router, long deadlineNanos) {
    if (router.heapIndex < 0 || deadlineNanos - router.deadlineNanos < 0) {
      set(router, deadlineNanos);
    }
  }

  /** Takes a router's deadline away. */
  void clear(Router router) {
    int hole = router.heapIndex;
    if (hole < 0) {
      return;
    }
    router.heapIndex = -1;
    Router last = heap[--size];
    heap[size] = null;
    if (hole < size) {
      place(last, hole);
      siftUp(hole);
      siftDown(last.heapIndex);
    }
  }

  private void siftUp(int index) {
    Router router = heap[index];
    while (index > 0 && before(router, heap[(index - 1) / 2])) {
      place(heap[(index - 1) / 2], index);
      index = (index - 1) / 2;
    }
    place(router, index);
  }

  private void siftDown(int index) {
    Router router = heap[index];
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], router)) {
        break;
      }
      place(heap[child], index);
      index = child;
    }
    place(router, index);
  }

  private void place(Router router, int index) {
    heap[index] = router;
    router.heapIndex = index;
  }

  private static boolean before(Router a, Router b) {
    return a.deadlineNanos - b.deadlineNanos < 0;
  }
}
