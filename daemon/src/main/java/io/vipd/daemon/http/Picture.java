package io.vipd.daemon.http;

import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.journal.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The node at one moment, with the documents made of it so far. Any thread. */
final class Picture {
  private final Instant at;
  private final NodeStatus status;
  private final NodeCounters counters;
  private final List<Entry> recent;
  private final long journalLost;
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

  Picture(
      Instant at, NodeStatus status, NodeCounters counters, List<Entry> recent, long journalLost) {
    this.at = at;
    this.status = status;
    this.counters = counters;
    this.recent = List.copyOf(recent);
    this.journalLost = journalLost;
  }

  /** When it was taken. */
  Instant at() {
    return at;
  }

  NodeStatus status() {
    return status;
  }

  NodeCounters counters() {
    return counters;
  }

  /** The journal's latest entries, oldest first. */
  List<Entry> recent() {
    return recent;
  }

  /** Entries that the journal has lost since start. */
  long journalLost() {
    return journalLost;
  }

  /** A document of that name, made by whoever asks first. */
  byte[] document(String name, Supplier<byte[]> maker) {
    return documents.computeIfAbsent(name, _ -> maker.get());
  }
}
