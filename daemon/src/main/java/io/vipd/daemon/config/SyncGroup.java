package io.vipd.daemon.config;

import java.util.List;

/**
 * Groups that move together.
 *
 * @param name its name
 * @param members the groups' names, at least two; the first one's election decides
 */
public record SyncGroup(String name, List<String> members) {
  /** Copies the list. */
  public SyncGroup {
    members = List.copyOf(members);
  }

  /** As a file has it: {@code site: [inside, outside]}. */
  @Override
  public String toString() {
    return name + ": [" + String.join(", ", members) + "]";
  }
}
