package io.vipd.daemon.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.ConfigFiles;
import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.ReloadDocument.Change;
import io.vipd.daemon.control.ReloadDocument.Notice;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {
  private static final String WEB =
      "vrid: 51\ninterface: eth0\npriority: 150\naddresses: [192.0.2.10/24]\n";

  @TempDir Path folder;
  private final List<String> done = new ArrayList<>();
  private Config inUse;
  private String refusal;
  private ReloadRecord record;
  private Reloader reloader;

  private final Reloader.Target target =
      new Reloader.Target() {
        @Override
        public NodeStatus status() {
          return new NodeStatus("a", "1", 1, Instant.EPOCH, null, null, List.of(), List.of());
        }

        @Override
        public void apply(Config before, Config after) throws IOException {
          assertSame(inUse, before);
          if (refusal != null) {
            throw new IOException(refusal);
          }
          inUse = after;
        }

        @Override
        public void applied(String user, List<Change> changes) {
          done.add(user + " " + changes.size());
        }
      };

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    write(WEB);
    inUse = ((Loaded.Valid) ConfigLoader.load(folder)).config();
    record = new ReloadRecord(folder, ConfigFiles.of(folder));
    reloader = new Reloader(folder, inUse, target, record);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("groups/web.yaml"), yaml);
  }

  @Test
  void whatDiffersIsAppliedOnceAndWrittenDown() throws IOException {
    write(WEB.replace("150", "100"));
    assertEquals(Outcome.APPLIED, reloader.reload(false, "root").outcome());
    assertEquals(100, inUse.groups().getFirst().priority());
    assertEquals(Outcome.UNCHANGED, reloader.reload(false, "root").outcome());
    assertEquals(List.of("root 1"), done);
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    Config before = inUse;
    write(WEB.replace("150", "100"));
    ReloadDocument document = reloader.reload(true, "root");
    assertEquals(Outcome.PLANNED, document.outcome());
    assertEquals("priority", document.changes().getFirst().key());
    assertSame(before, inUse);
    assertEquals(List.of(), done);
    assertEquals("", record.get().summary());
  }

  @Test
  void aFileWithAnErrorChangesNothingAndSaysWhereItIs() throws IOException {
    Config before = inUse;
    write(WEB.replace("150", "300"));
    ReloadDocument document = reloader.reload(false, "root");
    assertEquals(Outcome.INVALID, document.outcome());
    Notice problem = document.problems().getFirst();
    assertEquals(folder.resolve("groups/web.yaml").toString(), problem.file());
    assertEquals(3, problem.line());
    assertEquals(11, problem.column());
    assertSame(before, inUse);
    String place = folder.resolve("groups/web.yaml") + ":3:11 ";
    assertTrue(record.get().failure().startsWith(place), record.get().failure());
  }

  @Test
  void whatIsRefusedIsTriedAgainFromWhatIsInUse() throws IOException {
    refusal = "cannot add 192.0.2.12/24";
    write(WEB.replace("150", "100"));
    ReloadDocument document = reloader.reload(false, "root");
    assertEquals(Outcome.REFUSED, document.outcome());
    assertEquals("cannot add 192.0.2.12/24", document.why());
    refusal = null;
    assertEquals(Outcome.APPLIED, reloader.reload(false, "root").outcome());
    assertEquals(List.of("root 1"), done);
  }
}
