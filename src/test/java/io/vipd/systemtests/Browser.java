package io.vipd.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A real browser on a host, without a window: it loads a page, runs its script, and ends. */
final class Browser {
  static final String PROGRAM = "chromium-headless-shell";

  private static final Pattern REQUESTED = Pattern.compile("\"url\":\"([^\"]*)\"");

  private final Host host;
  private final Path profile;
  private final Path netLog;

  /**
   * @param folder for its profile and its notes
   */
  Browser(Host host, Path folder) {
    this.host = host;
    this.profile = folder.resolve("profile");
    this.netLog = folder.resolve("net-log.json");
  }

  /**
   * What came of a page after some seconds of its own time.
   *
   * @param dom the document as the script left it
   * @param console what it and the browser complained about on the console, such as a violated
   *     Content-Security-Policy
   * @param requested every URL that was asked for
   */
  record Visit(String dom, List<String> console, Set<String> requested) {}

  /** Loads a page and watches it for so many seconds. */
  Visit visit(String url, int seconds) {
    List<String> command = command();
    command.addAll(
        List.of(
            "--enable-logging=stderr",
            "--log-net-log=" + netLog,
            "--virtual-time-budget=" + 1000 * seconds,
            "--dump-dom",
            url));
    Command.Result result = host.run(command.toArray(String[]::new)).ok();
    List<String> console = result.err().lines().filter(line -> line.contains(":CONSOLE")).toList();
    return new Visit(result.out(), console, requested());
  }

  /** Takes a picture of a page on a screen of that size. */
  void picture(String url, int width, int height, Path png) {
    List<String> command = command();
    command.addAll(
        List.of(
            "--hide-scrollbars",
            "--window-size=%d,%d".formatted(width, height),
            "--screenshot=" + png,
            url));
    host.run(command.toArray(String[]::new)).ok();
  }

  private List<String> command() {
    return new ArrayList<>(
        List.of(
            PROGRAM,
            "--no-sandbox", // it runs as root
            "--disable-gpu",
            "--disable-background-networking",
            "--user-data-dir=" + profile));
  }

  private Set<String> requested() {
    try {
      Set<String> urls = new TreeSet<>();
      REQUESTED
          .matcher(Files.readString(netLog))
          .results()
          .forEach(result -> urls.add(result.group(1)));
      return urls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
