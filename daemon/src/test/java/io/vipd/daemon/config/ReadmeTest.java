package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theGroupOfTheReadmeIsAcceptedWithoutAWarning() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    List<String> samples =
        YAML.matcher(readme).results().map((MatchResult sample) -> sample.group(1)).toList();
    assertEquals(1, samples.size());
    Path groups = Files.createDirectory(folder.resolve("groups"));
    Files.writeString(groups.resolve("web.yaml"), samples.getFirst());

    Loaded.Valid valid = (Loaded.Valid) ConfigLoader.load(folder);

    assertEquals(List.of(), valid.warnings());
    GroupConfig web = valid.config().groups().getFirst();
    assertEquals(51, web.vrid());
    assertEquals("[192.0.2.10/24]", web.addresses().toString());
    assertEquals(
        List.of("nginx", "master-process"), web.checks().stream().map(CheckConfig::name).toList());
  }
}
