package io.vipd.vrrp.node;

import io.vipd.vrrp.node.TapeEntry.Kind;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a node was told lately, and what it decided: enough to have another node decide again. Two
 * chapters of bounded size; each begins with the node's whole state, and when one is full the older
 * one is forgotten. Writing creates no object, but when a chapter begins or a configuration comes.
 *
 * <p>An entry is a word with its kind, its router and how many numbers follow, one with the time,
 * and those numbers.
 */
public final class Tape {
  private static final Kind[] KINDS = Kind.values();
  private static final int KIND_BITS = 8;
  private static final int COUNT_BITS = 24;

  /** What a configuration takes, beside its words; ten thousand reloads must not add up. */
  private static final int CONFIG_WORDS = 64;

  private final int chapterWords;
  private final Words state = Words.writing();
  private Chapter present = new Chapter();
  private Chapter previous = new Chapter();
  private boolean begunChapter;
  private int begun = -1;

  /**
   * An empty tape.
   *
   * @param chapterWords about how many words of 8 bytes a chapter has, beside the state
   */
  public Tape(int chapterWords) {
    this(chapterWords, chapterWords + chapterWords / 8);
  }

  /** A tape whose chapters grow to their size. */
  Tape(int chapterWords, int words) {
    this.chapterWords = chapterWords;
    present.words = new long[words];
    previous.words = new long[words];
  }

  private static final class Chapter {
    private long[] words;
    private int size;
    private int stateWords;
    private int stateConfigs;
    private final List<RouterConfig> configs = new ArrayList<>();

    private Copy copy() {
      return new Copy(Arrays.copyOf(words, size), List.copyOf(configs));
    }
  }

  /**
   * A chapter that nobody writes to any more. Its entries are made as they are gone through: all of
   * them take ten times the room. To be read on any thread.
   */
  public record Copy(long[] words, List<RouterConfig> configs) implements Iterable<TapeEntry> {
    /** The same with all of its entries. */
    public TapeChapter chapter() {
      List<TapeEntry> entries = new ArrayList<>();
      forEach(entries::add);
      return new TapeChapter(configs, entries);
    }

    @Override
    public Iterator<TapeEntry> iterator() {
      return new Iterator<>() {
        private int at;

        @Override
        public boolean hasNext() {
          return at < words.length;
        }

        @Override
        public TapeEntry next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          TapeEntry entry = entry(at);
          at += 2 + entry.args().size();
          return entry;
        }
      };
    }

    private TapeEntry entry(int at) {
      int count = (int) (words[at] >>> KIND_BITS) & (1 << COUNT_BITS) - 1;
      return new TapeEntry(
          KINDS[(int) words[at] & (1 << KIND_BITS) - 1],
          (int) (words[at] >>> KIND_BITS + COUNT_BITS),
          words[at + 1],
          Arrays.stream(words, at + 2, at + 2 + count).boxed().toList());
    }
  }

  /** Everything on it, oldest first; on the thread that drives the node, between its inputs. */
  public List<Copy> copy() {
    return previous.size == 0 ? List.of(present.copy()) : List.of(previous.copy(), present.copy());
  }

  /** Forgets all of it, but not that a chapter has begun. */
  void erase() {
    present.size = 0;
    previous.size = 0;
    present.configs.clear();
    present.stateWords = 0;
    present.stateConfigs = 0;
    begunChapter = true;
  }

  /** Whether another chapter should begin before the next input. */
  boolean isFull() {
    return !begunChapter
        || present.size
                - present.stateWords
                + CONFIG_WORDS * (present.configs.size() - present.stateConfigs)
            > chapterWords;
  }

  /** Another chapter begins with the state of this node. */
  void checkpoint(Node node, long nowNanos) {
    begunChapter = true;
    Chapter next = previous;
    previous = present;
    present = next;
    next.size = 0;
    next.configs.clear();
    state.rewind();
    node.exchange(state, next.configs);
    begin(Kind.CHECKPOINT, 0, nowNanos);
    for (int i = 0; i < state.size(); i++) {
      add(state.get(i));
    }
    next.stateWords = next.size;
    next.stateConfigs = next.configs.size();
    int wanted = next.size + chapterWords + chapterWords / 8;
    if (next.words.length < wanted) {
      next.words = Arrays.copyOf(next.words, wanted);
    }
  }

  /** An entry begins. */
  void begin(Kind kind, int router, long nowNanos) {
    begun = present.size;
    put(kind.ordinal() | (long) router << KIND_BITS + COUNT_BITS);
    put(nowNanos);
  }

  /** Another number of the entry that was begun last. */
  void add(long number) {
    put(number);
    present.words[begun] += 1L << KIND_BITS;
  }

  void add(IpAddress address) {
    add(address == null ? -1 : address.family().ordinal());
    add(address == null ? 0 : address.high());
    add(address == null ? 0 : address.low());
  }

  /** A configuration, by its number in the chapter. */
  void add(RouterConfig config) {
    add(present.configs.size());
    present.configs.add(config);
  }

  void add(CheckVerdict verdict) {
    add(code(verdict));
  }

  private void put(long word) {
    if (present.size == present.words.length) {
      present.words = Arrays.copyOf(present.words, 2 * present.size);
    }
    present.words[present.size++] = word;
  }

  /** A verdict as one number. */
  static long code(CheckVerdict verdict) {
    return verdict.kind().ordinal() | (long) verdict.number() << KIND_BITS;
  }

  /** The verdict that was written as this number. */
  static CheckVerdict verdict(long code) {
    int kind = (int) code & (1 << KIND_BITS) - 1;
    CheckVerdict.Kind[] kinds = CheckVerdict.Kind.values();
    if (kind >= kinds.length) {
      throw new IllegalArgumentException("a verdict " + kind + " means nothing");
    }
    return new CheckVerdict(kinds[kind], Math.toIntExact(code >> KIND_BITS));
  }
}
