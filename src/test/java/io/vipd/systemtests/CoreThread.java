package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon's core thread, seen from outside by the JDK's jcmd and by strace. */
record CoreThread(long pid, int id) {
  private static final String JCMD =
      Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
  private static final Pattern LINE =
      Pattern.compile("^\"core\" .* allocated=(\\d+)([BKMG]?) .* nid=(\\d+) ", Pattern.MULTILINE);
  private static final Pattern TOTAL = Pattern.compile("(\\d+) +total");

  static CoreThread of(Vipd vipd) {
    return new CoreThread(vipd.pid(), Integer.parseInt(look(vipd.pid()).group(3)));
  }

  private static Matcher look(long pid) {
    String threads = Command.run(JCMD, Long.toString(pid), "Thread.print", "-e").ok().out();
    Matcher line = LINE.matcher(threads);
    assertTrue(line.find(), threads);
    return line;
  }

  /** What it has created so far, to the kilobyte; it must not be more than ten megabytes. */
  long allocatedBytes() {
    Matcher line = look(pid);
    long count = Long.parseLong(line.group(1));
    return switch (line.group(2)) {
      case "", "B" -> count;
      case "K" -> 1024 * count;
      default -> throw new AssertionError("created too much to be told exactly: " + line.group());
    };
  }

  /** How many system calls it makes in so long. */
  long systemCalls(Duration length) {
    Command.Result counted =
        Command.run(
            "timeout",
            "--signal=INT",
            length.toSeconds() + "s",
            "strace",
            "--summary-only",
            "--summary-columns=calls,name",
            "-p",
            "" + id);
    Matcher total = TOTAL.matcher(counted.err());
    assertTrue(total.find(), counted.toString());
    return Long.parseLong(total.group(1));
  }
}
