package io.vipd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code nft} shows of the filter, in a namespace of its own. */
@Timeout(60)
class AcceptModeTest {
  private static final Path RUN_FOLDER = Path.of("/run/vipd");

  private NetworkNamespace host;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "nft shows what is in force");
    host = new NetworkNamespace();
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  private static GroupConfig group(boolean accept, int priority, String... addresses) {
    return new GroupConfig(
        "web",
        51,
        "eth0",
        3,
        priority,
        Duration.ofSeconds(1),
        Arrays.stream(addresses)
            .map(address -> new VirtualAddress(IpAddress.parse(address), 24))
            .toList(),
        List.of(),
        List.of(),
        null,
        null,
        true,
        false,
        GroupConfig.Holds.NONE,
        accept,
        255,
        false,
        ChecksumForm.PSEUDO_HEADER,
        null,
        null,
        new AnnounceConfig(
            1,
            Duration.ofSeconds(1),
            Duration.ZERO,
            new InquiryConfig(Duration.ZERO, false, List.of())),
        List.of(),
        new HooksConfig(null, null, null, Duration.ofSeconds(10)),
        Path.of("web.yaml"));
  }

  private AcceptMode enforce(Path runFolder, GroupConfig... groups) throws Exception {
    return host.call(() -> AcceptMode.enforce(List.of(groups), runFolder));
  }

  private String nft(String arguments) throws Exception {
    return host.call(() -> {
      Process process =
          new ProcessBuilder(("/usr/sbin/nft " + arguments).split(" "))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), output);
      return output;
    });
  }

  private List<String> tables() throws Exception {
    return nft("list tables").lines().toList();
  }

  @Test
  void onlyGroupsThatDoNotAcceptAndDoNotOwnTheirAddressesAreFiltered() throws Exception {
    try (AcceptMode _ =
        enforce(
            RUN_FOLDER,
            group(false, 100, "192.0.2.10", "2001:db8::10"),
            group(true, 100, "192.0.2.11", "2001:db8::11"),
            group(false, 255, "192.0.2.12"))) {
      String ruleset = nft("list ruleset");
      assertTrue(ruleset.contains("elements = { 192.0.2.10 }"), ruleset);
      assertTrue(ruleset.contains("elements = { 2001:db8::10 }"), ruleset);
      assertFalse(ruleset.contains("192.0.2.11"), ruleset);
      assertFalse(ruleset.contains("2001:db8::11"), ruleset);
      assertFalse(ruleset.contains("192.0.2.12"), ruleset);
    }
  }

  @Test
  void whereAllAcceptThereIsNoTable() throws Exception {
    try (AcceptMode _ = enforce(RUN_FOLDER, group(true, 100, "192.0.2.10"))) {
      assertEquals(List.of(), tables());
    }
  }

  @Test
  void theTableGoesWithTheDaemon() throws Exception {
    AcceptMode mode = enforce(RUN_FOLDER, group(false, 100, "192.0.2.10"));
    assertEquals(1, tables().size());
    mode.close();
    assertEquals(List.of(), tables());
  }

  @Test
  void twoDaemonsOfOneHostHaveATableEach() throws Exception {
    AcceptMode first = enforce(RUN_FOLDER, group(false, 100, "192.0.2.10"));
    AcceptMode second = enforce(Path.of("/run/vipd-b"), group(false, 100, "192.0.2.20"));
    try (first;
        second) {
      assertEquals(
          List.of("table inet vipd-0a55f96f", "table inet vipd-6692121a"),
          tables().stream().sorted().toList());
    }
  }
}
