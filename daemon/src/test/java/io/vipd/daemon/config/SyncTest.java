package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that move together, and what they cannot be. */
class SyncTest {
  @TempDir Path folder;

  @BeforeEach
  void groups() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    group("inside", 52, "");
    group("outside", 51, "");
  }

  private void group(String name, int vrid, String more) throws IOException {
    Files.writeString(
        folder.resolve("groups").resolve(name + ".yaml"),
        "vrid: %d\ninterface: eth0\naddresses: [192.0.2.%d/24]\n%s".formatted(vrid, vrid, more));
  }

  private Loaded load(String node) throws IOException {
    Files.writeString(folder.resolve("vipd.yaml"), node);
    return ConfigLoader.load(folder);
  }

  private List<String> errors(String node) throws IOException {
    return assertInstanceOf(Loaded.Invalid.class, load(node)).problems().stream()
        .map(problem -> problem.toString().replace(folder + "/", ""))
        .toList();
  }

  @Test
  void theOrderOfTheMembersIsKept() throws IOException {
    Loaded.Valid loaded =
        assertInstanceOf(Loaded.Valid.class, load("sync: { site: [outside, inside] }\n"));
    assertEquals(
        List.of(new SyncGroup("site", List.of("outside", "inside"))),
        loaded.config().node().sync());
    assertEquals("site: [outside, inside]", loaded.config().node().sync().getFirst().toString());
  }

  @Test
  void unknownMembersAreNamed() throws IOException {
    assertEquals(
        List.of(
            "vipd.yaml:1:25 sync.site: insid is no group here; did you mean inside?",
            "vipd.yaml:1:32 sync.site: database is no group here; there are inside, outside"),
        errors("sync: { site: [outside, insid, database] }\n"));
  }

  @Test
  void aMemberAloneAndNobodyAtAllAreNoSyncGroups() throws IOException {
    assertEquals(
        List.of(
            "vipd.yaml:2:9 sync.site: a group alone has nobody to move with; name two groups at"
                + " least, or remove it",
            "vipd.yaml:3:9 sync.none: no group has nobody to move with; name two groups at least,"
                + " or remove it"),
        errors("sync:\n  site: [inside]\n  none: []\n"));
  }

  @Test
  void aGroupIsInOneSyncGroupOnce() throws IOException {
    assertEquals(
        List.of(
            "vipd.yaml:3:11 sync.other: inside stands at vipd.yaml:2:10 already, and a group can"
                + " follow one election only; keep one of the two",
            "vipd.yaml:3:19 sync.other: inside stands at vipd.yaml:2:10 already, and a group can"
                + " follow one election only; keep one of the two"),
        errors("sync:\n  site: [inside, outside]\n  other: [inside, inside]\n"));
  }

  @Test
  void whatBelongsToTheElectionIsTheSameInAllMembers() throws IOException {
    group("outside", 51, "priority: 150\ninterval: 500ms\npreempt: false\n");
    assertEquals(
        List.of(
            "vipd.yaml:1:24 sync.site: outside has priority: 150, and inside has 100; its members"
                + " have one election, so write the same in groups/outside.yaml",
            "vipd.yaml:1:24 sync.site: outside has interval: 500ms, and inside has 1s; its members"
                + " have one election, so write the same in groups/outside.yaml",
            "vipd.yaml:1:24 sync.site: outside has preempt: false, and inside has true; its members"
                + " have one election, so write the same in groups/outside.yaml"),
        errors("sync: { site: [inside, outside] }\n"));
  }

  @Test
  void otherFormsAreNamed() throws IOException {
    assertEquals(
        List.of(
            "vipd.yaml:1:7 sync: a list stands where a mapping belongs; write lines of the form"
                + " 'name: [a, b]'"),
        errors("sync: [inside, outside]\n"));
    assertEquals(
        List.of(
            "vipd.yaml:1:15 sync.site: inside stands alone where a list belongs; put [ ] around it",
            "vipd.yaml:1:15 sync.site: no group has nobody to move with; name two groups at least,"
                + " or remove it"),
        errors("sync: { site: inside }\n"));
    assertEquals(
        List.of(
            "vipd.yaml:1:9 sync.Site: this name must begin with a letter or digit and hold only"
                + " a-z, 0-9, '.', '_' and '-', at most 64 of them; choose another"),
        errors("sync: { Site: [inside, outside] }\n"));
  }
}
