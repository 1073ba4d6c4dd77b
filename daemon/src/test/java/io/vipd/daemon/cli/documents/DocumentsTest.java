package io.vipd.daemon.cli.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.vipd.daemon.cli.CommandModels;
import io.vipd.daemon.config.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Options, schema, samples and what is written for people, shells and editors agree. */
class DocumentsTest {
  private static final Path CONF = Path.of("..", "conf");

  private final Map<String, String> documents = Documents.all();

  @TempDir Path folder;

  @Test
  void everyCommandAndOptionStandsInItsManualPageAndInTheCompletions() {
    List<String> missing = new ArrayList<>();
    for (CommandLine program : List.of(CommandModels.vipd(), CommandModels.vipctl())) {
      String name = program.getCommandName();
      String page = documents.get(name + ".8");
      for (CommandLine command : withSubcommands(program)) {
        for (String shell : List.of("_" + name, name + ".bash")) {
          if (!documents.get(shell).contains(command.getCommandName())) {
            missing.add(command.getCommandName() + " in " + shell);
          }
        }
        if (command != program
            && !page.contains(".SS \"" + command.getCommandName().replace("-", "\\-") + "\"")) {
          missing.add(command.getCommandName() + " in the page");
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
          String longest = option.longestName();
          if (!page.contains(longest.replace("-", "\\-"))) {
            missing.add(longest + " in the page");
          }
          if (!documents.get("_" + name).contains(longest)) {
            missing.add(longest + " in the completion for zsh");
          }
          if (!documents.get(name + ".bash").contains(longest)) {
            missing.add(longest + " in the completion for bash");
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyKeyStandsInTheManualPageWithWhatItMeans() {
    String page = documents.get("vipd.yaml.5").replace("\\-", "-");
    for (Schema schema : Schema.values()) {
      assertTrue(page.contains(".SH \"" + schema.where().replace("-", "-") + "\""), schema.where());
      for (Schema.Key key : schema.keys()) {
        assertTrue(page.contains("\\fB" + key.name() + "\\fR"), key.name());
      }
    }
  }

  @Test
  void theManualPagesRenderWithoutAWarning() throws Exception {
    assumeTrue(there("groff"), "needs groff");
    for (String name : List.of("vipd.8", "vipctl.8", "vipd.yaml.5")) {
      assertEquals("", run("groff", "-man", "-ww", "-Tutf8", "-z", write(name).toString()), name);
    }
  }

  @Test
  void theCompletionsAreSoundForTheirShells() throws Exception {
    for (String name : List.of("vipd", "vipctl")) {
      assertEquals("", run("bash", "-n", write(name + ".bash").toString()), name);
      if (there("zsh")) {
        assertEquals("", run("zsh", "-n", write("_" + name).toString()), name);
      }
    }
  }

  @Test
  void everySampleIsValidForTheJsonSchemas() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(CONF)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    TreeSet<String> mistakes = new TreeSet<>();
    for (Path file : files) {
      boolean node = file.endsWith("vipd.yaml");
      for (String mistake : mistakes(node ? "vipd" : "group", Files.readString(file))) {
        mistakes.add(file + " " + mistake);
      }
    }
    assertNotEquals(List.of(), files);
    assertEquals(new TreeSet<>(), mistakes);
  }

  @Test
  void theJsonSchemaMarksWhatTheReaderRefuses() {
    String sound = "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\n";
    assertEquals(List.of(), mistakes("group", sound));
    for (String wrong :
        List.of(
            "vrid: 51\ninterface: eth0\n",
            sound.replace("51", "0"),
            sound.replace("51", "256"),
            sound + "interval: 1\n",
            sound + "intervall: 1s\n",
            sound + "version: 4\n",
            sound + "preempt: maybe\n",
            sound + "checks: { nginx: { htp: \"http://127.0.0.1/\" } }\n",
            sound + "checks: { nginx: { http: \"http://127.0.0.1/\", rise: 0 } }\n",
            sound + "checks: { NGINX: { http: \"http://127.0.0.1/\" } }\n",
            sound + "auth: { keys: { 256: { inline: x } } }\n",
            sound + "auth: { mode: on-sundays }\n")) {
      assertNotEquals(List.of(), mistakes("group", wrong), wrong);
    }
    assertEquals(List.of(), mistakes("vipd", "log-level: debug\n"));
    assertEquals(1, mistakes("vipd", "log-level: loud\n").size());
  }

  private List<String> mistakes(String schema, String yaml) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(documents.get(schema + ".schema.json"))
        .validate(yaml, InputFormat.YAML)
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static List<CommandLine> withSubcommands(CommandLine program) {
    return Stream.concat(Stream.of(program), CommandPage.commands(program).stream()).toList();
  }

  private Path write(String name) throws IOException {
    return Files.writeString(folder.resolve(name), documents.get(name));
  }

  private static boolean there(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  /** What a program says; also that it failed. */
  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    return process.waitFor() == 0 ? said : said + "exit code " + process.exitValue();
  }
}
