package io.vipd.daemon.config;

import io.vipd.daemon.config.AuthSettings.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one entry of {@code auth.keys}: an id and where the key is. No message shows a key. */
final class KeyReader {
  private static final List<String> SOURCES = List.of("file", "inline", "credential");
  private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}");
  private static final int READABLE_BY_ALL = 0004;

  private final Mapping key;
  private final Machine machine;

  private KeyReader(Mapping key, Machine machine) {
    this.key = key;
    this.machine = machine;
  }

  /** The key; null when it has an error. */
  static Key read(int id, Mapping key, Machine machine) {
    byte[] secret = new KeyReader(key, machine).read();
    return secret == null ? null : new Key(id, secret);
  }

  private byte[] read() {
    List<String> given = SOURCES.stream().filter(key::has).toList();
    if (given.size() > 1) {
      key.error(
          given.get(1),
          "stands beside " + given.getFirst() + "; a key comes from one place, so keep one");
      return null;
    }
    if (!key.mentions(SOURCES)) {
      key.error("holds no key; give it one of file, inline or credential");
    }
    return given.isEmpty()
        ? null
        : switch (given.getFirst()) {
          case "file" -> file();
          case "inline" -> inline();
          default -> credential();
        };
  }

  private byte[] file() {
    Path path = key.read("file", Forms.PATH);
    return path == null ? null : new KeyFile(key, path, machine).read();
  }

  private byte[] inline() {
    byte[] secret = key.secret("inline", KeyText::read);
    Path file = key.place("inline").file();
    try {
      int mode = (Integer) Files.getAttribute(file, "unix:mode");
      if (secret != null && (mode & READABLE_BY_ALL) != 0) {
        key.warn(
            "inline",
            String.format(
                "every user of this machine can read the file that the key stands in (mode %04o);"
                    + " chmod o-r %s, or keep the key in a file of its own",
                mode & 07777, file));
      }
    } catch (IOException _) {
      // It has just been read; whatever this is, it is no reason to refuse the key.
    }
    return secret;
  }

  private byte[] credential() {
    String name = key.read("credential", KeyReader::credentialName);
    if (name == null) {
      return null;
    }
    String mend =
        "; put LoadCredential=" + name + ":/etc/vipd/keys/" + name + " into the unit's [Service]";
    if (machine.credentials() == null) {
      if (machine.daemon()) {
        key.error(
            "credential",
            name + " is not there, for CREDENTIALS_DIRECTORY is not set: systemd gave none" + mend);
        return null;
      }
      key.warn(
          "credential",
          name + " cannot be checked here, for systemd gives it to the daemon alone" + mend);
      return new byte[0];
    }
    Path file = machine.credentials().resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(file.toString());
      }
      return KeyText.readFile(file);
    } catch (NoSuchFileException _) {
      key.error("credential", name + " is not in " + machine.credentials() + mend);
    } catch (IOException e) {
      key.error("credential", name + " cannot be read: " + YamlFile.reason(e) + mend);
    } catch (Refused e) {
      key.error("credential", name + " " + e.getMessage());
    }
    return null;
  }

  private static String credentialName(String text) throws Refused {
    if (!CREDENTIAL.matcher(text).matches()) {
      throw new Refused(
          "is no name of a credential: letters, digits, '_', '.', '@' and '-'; write the one that"
              + " LoadCredential= has");
    }
    return text;
  }
}
