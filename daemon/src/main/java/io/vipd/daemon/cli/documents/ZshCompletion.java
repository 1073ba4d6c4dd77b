package io.vipd.daemon.cli.documents;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion function for zsh, which shows what each option and command means. */
final class ZshCompletion {
  private ZshCompletion() {}

  /** The function's file, to be found in zsh's {@code fpath} as {@code _NAME}. */
  static String of(CommandLine program) {
    CommandSpec spec = program.getCommandSpec();
    String commands =
        CommandPage.commands(program).stream()
            .map(command -> "    " + quoted(entry(command.getCommandSpec())) + "\n")
            .collect(Collectors.joining());
    String cases =
        CommandPage.commands(program).stream()
            .map(command ->
                "        %s)\n          _arguments -S %s '*: :_files'\n          ;;\n"
                    .formatted(command.getCommandName(), options(command.getCommandSpec())))
            .collect(Collectors.joining());
    return """
    #compdef %s
    # Made from the program's own model; changes belong there.
    local curcontext=$curcontext state
    local -a commands=(
    %s)
    _arguments -C %s \\
      '1: :->command' '*:: :->arguments'
    case $state in
      command) _describe command commands ;;
      arguments)
        case $words[1] in
    %s    esac
        ;;
    esac
    """
        .formatted(spec.name(), commands, options(spec), cases);
  }

  private static String entry(CommandSpec command) {
    return command.name() + ":" + text(command.usageMessage().header());
  }

  private static String options(CommandSpec spec) {
    return CommandPage.visible(spec).stream()
        .flatMap(
            option -> java.util.Arrays.stream(option.names()).map(name -> option(option, name)))
        .collect(Collectors.joining(" "));
  }

  private static String option(OptionSpec option, String name) {
    String meaning = text(option.description()).replace("[", "(").replace("]", ")");
    String value = "";
    if (option.arity().max() > 0) {
      value =
          ":" + option.paramLabel() + ":" + (option.paramLabel().equals("DIR") ? "_files -/" : "");
    }
    return quoted(
        name
            + (option.arity().max() > 0 && name.startsWith("--") ? "=" : "")
            + "["
            + meaning
            + "]"
            + value);
  }

  private static String text(String... lines) {
    String text = String.format(String.join(" ", lines)).strip();
    return text.replace(":", "\\:").replace("\n", " ");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
