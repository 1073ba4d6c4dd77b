package io.vipd.daemon.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The files of a configuration folder that count, and warnings about those that look as if they
 * were meant to. Hidden files and editors' backups are left alone.
 *
 * @param nodeFile {@code vipd.yaml}; null where there is none
 * @param groupFiles {@code groups/*.yaml}, ordered by name
 */
record ConfigFolder(Path nodeFile, List<Path> groupFiles) {
  private static final String YAML = ".yaml";

  private static final String NODE_FILE = "vipd" + YAML;

  /** Lists them; what cannot be listed is an error. */
  static ConfigFolder list(Path folder, Findings findings) {
    Place whole = Place.whole(folder);
    Path nodeFile = null;
    try {
      for (Path entry : entries(folder)) {
        if (entry.getFileName().toString().equals(NODE_FILE)) {
          nodeFile = entry;
        } else if (looksLikeYaml(entry) && !Files.isDirectory(entry)) {
          findings.warn(
              Place.whole(entry),
              "is ignored; the node's settings belong in "
                  + NODE_FILE
                  + " and a group's in groups/NAME"
                  + YAML);
        }
      }
    } catch (NoSuchFileException _) {
      findings.error(
          whole,
          "does not exist; give the folder that holds vipd.yaml and groups/, such as /etc/vipd");
      return new ConfigFolder(null, List.of());
    } catch (NotDirectoryException _) {
      findings.error(
          whole,
          "is no folder; give the folder that holds vipd.yaml and groups/, such as /etc/vipd");
      return new ConfigFolder(null, List.of());
    } catch (IOException e) {
      findings.error(whole, "cannot be listed: " + YamlFile.reason(e) + "; check its permissions");
      return new ConfigFolder(null, List.of());
    }
    return new ConfigFolder(nodeFile, groups(folder.resolve("groups"), findings));
  }

  /** The name of the group that a file describes. */
  static String groupName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - YAML.length());
  }

  private static List<Path> groups(Path folder, Findings findings) {
    Place whole = Place.whole(folder);
    List<Path> groups = new ArrayList<>();
    try {
      for (Path entry : entries(folder)) {
        if (entry.getFileName().toString().endsWith(YAML)) {
          groups.add(entry);
        } else if (looksLikeYaml(entry)) {
          findings.warn(
              Place.whole(entry), "is ignored; rename it to end in " + YAML + " if it is a group");
        }
      }
      if (groups.isEmpty()) {
        findings.warn(
            whole,
            "holds no NAME.yaml, so this node bears no address; add one file for each group");
      }
    } catch (NoSuchFileException _) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        findings.error(whole, "leads to no folder; mend the link, or remove it");
      } else {
        findings.warn(
            whole, "does not exist, so this node bears no address; add one file for each group");
      }
    } catch (NotDirectoryException _) {
      findings.error(whole, "is no folder; make it one that holds a NAME.yaml for each group");
    } catch (IOException e) {
      findings.error(whole, "cannot be listed: " + YamlFile.reason(e) + "; check its permissions");
    }
    groups.sort((a, b) -> groupName(a).compareTo(groupName(b)));
    return List.copyOf(groups);
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.removeIf(entry -> entry.getFileName().toString().startsWith("."));
    entries.sort(null);
    return entries;
  }

  private static boolean looksLikeYaml(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yml") || name.endsWith(YAML);
  }
}
