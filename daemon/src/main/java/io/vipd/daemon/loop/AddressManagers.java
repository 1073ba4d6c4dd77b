package io.vipd.daemon.loop;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/**
 * Programs that are known to remove addresses that they did not configure. The kernel does not tell
 * who removed one, so this is what can be said about it.
 */
final class AddressManagers {
  /** By the name that the kernel has of the process: 15 characters. */
  private static final Map<String, String> BY_COMMAND =
      Map.of(
          "NetworkManager", "NetworkManager",
          "systemd-network", "systemd-networkd",
          "dhcpcd", "dhcpcd",
          "dhclient", "dhclient",
          "connmand", "connman",
          "wickedd", "wicked",
          "keepalived", "keepalived");

  private AddressManagers() {}

  /** Those that run on this host, separated by commas; empty if none does or nobody may know. */
  static String running() {
    return running(Path.of("/proc"));
  }

  static String running(Path proc) {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        String name = BY_COMMAND.get(command(process));
        if (name != null) {
          names.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      return "";
    }
    return String.join(",", names);
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException _) {
      return ""; // it has ended meanwhile
    }
  }
}
