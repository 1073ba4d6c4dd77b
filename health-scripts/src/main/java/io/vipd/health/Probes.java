package io.vipd.health;

import java.nio.file.Path;

/** Makes the probe that a check's kind asks for. */
final class Probes {
  private static final Path PROC = Path.of("/proc");

  private final ScriptRunner scripts;
  private final ExitWatcher exits;
  private final Surroundings surroundings;

  Probes(ScriptRunner scripts, ExitWatcher exits, Surroundings surroundings) {
    this.scripts = scripts;
    this.exits = exits;
    this.surroundings = surroundings;
  }

  /**
   * A probe.
   *
   * @param wake runs the check at once
   * @throws IllegalArgumentException when it can never work, such as a URL without a host
   */
  Probe of(CheckSettings settings, Runnable wake) {
    return switch (settings.spec()) {
      case CheckSpec.Script script -> {
        Probe program = new ScriptProbe(script, settings.environment(), scripts);
        yield script.whenChanged().isEmpty()
            ? program
            : new WhenChangedProbe(program, script.whenChanged());
      }
      case CheckSpec.Http http -> new HttpProbe(http);
      case CheckSpec.NginxStatus status -> new NginxStatusProbe(status);
      case CheckSpec.Tcp tcp -> new TcpProbe(tcp);
      case CheckSpec.Process process -> process(process, wake);
      case CheckSpec.Interface link -> new InterfaceProbe(link, surroundings, wake);
      case CheckSpec.File file -> new FileProbe(file, surroundings, wake);
      case CheckSpec.Route route -> new RouteProbe(route, surroundings, wake);
      case CheckSpec.Ping ping -> new PingProbe(ping);
      case CheckSpec.Neighbour neighbour -> new NeighbourProbe(neighbour, surroundings);
    };
  }

  private Probe process(CheckSpec.Process process, Runnable wake) {
    ProcessTable table = new ProcessTable(PROC);
    if (process.pidFile() != null) {
      return new PidFileProbe(process.pidFile(), table, exits, wake);
    }
    ProcessFinder finder =
        new ProcessFinder(process.name(), process.command(), ProcessHandle.current().pid(), table);
    return process.quorum() == null
        ? new ProcessNameProbe(finder, exits, wake, System::nanoTime)
        : new QuorumProbe(finder, process.quorum(), exits, wake);
  }
}
