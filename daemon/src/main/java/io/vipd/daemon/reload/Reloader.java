package io.vipd.daemon.reload;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.ConfigFiles;
import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.ReloadDocument.Change;
import io.vipd.daemon.control.ReloadDocument.Notice;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and has the daemon use it. One at a time, from any thread that may
 * wait; never the core's.
 */
public final class Reloader {
  private static final Logger log = LoggerFactory.getLogger(Reloader.class);

  /** What uses a configuration. */
  public interface Target {
    /** The node as it is now. */
    NodeStatus status();

    /**
     * Uses another configuration from now on, or changes nothing.
     *
     * @throws IOException what was refused
     * @throws IllegalStateException if the core does not answer
     */
    void apply(Config before, Config after) throws IOException;

    /** A configuration is in use from now on; the changes are for the journal. */
    void applied(String user, List<Change> changes);
  }

  private final Function<Path, Loaded> loader;
  private final Path folder;
  private final Target target;
  private final ReloadRecord record;
  private Config config;

  /**
   * A reloader.
   *
   * @param folder what is read
   * @param config what was read there at the start and is in use
   * @param record is told how each reload ends
   */
  public Reloader(Path folder, Config config, Target target, ReloadRecord record) {
    this(ConfigLoader::reload, folder, config, target, record);
  }

  private Reloader(
      Function<Path, Loaded> loader,
      Path folder,
      Config config,
      Target target,
      ReloadRecord record) {
    this.loader = loader;
    this.folder = folder;
    this.config = config;
    this.target = target;
    this.record = record;
  }

  /**
   * Reads the files, and unless they have errors uses what they say.
   *
   * @param dryRun whether only to say what would change
   * @param user who asked, for the log
   */
  public synchronized ReloadDocument reload(boolean dryRun, String user) {
    ConfigFiles files = ConfigFiles.of(folder);
    ReloadDocument document = read(dryRun, user);
    if (!dryRun) {
      record.ended(document, files);
    }
    return document;
  }

  private ReloadDocument read(boolean dryRun, String user) {
    return switch (loader.apply(folder)) {
      case Loaded.Invalid(List<Problem> problems) -> {
        if (!dryRun) {
          problems.stream().map(Problem::toString).forEach(log::error);
          log.error(
              "the configuration is not reloaded, and nothing is changed: {} has {} to mend. user={}",
              folder,
              problems.size() == 1 ? "a problem" : problems.size() + " problems",
              user);
        }
        yield new ReloadDocument(Outcome.INVALID, null, List.of(), notices(problems), List.of());
      }
      case Loaded.Valid(Config read, List<Problem> warnings) ->
          reload(read, notices(warnings), dryRun, user);
    };
  }

  private ReloadDocument reload(Config read, List<Notice> warnings, boolean dryRun, String user) {
    try {
      Set<String> active = active();
      List<Change> changes = Planner.plan(config, read, active::contains);
      if (dryRun) {
        return document(Outcome.PLANNED, null, changes, warnings);
      }
      warnings.forEach(warning -> log.warn("{}", warning));
      if (changes.isEmpty()) {
        log.info("the configuration was read again and says nothing new. user={}", user);
        return document(Outcome.UNCHANGED, null, changes, warnings);
      }
      return apply(read, changes, warnings, user);
    } catch (IllegalStateException e) {
      return refused(e.getMessage(), List.of(), warnings, user);
    }
  }

  private ReloadDocument apply(
      Config read, List<Change> changes, List<Notice> warnings, String user) {
    try {
      target.apply(config, read);
    } catch (IOException e) {
      return refused(e.getMessage(), changes, warnings, user);
    }
    config = read;
    for (Change change : changes) {
      log.info("{}. user={}", change, user);
    }
    log.info("the configuration is reloaded. user={} changes={}", user, changes.size());
    target.applied(user, changes);
    return document(Outcome.APPLIED, null, changes, warnings);
  }

  private Set<String> active() {
    return target.status().groups().stream()
        .filter(group -> group.role().equals("ACTIVE"))
        .map(NodeStatus.GroupStatus::name)
        .collect(Collectors.toSet());
  }

  private ReloadDocument refused(
      String why, List<Change> changes, List<Notice> warnings, String user) {
    log.error("the configuration is not reloaded, and nothing is changed: {}. user={}", why, user);
    return document(Outcome.REFUSED, why, changes, warnings);
  }

  private static ReloadDocument document(
      Outcome outcome, String why, List<Change> changes, List<Notice> warnings) {
    return new ReloadDocument(outcome, why, changes, List.of(), warnings);
  }

  private static List<Notice> notices(List<Problem> problems) {
    return problems.stream()
        .map(problem ->
            new Notice(
                problem.file().toString(), problem.line(), problem.column(), problem.message()))
        .toList();
  }
}
