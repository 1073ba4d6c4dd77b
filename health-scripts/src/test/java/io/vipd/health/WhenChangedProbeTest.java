package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenChangedProbeTest {
  @TempDir Path folder;
  private int runs;

  /** How often it has run; every third time it breaks down. */
  private final Probe counts =
      _ -> {
        if (++runs % 3 == 0) {
          throw new IOException("broken");
        }
        return Finding.pass("run " + runs);
      };

  private String look(Probe probe) throws IOException, InterruptedException {
    return probe.look(1_000_000_000).sentence();
  }

  @Test
  void whatWasSaidLastHoldsUntilSomethingChanges() throws IOException, InterruptedException {
    Path sites = Files.createDirectory(folder.resolve("sites"));
    Path site = Files.writeString(sites.resolve("www"), "a");
    Probe probe = new WhenChangedProbe(counts, List.of(folder));
    assertEquals("run 1", look(probe));
    assertEquals("run 1", look(probe));
    Files.setLastModifiedTime(site, FileTime.fromMillis(1000));
    assertEquals("run 2", look(probe));
    assertEquals("run 2", look(probe));
    Files.delete(site);
    assertThrows(IOException.class, () -> look(probe));
    assertEquals("run 4", look(probe));
    assertEquals("run 4", look(probe));
  }

  @Test
  void theTargetOfALinkIsWatchedToo() throws IOException, InterruptedException {
    Path available = Files.writeString(folder.resolve("available"), "a");
    Path enabled = Files.createDirectory(folder.resolve("enabled"));
    Files.createSymbolicLink(enabled.resolve("www"), available);
    Probe probe = new WhenChangedProbe(counts, List.of(enabled));
    assertEquals("run 1", look(probe));
    Files.writeString(available, "longer");
    assertEquals("run 2", look(probe));
  }

  @Test
  void whatIsNotThereMayCome() throws IOException, InterruptedException {
    Path later = folder.resolve("later");
    Probe probe = new WhenChangedProbe(counts, List.of(later));
    assertEquals("run 1", look(probe));
    assertEquals("run 1", look(probe));
    Files.createDirectory(later);
    assertEquals("run 2", look(probe));
  }
}
