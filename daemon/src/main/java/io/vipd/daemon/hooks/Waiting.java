package io.vipd.daemon.hooks;

import io.vipd.daemon.hooks.Change.What;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What somebody is still to be told. Whoever adds neither waits nor fails; one thread takes. */
interface Waiting {
  void add(Change change);

  /** What is to be told next; null for nothing. */
  Change take();

  boolean isEmpty();

  /** Whether what is being told of a role is out of date: there is something newer. */
  boolean hasNews();

  /** For whoever wants to hear of everything: the oldest is left out when there is no room. */
  static Waiting all(int room) {
    return new All(room);
  }

  /**
   * For whoever wants to know how it is now: of each kind the newest alone. A new role makes what
   * was to be said of the old one meaningless.
   */
  static Waiting newest() {
    return new Newest();
  }

  /** Everything, in order. */
  final class All implements Waiting {
    private final int room;
    private final Queue<Change> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private All(int room) {
      this.room = room;
    }

    @Override
    public void add(Change change) {
      queue.add(change);
      if (count.incrementAndGet() > room) {
        take();
      }
    }

    @Override
    public Change take() {
      Change change = queue.poll();
      if (change != null) {
        count.decrementAndGet();
      }
      return change;
    }

    @Override
    public boolean isEmpty() {
      return queue.isEmpty();
    }

    @Override
    public boolean hasNews() {
      return !isEmpty();
    }
  }

  /** The newest of each kind, in the order in which they happened. */
  final class Newest implements Waiting {
    private record Numbered(long number, Change change) {}

    private final AtomicLong numbers = new AtomicLong();
    private final Map<What, AtomicReference<Numbered>> places = new EnumMap<>(What.class);

    private Newest() {
      for (What what : What.values()) {
        places.put(what, new AtomicReference<>());
      }
    }

    @Override
    public void add(Change change) {
      if (change.what() == What.TRANSITION) {
        places.get(What.CONTEST_WON).set(null);
        places.get(What.DRAIN).set(null);
        places.get(What.PROMOTE).set(null);
      }
      places.get(change.what()).set(new Numbered(numbers.incrementAndGet(), change));
    }

    @Override
    public Change take() {
      while (true) {
        AtomicReference<Numbered> oldest = null;
        Numbered found = null;
        for (AtomicReference<Numbered> place : places.values()) {
          Numbered here = place.get();
          if (here != null && (found == null || here.number() < found.number())) {
            oldest = place;
            found = here;
          }
        }
        if (oldest == null) {
          return null;
        }
        if (oldest.compareAndSet(found, null)) {
          return found.change();
        }
      }
    }

    @Override
    public boolean isEmpty() {
      return places.values().stream().allMatch(place -> place.get() == null);
    }

    @Override
    public boolean hasNews() {
      return places.entrySet().stream()
          .anyMatch(place -> place.getKey().concernsRole() && place.getValue().get() != null);
    }
  }
}
