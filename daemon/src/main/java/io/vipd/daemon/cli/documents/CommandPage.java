package io.vipd.daemon.cli.documents;

import io.vipd.daemon.control.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a program with subcommands, from the model that its {@code --help} shows. */
final class CommandPage {
  private static final String MANUAL = "System administration";

  private CommandPage() {}

  /**
   * The page.
   *
   * @param seeAlso other pages, as {@code vipctl(8)}
   * @param files files that the program uses, with their meaning
   */
  static String of(CommandLine program, Map<String, String> files, List<String> seeAlso) {
    CommandSpec spec = program.getCommandSpec();
    Roff page = new Roff(spec.name(), 8, "vipd " + Version.CURRENT, MANUAL);
    page.section("Name").paragraph(spec.name() + " - " + header(spec));
    page.section("Synopsis").synopsis(spec.name(), "[OPTIONS] COMMAND");
    page.section("Options");
    options(page, spec);
    page.section("Commands");
    for (CommandLine command : commands(program)) {
      command(page, command.getCommandSpec());
    }
    exitCodes(page, spec, "Exit status", true);
    examples(page, spec, true);
    if (!files.isEmpty()) {
      page.section("Files");
      files.forEach(page::definition);
    }
    page.section("See also").paragraph(String.join(", ", seeAlso));
    return page.toString();
  }

  /** Subcommands without those that are hidden. */
  static List<CommandLine> commands(CommandLine program) {
    return program.getSubcommands().values().stream()
        .distinct()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  private static void command(Roff page, CommandSpec spec) {
    page.subsection(spec.name());
    page.synopsis(spec.root().name() + " " + spec.name(), arguments(spec));
    page.paragraph(header(spec) + ".");
    for (String paragraph : paragraphs(spec.usageMessage().description())) {
      page.paragraph(paragraph);
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      page.definition(parameter.paramLabel(), description(parameter));
    }
    options(page, spec);
    exitCodes(page, spec, "", false);
    examples(page, spec, false);
    for (CommandLine nested : commands(spec.commandLine())) {
      command(page, nested.getCommandSpec());
    }
  }

  private static void options(Roff page, CommandSpec spec) {
    for (OptionSpec option : visible(spec)) {
      String names = String.join(", ", option.names());
      String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      page.definition(names + value, description(option));
    }
  }

  /** Options that are shown in {@code --help}. */
  static List<OptionSpec> visible(CommandSpec spec) {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static String arguments(CommandSpec spec) {
    String parameters =
        spec.positionalParameters().stream()
            .map(parameter ->
                parameter.arity().min() > 0
                    ? parameter.paramLabel()
                    : "[" + parameter.paramLabel() + "]")
            .collect(Collectors.joining(" "));
    return visible(spec).isEmpty() ? parameters : ("[OPTIONS] " + parameters).strip();
  }

  private static void exitCodes(Roff page, CommandSpec spec, String heading, boolean section) {
    Map<String, String> codes = spec.usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    if (section) {
      page.section(heading);
    } else {
      page.paragraph("Exit codes:");
    }
    codes.forEach(page::definition);
  }

  private static void examples(Roff page, CommandSpec spec, boolean section) {
    UsageMessageSpec usage = spec.usageMessage();
    List<String> lines = lines(usage.footer());
    if (lines.isEmpty()) {
      return;
    }
    String heading = String.join("", lines(usage.footerHeading())).strip().replaceAll(":$", "");
    if (section) {
      page.section(heading.isEmpty() ? "Notes" : heading);
    } else if (!heading.isEmpty()) {
      page.paragraph(heading + ":");
    }
    page.literal(lines);
  }

  private static String header(CommandSpec spec) {
    return String.join(" ", lines(spec.usageMessage().header())).strip().replaceAll("\\.$", "");
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", lines(argument.description())).strip();
  }

  private static List<String> paragraphs(String... texts) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines(texts)) {
      if (line.isBlank()) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      } else {
        paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    paragraphs.add(paragraph.toString());
    return paragraphs.stream().filter(text -> !text.isEmpty()).toList();
  }

  /** picocli formats its texts when it shows them. */
  private static List<String> lines(String... texts) {
    return Arrays.stream(texts)
        .flatMap(text -> String.format(text).lines())
        .map(text -> CommandLine.Help.Ansi.OFF.string(text))
        .toList();
  }
}
