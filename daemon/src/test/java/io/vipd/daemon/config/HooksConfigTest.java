package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.config.HooksConfig.WebhookConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HooksConfigTest {
  private static final String GROUP =
      "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\nhooks:\n  ";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeGroups() throws IOException {
    file = Files.createDirectory(folder.resolve("groups")).resolve("web.yaml");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
  }

  private Loaded load(String hooks) throws IOException {
    Files.writeString(file, GROUP + hooks + "\n");
    return ConfigLoader.load(folder, new Machine(true, 0, null, List.of(), null));
  }

  private List<String> messages(Loaded loaded) {
    List<Problem> problems =
        switch (loaded) {
          case Loaded.Valid(_, var warnings) -> warnings;
          case Loaded.Invalid(var found) -> found;
        };
    return problems.stream().map(Problem::message).toList();
  }

  @Test
  void everybodyWhoIsToldCanBeNamed() throws IOException {
    Loaded loaded =
        load(
            "{ stop: /bin/stop now, notify: /bin/notify, contest-won: /bin/move again,"
                + " conflict: /bin/alarm, conflict-over: /bin/calm, drain: /bin/drain, drain-timeout: 30s, promote: [/bin/promote, now],"
                + " promote-timeout: 1.5s, timeout: 1s, retries: 2, fifo: /run/x,"
                + " webhook: { url: 'https://192.0.2.99/x', secret: { inline:"
                + " 0123456789abcdef0123456789abcdef }, timeout: 2s, retries: 0 } }");
    assertEquals(List.of(), messages(loaded));
    HooksConfig expected =
        new HooksConfig(
            Map.of(
                Occasion.STOP,
                List.of("/bin/stop", "now"),
                Occasion.NOTIFY,
                List.of("/bin/notify"),
                Occasion.CONTEST_WON,
                List.of("/bin/move", "again"),
                Occasion.CONFLICT,
                List.of("/bin/alarm"),
                Occasion.CONFLICT_OVER,
                List.of("/bin/calm"),
                Occasion.DRAIN,
                List.of("/bin/drain"),
                Occasion.PROMOTE,
                List.of("/bin/promote", "now")),
            Duration.ofSeconds(1),
            new Waits(Duration.ofSeconds(30), Duration.ofMillis(1500)),
            2,
            Path.of("/run/x"),
            new WebhookConfig(
                URI.create("https://192.0.2.99/x"),
                new AuthSettings.Key(
                    1, "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                Duration.ofSeconds(2),
                0));
    assertEquals(expected, ((Loaded.Valid) loaded).config().groups().getFirst().hooks());
  }

  @Test
  void theNodeHasHooksOfItsOwn() throws IOException {
    Files.writeString(folder.resolve("vipd.yaml"), "hooks: { notify: /bin/notify }\n");
    Loaded loaded = load("{ webhook: { url: 'http://127.0.0.1/' } }");
    assertEquals(List.of(), messages(loaded));
    Config config = ((Loaded.Valid) loaded).config();
    assertEquals(List.of("/bin/notify"), config.node().hooks().programs().get(Occasion.NOTIFY));
    assertEquals(
        new WebhookConfig(URI.create("http://127.0.0.1/"), null, Duration.ofSeconds(5), 3),
        config.groups().getFirst().hooks().webhook());
  }

  @Test
  void aWebhookInTheClearIsWarnedOf() throws IOException {
    assertEquals(
        List.of(
            "hooks.webhook.url: goes over the network in the clear, where everybody can read and"
                + " change it; use https"),
        messages(load("{ webhook: { url: 'http://192.0.2.99/x' } }")));
  }

  @Test
  void aMistakeIsNamedWithItsMend() throws IOException {
    assertEquals(
        List.of(
            "hooks.drain-timeout: 1m is outside 10ms..30s; write how long a group may hold on to its"
                + " addresses for it, such as 5s; the unit's TimeoutStopSec= allows for no more",
            "hooks.promote-timeout: 11s is outside 10ms..10s; write how long nobody may have the"
                + " addresses for it, such as 2s",
            "hooks.retries: 11 is outside 0..10; write how often to try again, such as 3",
            "hooks.fifo: x is no absolute path; begin it with /",
            "hooks.webhook.url: missing; write for instance url: https://192.0.2.99/vipd",
            "hooks.webhook.secret.inline: holds a key of 2 bytes, outside 32..64; write hex: and"
                + " what openssl rand -hex 32 prints"),
        messages(
            load(
                "{ drain-timeout: 1m, promote-timeout: 11s, retries: 11, fifo: x, webhook: { secret: { inline: ab } } }")));
  }

  @Test
  void aGroupAloneWaitsAndNotTheOwner() throws IOException {
    Files.writeString(folder.resolve("vipd.yaml"), "hooks: { promote: /bin/promote }\n");
    assertEquals(
        List.of(
            "hooks.promote: is a group's alone; move it to the hooks of groups/NAME.yaml",
            "hooks: promote has no meaning with priority 255, for the address owner claims at once"
                + " (RFC 9568 6.4.1); remove it"),
        messages(load("{ promote: /bin/promote }\npriority: 255")));
  }
}
