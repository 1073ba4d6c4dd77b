package io.vipd.daemon.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.daemon.config.AuthSettings.Freshness;
import io.vipd.daemon.config.AuthSettings.Key;
import io.vipd.daemon.config.AuthSettings.Keys;
import io.vipd.daemon.config.AuthSettings.Mode;
import io.vipd.daemon.config.AuthSettings.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where keys come from, who may see them, and that nobody sees them in a text. */
class AuthTest {
  private static final String TEXT_KEY = "correct horse battery staple, 4711";
  private static final String HEX_KEY =
      "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final int STRANGER = 12345;

  @TempDir Path folder;
  private Path group;
  private Path key;
  private Path credentials;
  private boolean daemon = true;
  private int uid;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = folder.toRealPath();
    group = Files.createDirectory(folder.resolve("groups")).resolve("web.yaml");
    key = Files.createDirectory(folder.resolve("keys")).resolve("web-1");
    uid = (Integer) Files.getAttribute(folder, "unix:uid");
    mode(folder.resolve("keys"), "rwxr-x---");
  }

  @Test
  void aKeyFileHoldsTextOrHexadecimalDigits() throws IOException {
    key(TEXT_KEY);
    assertArrayEquals(TEXT_KEY.getBytes(UTF_8), fileKey().secret());
    key(HEX_KEY);
    assertEquals(32, fileKey().secret().length);
    assertEquals(31, fileKey().secret()[31]);
  }

  @Test
  void aLineEndBehindAKeyDoesNotCount() throws IOException {
    key(TEXT_KEY + "\n");
    assertArrayEquals(TEXT_KEY.getBytes(UTF_8), fileKey().secret());
    key(TEXT_KEY + "\r\n");
    assertArrayEquals(TEXT_KEY.getBytes(UTF_8), fileKey().secret());
    key(TEXT_KEY + "\n\n");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY holds a control character; write a key that is no text as"
                    + " hex:")),
        errors(file()));
  }

  @Test
  void theLengthOfAKeyIsSaidAndNotTheKey() throws IOException {
    key("a".repeat(64) + "\n");
    assertEquals(64, fileKey().secret().length);
    key("a".repeat(65));
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY holds a key of 65 bytes, outside 32..64; write hex: and"
                    + " what openssl rand -hex 32 prints")),
        errors(file()));
    key("");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY holds a key of 0 bytes, outside 32..64; write hex: and what"
                    + " openssl rand -hex 32 prints")),
        errors(file()));
    key("a".repeat(1025));
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY is larger than 1 KiB, which no key is; is it the right"
                    + " file?")),
        errors(file()));
  }

  @Test
  void aKeyFileThatIsNotThereIsAnError() {
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY does not exist; write hex: and what openssl rand -hex 32"
                    + " prints into it")),
        errors(file()));
    daemon = false;
    assertEquals(1, errors(file()).size());
    key = folder.resolve("nowhere/web-1");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY does not exist: there is no "
                    + folder.resolve("nowhere")
                    + "; write hex: and what openssl rand -hex 32 prints into it")),
        errors(file()));
  }

  @Test
  void aFolderInTheKeysPlaceIsAnError() throws IOException {
    Files.createDirectory(key);
    assertEquals(
        List.of(at("28 auth.keys.1.file: KEY is no regular file; name one that holds a key")),
        errors(file()));
  }

  @Test
  void aKeyFileThatOthersCanReadOrWriteIsAnError() throws IOException {
    key(TEXT_KEY);
    mode(key, "rw-r-----");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY is readable by others than its owner (owner "
                    + owner(key)
                    + ", mode 0640); chmod 600 KEY")),
        errors(file()));
    mode(key, "rw-----w-");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY is writable by others than its owner (owner "
                    + owner(key)
                    + ", mode 0602); chmod 600 KEY")),
        errors(file()));
  }

  @Test
  void aFolderInWhichOthersCanReplaceTheKeyIsAnError() throws IOException {
    key(TEXT_KEY);
    mode(key.getParent(), "rwxrwx---");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: "
                    + key.getParent()
                    + " is writable by others than its owner (owner "
                    + owner(key)
                    + ", mode 0770); chmod go-w "
                    + key.getParent())),
        errors(file()));
  }

  @Test
  void theFolderOfALinkIsExaminedToo() throws IOException {
    key(TEXT_KEY);
    Path link = Files.createDirectory(folder.resolve("links")).resolve("web");
    mode(link.getParent(), "rwxr-xr-x");
    Files.createSymbolicLink(link, Path.of("../keys/web-1"));
    Path target = key;
    key = link;
    assertArrayEquals(TEXT_KEY.getBytes(UTF_8), fileKey().secret());
    mode(link.getParent(), "rwxrwxrwx");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: "
                    + link.getParent()
                    + " is writable by others than its owner (owner "
                    + owner(target)
                    + ", mode 0777); chmod go-w "
                    + link.getParent())),
        errors(file()));
  }

  @Test
  void aLinkToItselfIsAnError() throws IOException {
    Files.createSymbolicLink(key, key);
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY cannot be read: more than 40 symbolic links; check the file"
                    + " and its disk")),
        errors(file()));
  }

  @Test
  void aStickyFolderSuchAsTmpIsNoPlaceForKeys() throws IOException {
    key(TEXT_KEY);
    write(file());
    Loaded loaded = ConfigLoader.load(folder, new Machine(true, uid, null, List.of(), null));
    assumeTrue(folder.startsWith("/tmp"), "temporary folders are elsewhere");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: /tmp is writable by others than its owner (owner root:root, mode"
                    + " 1777); keep keys somewhere else, such as /etc/vipd/keys")),
        said(assertInstanceOf(Loaded.Invalid.class, loaded).problems()));
  }

  @Test
  void aKeyFileOfAStrangerIsAnErrorForTheDaemonAndAWarningForACheck() throws IOException {
    key = folder.resolve("web-1");
    key(TEXT_KEY);
    strange(key);
    String owner = owner(key);
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY belongs neither to root nor to the user that vipd runs as"
                    + " (owner "
                    + owner
                    + ", mode 0600); chown it to one of them")),
        errors(file()));
    daemon = false;
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY is refused unless vipd runs as its owner (owner "
                    + owner
                    + ", mode 0600); see User= of its unit")),
        warnings(file()));
  }

  @Test
  void aKeyFileThatCannotBeReadIsAnError() throws IOException {
    key(TEXT_KEY);
    mode(key, "---------");
    assumeFalse(Files.isReadable(key), "root reads everything");
    assertEquals(
        List.of(
            at(
                "28 auth.keys.1.file: KEY cannot be read: permission denied; let it belong to the user"
                    + " that vipd runs as, and check it as that user or as root")),
        errors(file()));
  }

  @Test
  void aCredentialIsReadFromTheFolderThatSystemdNames() throws IOException {
    credentials = Files.createDirectory(folder.resolve("credentials"));
    Files.writeString(credentials.resolve("vipd-web-1"), HEX_KEY + "\n");
    assertEquals(
        32, keys("auth: { keys: { 1: { credential: vipd-web-1 } } }").getFirst().secret().length);
  }

  @Test
  void aCredentialThatSystemdWasNotToldOfIsAnError() throws IOException {
    credentials = Files.createDirectory(folder.resolve("credentials"));
    Files.writeString(credentials.resolve("short"), "abc");
    assertEquals(
        List.of(
            at(
                "34 auth.keys.1.credential: web-1 is not in "
                    + credentials
                    + "; put LoadCredential=web-1:/etc/vipd/keys/web-1 into the unit's [Service]")),
        errors("auth: { keys: { 1: { credential: web-1 } } }"));
    assertEquals(
        List.of(
            at(
                "34 auth.keys.1.credential: short holds a key of 3 bytes, outside 32..64; write hex:"
                    + " and what openssl rand -hex 32 prints")),
        errors("auth: { keys: { 1: { credential: short } } }"));
  }

  @Test
  void aCredentialCannotBeCheckedWithoutTheDaemon() {
    daemon = false;
    assertEquals(
        List.of(
            at(
                "34 auth.keys.1.credential: web-1 cannot be checked here, for systemd gives it to the"
                    + " daemon alone; put LoadCredential=web-1:/etc/vipd/keys/web-1 into the unit's"
                    + " [Service]")),
        warnings("auth: { keys: { 1: { credential: web-1 } } }"));
    assertEquals(
        0, keys("auth: { keys: { 1: { credential: web-1 } } }").getFirst().secret().length);
  }

  @Test
  void anInlineKeyInAFileThatEverybodyReadsIsWarnedOf() throws IOException {
    String text = "auth: { keys: { 1: { inline: '" + TEXT_KEY + "' } } }";
    write(text);
    mode(group, "rw-r--r--");
    assertEquals(
        List.of(
            at(
                "30 auth.keys.1.inline: every user of this machine can read the file that the key"
                    + " stands in (mode 0644); chmod o-r "
                    + group
                    + ", or keep the key in a file of its own")),
        said(assertInstanceOf(Loaded.Valid.class, load()).warnings()));
    mode(group, "rw-r-----");
    assertEquals(List.of(), assertInstanceOf(Loaded.Valid.class, load()).warnings());
  }

  @Test
  void whatAuthLeavesOutHasADefault() throws IOException {
    key(TEXT_KEY);
    assertEquals(
        new Keys(
            Mode.ENFORCE,
            9,
            Freshness.TIME,
            Duration.ofSeconds(5),
            List.of(new Key(2, TEXT_KEY.getBytes(UTF_8)), new Key(9, TEXT_KEY.getBytes(UTF_8)))),
        auth("auth: { keys: { 9: { file: " + key + " }, 2: { file: " + key + " } } }"));
  }

  @Test
  void theWindowFollowsTheIntervalUpTo300Seconds() throws IOException {
    key(TEXT_KEY);
    assertEquals(Duration.ofSeconds(6), window("interval: 2s\n" + file()));
    assertEquals(Duration.ofSeconds(300), window("version: 2\ninterval: 200s\n" + file()));
    assertEquals(
        Duration.ofSeconds(1), window("auth: { window: 1s, keys: { 1: { file: " + key + " } } }"));
    assertEquals(
        null, window("auth: { freshness: monotonic, keys: { 1: { file: " + key + " } } }"));
  }

  @Test
  void version2MayHaveAPasswordOrKeys() throws IOException {
    key(TEXT_KEY);
    assertEquals(
        new Password("secret 8".getBytes(UTF_8)), auth("version: 2\nauth: { password: secret 8 }"));
    assertInstanceOf(Keys.class, auth("version: 2\n" + file()));
  }

  @Test
  void noTextFormShowsASecret() throws IOException {
    key(TEXT_KEY);
    write(file());
    String all = assertInstanceOf(Loaded.Valid.class, load()).toString();
    assertFalse(all.contains(TEXT_KEY), all);
    assertFalse(all.contains("[B@"), all);
    assertEquals("key 1", new Key(1, new byte[32]).toString());
    assertEquals("password", new Password("secret".getBytes(UTF_8)).toString());
  }

  @Test
  void aSecretCannotBeChangedFromOutside() {
    byte[] bytes = new byte[32];
    Key zero = new Key(1, bytes);
    bytes[0] = 1;
    zero.secret()[1] = 1;
    assertEquals(new Key(1, new byte[32]), zero);
    assertNotEquals(new Key(1, bytes), zero);
    assertNotEquals(new Key(2, new byte[32]), zero);
  }

  private String file() {
    return "auth: { keys: { 1: { file: " + key + " } } }";
  }

  private void key(String text) throws IOException {
    Files.writeString(key, text);
    mode(key, "rw-------");
  }

  private static void mode(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** Gives the file to another user; without the right to, lets another user look at it. */
  private void strange(Path file) throws IOException {
    if (uid == 0) {
      Files.setAttribute(file, "unix:uid", STRANGER);
    } else {
      uid = STRANGER;
    }
  }

  private static String owner(Path file) throws IOException {
    return Files.getOwner(file).getName() + ":" + Files.getAttribute(file, "posix:group");
  }

  private Key fileKey() {
    return keys(file()).getFirst();
  }

  private List<Key> keys(String text) {
    return assertInstanceOf(Keys.class, auth(text)).keys();
  }

  private Duration window(String text) {
    return assertInstanceOf(Keys.class, auth(text)).window();
  }

  private AuthSettings auth(String text) {
    write(text);
    return switch (load()) {
      case Loaded.Valid valid -> valid.config().groups().getFirst().auth();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  private List<String> errors(String text) {
    write(text);
    return said(assertInstanceOf(Loaded.Invalid.class, load()).problems());
  }

  private List<String> warnings(String text) {
    write(text);
    return said(assertInstanceOf(Loaded.Valid.class, load()).warnings());
  }

  private void write(String text) {
    try {
      Files.writeString(
          group, "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\n" + text + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Loaded load() {
    return ConfigLoader.load(folder, new Machine(daemon, uid, credentials, List.of(), folder));
  }

  private static List<String> said(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }

  /** What is said in line 4 of the group's file. */
  private String at(String message) {
    return group + ":4:" + message.replace("KEY", key.toString());
  }
}
