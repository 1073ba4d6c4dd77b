package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vipd.health.ScriptSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is above the folder counts as safe; who runs the tests is whom vipd runs as. */
class ScriptFilesTest {
  private static final String GROUP = "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\n";

  @TempDir Path temp;
  private Path folder;
  private Path script;
  private Machine machine;

  @BeforeEach
  void setUp() throws IOException {
    folder = temp.toRealPath();
    script = Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("x"), "");
    mode(script.getParent(), "rwxr-xr-x");
    mode(script, "rwxr-xr-x");
    Files.createDirectory(folder.resolve("groups"));
    int uid = (Integer) Files.getAttribute(script, "unix:uid");
    machine = machine(_ -> ScriptSecurity.ofOutsider(Set.of(uid), folder));
    write(
        "checks: { service: { script: ["
            + script
            + ", now] } }\nhooks: { notify: "
            + script
            + " }");
  }

  private static Machine machine(ScriptFiles.Judges judges) {
    return new Machine(false, 0, null, List.of(), null, judges);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("groups/web.yaml"), GROUP + yaml + "\n");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private List<String> errors() {
    return said(
        assertInstanceOf(Loaded.Invalid.class, ConfigLoader.load(folder, machine)).problems());
  }

  private List<String> warnings() {
    return said(
        assertInstanceOf(Loaded.Valid.class, ConfigLoader.load(folder, machine)).warnings());
  }

  private List<String> said(List<Problem> problems) {
    return problems.stream()
        .map(problem ->
            problem
                .toString()
                .replace(folder.toString() + "/", "")
                .replaceAll("owner [^,]*,", "owner O,"))
        .toList();
  }

  @Test
  void whatNobodyElseCanChangeIsFine() {
    assertEquals(List.of(), warnings());
  }

  @Test
  void aProgramThatOthersMayWriteIsAnErrorWhereverItIsNamed() throws IOException {
    mode(script, "rwxrwxr-x");
    String said = "bin/x is writable by its group (owner O, mode 0775): chmod go-w bin/x";
    assertEquals(
        List.of(
            "groups/web.yaml:4:30 checks.service.script: " + said,
            "groups/web.yaml:5:18 hooks.notify: " + said),
        errors());
  }

  @Test
  void aFolderOnTheWayThatOthersMayWriteIsAnErrorOfChecksInTheLongFormAndOfTheNode()
      throws IOException {
    write("checks:\n  service:\n    script:\n      command: " + script);
    Files.writeString(folder.resolve("vipd.yaml"), "hooks: { fault: " + script + " }\n");
    mode(script.getParent(), "rwxrwxrwx");
    String said = "bin is writable by its group and others (owner O, mode 0777): chmod go-w bin";
    assertEquals(
        List.of(
            "vipd.yaml:1:17 hooks.fault: " + said,
            "groups/web.yaml:7:16 checks.service.script.command: " + said),
        errors());
  }

  @Test
  void aProgramOfAStrangerIsAnError() throws IOException {
    machine = machine(_ -> ScriptSecurity.ofOutsider(Set.of(4711), folder));
    assertEquals(
        "groups/web.yaml:4:30 checks.service.script: bin belongs neither to root nor to the daemon's"
            + " user (owner O, mode 0755): chown root bin",
        errors().getFirst());
  }

  @Test
  void whatIsNoProgramIsAnErrorAndWhatIsMissingAWarning() throws IOException {
    mode(script, "rw-r--r--");
    write("hooks:\n  active: " + script + "\n  backup: " + folder + "/groups");
    assertEquals(
        List.of(
            "groups/web.yaml:5:11 hooks.active: bin/x is not executable by anybody (owner O, mode"
                + " 0644): chmod a+rx bin/x",
            "groups/web.yaml:6:11 hooks.backup: groups is not a regular file; name a program"),
        errors());
    write("hooks: { active: " + script + "y }");
    assertEquals(
        List.of(
            "groups/web.yaml:4:18 hooks.active: script bin/xy does not exist; install it, or mend the"
                + " path"),
        warnings());
  }

  @Test
  void whatIsMissingIsNoMoreThanThatWhateverIsOnTheWay() throws IOException {
    mode(script.getParent(), "rwxrwxrwx");
    write("hooks: { active: " + script + "y }");
    assertEquals(1, warnings().size());
  }

  @Test
  void nobodyLooksAtProgramsOfAnotherMachineOrAtAStart() throws IOException {
    mode(script, "rwxrwxrwx");
    assertInstanceOf(Loaded.Valid.class, ConfigLoader.load(folder));
    assertInstanceOf(Loaded.Valid.class, ConfigLoader.check(folder, false));
    assertInstanceOf(Loaded.Invalid.class, ConfigLoader.check(folder, true));
    assertInstanceOf(Loaded.Invalid.class, ConfigLoader.reload(folder));
  }

  @Test
  void aUserThatProgramsCannotRunAsIsAnErrorOnceAndOnlyWhereThereAreAny() throws IOException {
    machine =
        machine(user -> {
          throw new IOException("scripts cannot run as user " + user);
        });
    assertEquals(
        List.of("groups/web.yaml:4:30 checks.service.script: scripts cannot run as user null"),
        errors());
    Files.writeString(folder.resolve("vipd.yaml"), "script-user: probe\n");
    assertEquals(List.of("vipd.yaml:1:14 script-user: scripts cannot run as user probe"), errors());
    write("");
    assertEquals(List.of(), warnings());
  }
}
