package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.EntryForm;
import io.vipd.daemon.journal.FellBehindException;
import io.vipd.daemon.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a client the journal as it grows. Nothing is kept for a client: who reads more slowly than
 * the journal grows is cut off, and can come back with the last number it got. Shared by all
 * conversations.
 */
final class EventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 64;

  private final Answers answers;
  private final ControlLimits limits;
  private final AtomicInteger followers = new AtomicInteger();

  EventStream(Answers answers, ControlLimits limits) {
    this.answers = answers;
    this.limits = limits;
  }

  /**
   * Serves one client until it leaves, is too slow, or the journal ends.
   *
   * @param after sequence number of the last entry that it has; -1 for none
   * @throws RefusedException if as many clients listen as may
   */
  void run(LineChannel channel, long after) throws IOException, RefusedException {
    if (followers.incrementAndGet() > limits.followers()) {
      followers.decrementAndGet();
      throw new RefusedException(
          ErrorCode.BUSY,
          limits.followers() + " clients follow the events already; try again when one has gone");
    }
    try {
      follow(channel, after);
    } catch (FellBehindException e) {
      cutOff("it fell behind");
      String sentence = e.getMessage() + "; begin anew, or read the gap with history";
      channel.writeLine(
          new RefusedException(ErrorCode.FELL_BEHIND, sentence).toJson().toString(),
          limits.writeTime());
    } finally {
      followers.decrementAndGet();
    }
  }

  private void follow(LineChannel channel, long after)
      throws IOException, RefusedException, FellBehindException {
    Journal journal = answers.journal();
    // Read before the picture is taken: what happens meanwhile is told twice rather than never.
    long newest = journal.newestSequence();
    JsonObject first = new JsonObject();
    first.addProperty("sequence", newest);
    first.add("status", StatusDocument.toJson(answers.status(null)));
    boolean reads = send(channel, first);
    long last = after < 0 ? newest : after;
    if (last < newest) {
      long from = last;
      List<Entry> missed =
          journal.find(
              Request.History.MOST, entry -> entry.sequence() > from && entry.sequence() <= newest);
      reads = reads && sendAll(channel, missed);
      last = newest;
    }
    while (reads && !channel.isOver()) {
      List<Entry> entries = journal.after(last, AT_ONCE, LOOK_EVERY);
      reads = sendAll(channel, entries);
      last = entries.isEmpty() ? last : entries.getLast().sequence();
    }
    if (!reads) {
      cutOff("it did not read");
    }
  }

  private boolean sendAll(LineChannel channel, List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      if (!send(channel, EntryForm.toJson(entry))) {
        return false;
      }
    }
    return true;
  }

  private boolean send(LineChannel channel, JsonObject line) throws IOException {
    return channel.writeLine(line.toString(), limits.writeTime());
  }

  private void cutOff(String why) {
    long count = answers.countCutOff();
    if (Long.bitCount(count) == 1) {
      log.warn("a client that followed the events was cut off: {}. cut_off={}", why, count);
    }
  }
}
