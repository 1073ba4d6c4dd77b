package io.vipd.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the files of a configuration folder said at one moment, to be compared with what they say
 * later. Files that they name, such as keys, are not looked at.
 *
 * @param digests a digest of each file's contents, or why there is none
 */
public record ConfigFiles(Map<Path, String> digests) {
  /** As they are now; whatever cannot be read is taken as it is. */
  public static ConfigFiles of(Path folder) {
    ConfigFolder files = ConfigFolder.list(folder, new Findings());
    List<Path> all = new ArrayList<>(files.groupFiles());
    if (files.nodeFile() != null) {
      all.add(files.nodeFile());
    }
    Map<Path, String> digests = new TreeMap<>();
    all.forEach(file -> digests.put(file, digest(file)));
    return new ConfigFiles(digests);
  }

  private static String digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return "no file"; // a pipe must not be waited for
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] contents = in.readNBytes(YamlFile.MAX_BYTES + 1);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
    } catch (IOException e) {
      return YamlFile.reason(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
