package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.health.ScriptSecurity.Complaint.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything below {@code FOLDER} is what the tests made; what is above counts as safe. */
class ScriptSecurityTest {
  @TempDir Path temp;
  private Path folder;
  private Path script;
  private ScriptIdentity identity;

  @BeforeEach
  void setUp() throws IOException {
    Root.isNeeded();
    folder = temp.toRealPath();
    identity = ScriptIdentity.lookUp("nobody");
    script = file(directory(folder.resolve("hooks"), "rwxr-xr-x").resolve("check"), "rwxr-xr-x");
  }

  private static Path directory(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    return mode(path, mode);
  }

  private static Path file(Path path, String mode) throws IOException {
    Files.writeString(path, "#!/bin/sh\n");
    return mode(path, mode);
  }

  private static Path mode(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private List<String> complaints(Path path) {
    return texts(new ScriptSecurity(identity, folder), path);
  }

  private List<String> texts(ScriptSecurity security, Path path) {
    return security.complaints(path).stream()
        .map(complaint -> complaint.text().replace(folder.toString(), "FOLDER"))
        .toList();
  }

  @Test
  void whatOnlyRootCanChangeIsFine() {
    assertEquals(List.of(), complaints(script));
    assertEquals(List.of(), new ScriptSecurity(identity).complaints(Path.of("/bin/sh")));
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws IOException {
    mode(script, "rwxrwxr-x");
    assertEquals(
        List.of(
            "FOLDER/hooks/check is writable by its group (owner root:root, mode 0775): chmod go-w"
                + " FOLDER/hooks/check"),
        complaints(script));
    mode(script, "rwxr-xrwx");
    assertEquals(
        List.of(
            "FOLDER/hooks/check is writable by others (owner root:root, mode 0757): chmod go-w"
                + " FOLDER/hooks/check"),
        complaints(script));
  }

  @Test
  void aDirectoryThatOthersMayWriteIsRefused() throws IOException {
    mode(script.getParent(), "rwxrwxrwx");
    assertEquals(
        List.of(
            "FOLDER/hooks is writable by its group and others (owner root:root, mode 0777): chmod"
                + " go-w FOLDER/hooks"),
        complaints(script));
  }

  @Test
  void aStickyDirectoryForEverybodyIsRefusedWithAnotherMend() {
    assertEquals(
        "/tmp is writable by its group and others (owner root:root, mode 1777): keep scripts"
            + " somewhere else, such as /etc/vipd",
        new ScriptSecurity(identity)
            .complaints(Path.of("/tmp/no-such-folder-vth/check"))
            .getFirst()
            .text());
  }

  @Test
  void anotherOwnerIsRefused() throws IOException {
    Files.setAttribute(script, "unix:uid", 65534);
    assertEquals(
        List.of(
            "FOLDER/hooks/check belongs neither to root nor to the daemon's user (owner"
                + " nobody:root, mode 0755): chown root FOLDER/hooks/check"),
        complaints(script));
  }

  @Test
  void bothSidesOfALinkAreLookedAt() throws IOException {
    directory(folder.resolve("open"), "rwxrwxrwx");
    Path target = file(folder.resolve("open/real"), "rwxr-xr-x");
    Path link = Files.createSymbolicLink(folder.resolve("hooks/link"), Path.of("../open/real"));
    String complaint =
        "FOLDER/open is writable by its group and others (owner root:root, mode 0777): chmod go-w"
            + " FOLDER/open";
    assertEquals(List.of(complaint), complaints(target));
    assertEquals(List.of(complaint), complaints(link));
    Path linkInOpen = Files.createSymbolicLink(folder.resolve("open/link"), script);
    assertEquals(List.of(complaint), complaints(linkInOpen));
  }

  @Test
  void aLinkOfAnotherOwnerIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("hooks/link"), Path.of("check"));
    Process chown = new ProcessBuilder("chown", "-h", "nobody", link.toString()).start();
    assertEquals(0, chown.onExit().join().exitValue());
    assertEquals(
        List.of(
            "FOLDER/hooks/link belongs neither to root nor to the daemon's user (owner nobody:root,"
                + " mode 0777): chown -h root FOLDER/hooks/link"),
        complaints(link));
  }

  @Test
  void linksInACircleEnd() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("hooks/link"), Path.of("link"));
    assertEquals(
        List.of(
            "script FOLDER/hooks/link cannot be examined: java.io.IOException: more than 40"
                + " symbolic links"),
        complaints(link));
  }

  @Test
  void aMissingFileIsNamedWithThePartThatIsMissing() throws IOException {
    assertEquals(
        List.of("script FOLDER/hooks/none does not exist"),
        complaints(folder.resolve("hooks/none")));
    assertEquals(
        List.of("script FOLDER/none/check does not exist: there is no FOLDER/none"),
        complaints(folder.resolve("none/check")));
  }

  @Test
  void whatTheScriptUserCannotExecuteIsRefused() throws IOException {
    mode(script, "rwx------");
    assertEquals(
        List.of(
            "FOLDER/hooks/check is not executable by user nobody (owner root:root, mode 0700):"
                + " chmod a+rx FOLDER/hooks/check"),
        complaints(script));
    mode(script, "rwxr-xr-x");
    mode(script.getParent(), "rwx------");
    assertEquals(
        List.of(
            "FOLDER/hooks cannot be entered by user nobody (owner root:root, mode 0700): chmod a+x"
                + " FOLDER/hooks"),
        complaints(script));
  }

  @Test
  void whatIsNoProgramIsRefused() throws IOException {
    assertEquals(
        List.of("FOLDER/hooks is not a regular file; name a program"),
        complaints(folder.resolve("hooks")));
    assertEquals(
        List.of("script check must be given by its absolute path"), complaints(Path.of("check")));
    assertEquals(
        "FOLDER/hooks/check is not a directory", complaints(script.resolve("below")).getFirst());
  }

  @Test
  void whoDoesNotRunItJudgesWhatHoldsForEveryUser() throws IOException {
    ScriptSecurity outsider = ScriptSecurity.ofOutsider(Set.of(0, 12), folder);
    Files.setAttribute(script, "unix:uid", 12);
    mode(script, "rwx------");
    assertEquals(List.of(), texts(outsider, script));
    mode(script, "rw-r--r--");
    assertEquals(
        List.of(
            "FOLDER/hooks/check is not executable by anybody (owner man:root, mode 0644): chmod"
                + " a+rx FOLDER/hooks/check"),
        texts(outsider, script).stream()
            .map(text -> text.replaceAll("owner \\w+", "owner man"))
            .toList());
    mode(script, "rwxr-xr-x");
    Files.setAttribute(script, "unix:uid", 65534);
    assertEquals(
        List.of(
            "FOLDER/hooks/check belongs neither to root nor to the daemon's user (owner"
                + " nobody:root, mode 0755): chown root FOLDER/hooks/check"),
        texts(outsider, script));
  }

  @Test
  void whatIsMissingIsToldFromWhatIsRefused() throws IOException {
    ScriptSecurity security = new ScriptSecurity(identity, folder);
    mode(script, "rwxrwxrwx");
    assertEquals(Kind.REFUSED, security.complaints(script).getFirst().kind());
    assertEquals(Kind.MISSING, security.complaints(folder.resolve("hooks/none")).getFirst().kind());
  }
}
