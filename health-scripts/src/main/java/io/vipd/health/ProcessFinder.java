package io.vipd.health;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the processes that a check means: alive, of a name, with a command line. Processes of this
 * daemon's own scripts never count: {@code nginx -t} is not a server. Neither do processes in
 * another network namespace where that can be told. Used by one thread at a time.
 */
final class ProcessFinder {
  private static final int MAX_ANCESTORS = 64;

  private final String comm;
  private final Predicate<String> command;
  private final String which;
  private final String described;
  private final long ownPid;
  private final ProcessTable table;

  /**
   * @param name null for any
   * @param command a regular expression for a part of the command line; null for any
   * @throws IllegalArgumentException when both are null, the name is empty, or the expression is
   *     none
   */
  ProcessFinder(String name, String command, long ownPid, ProcessTable table) {
    if (name == null ? command == null : name.isEmpty()) {
      throw new IllegalArgumentException("a process's name is empty");
    }
    this.comm = name == null ? null : ProcessTable.comm(name);
    this.command = command == null ? null : Pattern.compile(command, Pattern.DOTALL).asPredicate();
    this.which =
        (name == null ? "" : " named " + name)
            + (command == null ? "" : " with command line \"" + OutputTail.clean(command) + "\"");
    this.described = command == null ? name : "a process" + which;
    this.ownPid = ownPid;
    this.table = table;
  }

  /** How a sentence tells them from other processes: {@code " named nginx"}. */
  String which() {
    return which;
  }

  /** How a sentence names one of them. */
  String described() {
    return described;
  }

  ProcessTable table() {
    return table;
  }

  /** All of them, by PID. */
  Map<Long, ProcessTable.Entry> find() throws IOException {
    Map<Long, ProcessTable.Entry> found = table.named(comm);
    found
        .values()
        .removeIf(process ->
            !process.isAlive()
                || !hasCommand(process)
                || isOurs(process)
                || !table.isInOurNetwork(process.pid()));
    return found;
  }

  /** Whether a process has the name and the command line. */
  boolean fits(ProcessTable.Entry process) {
    return (comm == null || process.comm().equals(comm)) && hasCommand(process);
  }

  private boolean hasCommand(ProcessTable.Entry process) {
    return command == null || command.test(table.commandLine(process.pid()));
  }

  /** Whether it is this daemon or was started by it. */
  private boolean isOurs(ProcessTable.Entry process) {
    ProcessTable.Entry at = process;
    // Parents change while we climb: without a limit a loop is not impossible.
    for (int depth = 0; depth < MAX_ANCESTORS; depth++) {
      if (at.pid() == ownPid) {
        return true;
      }
      Optional<ProcessTable.Entry> parent = table.find(at.parent());
      if (parent.isEmpty()) {
        return false;
      }
      at = parent.get();
    }
    return false;
  }
}
