package io.vipd.vrrp.node;

import java.util.List;

/**
 * A part of what was recorded. It begins with the state of the node.
 *
 * @param configs the configurations that entries mean by their numbers; those of the state first
 * @param entries inputs, each followed by what was decided
 */
public record TapeChapter(List<RouterConfig> configs, List<TapeEntry> entries) {
  /** Copies the lists. */
  public TapeChapter {
    configs = List.copyOf(configs);
    entries = List.copyOf(entries);
  }
}
