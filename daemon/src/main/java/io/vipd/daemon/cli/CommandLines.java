package io.vipd.daemon.cli;

import io.vipd.daemon.log.SafeText;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The manners that all command lines share. */
final class CommandLines {
  private CommandLines() {}

  /** Runs a command with its subcommands already added; the answer is the exit code. */
  static int execute(CommandLine line, World world, String[] args) {
    line.setOut(new PrintWriter(world.out(), true));
    line.setErr(new PrintWriter(world.err(), true));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            world.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, _) -> misunderstood(wrong, world));
    line.setExecutionExceptionHandler((bug, command, _) -> failed(bug, command, world));
    line.setExpandAtFiles(false);
    return line.execute(args);
  }

  private static int misunderstood(ParameterException wrong, World world) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    world.err().println(command + ": " + SafeText.oneLine(wrong.getMessage()));
    UnmatchedArgumentException.printSuggestions(wrong, wrong.getCommandLine().getErr());
    world.err().println("See '" + command + " --help'.");
    return Exit.USAGE;
  }

  private static int failed(Exception bug, CommandLine command, World world) {
    world.err().println(command.getCommandSpec().qualifiedName() + ": failed because of a bug:");
    bug.printStackTrace(world.err());
    return Exit.REFUSED;
  }
}
