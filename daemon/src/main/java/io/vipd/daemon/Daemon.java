package io.vipd.daemon;

import io.vipd.arp.Announcer;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.ConfigFiles;
import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.Listen;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.control.ControlServer;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.RunFolderLock;
import io.vipd.daemon.control.Version;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.http.HttpEndpoint;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import io.vipd.daemon.kernel.HangUp;
import io.vipd.daemon.kernel.KernelSurroundings;
import io.vipd.daemon.kernel.Linking;
import io.vipd.daemon.kernel.NamespaceClaim;
import io.vipd.daemon.kernel.ProcessExitWatcher;
import io.vipd.daemon.kernel.SystemdNotifier;
import io.vipd.daemon.log.LogSetup;
import io.vipd.daemon.loop.Core;
import io.vipd.daemon.loop.Scheduling;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.daemon.recording.Recorder;
import io.vipd.daemon.reload.ReloadRecord;
import io.vipd.daemon.reload.Reloader;
import io.vipd.daemon.supervision.Supervisor;
import io.vipd.daemon.supervision.Unit;
import io.vipd.health.ScriptRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon from its start to its end. */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /** The configuration cannot be used (EX_CONFIG of sysexits). */
  public static final int EXIT_CONFIG = 78;

  /** Something that the daemon needs was refused. */
  public static final int EXIT_FAILED = 1;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration HOOKS_LIMIT = Duration.ofSeconds(5);

  /** It answers within milliseconds; a plain stop should not take much longer for having asked. */
  private static final Duration SYSTEMD_LIMIT = Duration.ofMillis(500);

  private final Path configFolder;
  private final Path runFolder;
  private final Path stateFolder;
  private final Config config;
  private final ReloadRecord reloads;
  private final SystemdNotifier systemd = SystemdNotifier.fromEnvironment();
  private volatile HttpEndpoint http;
  private volatile boolean running;

  private Daemon(
      Config config, ConfigFiles files, Path configFolder, Path runFolder, Path stateFolder) {
    this.config = config;
    this.reloads = new ReloadRecord(configFolder, files);
    this.configFolder = configFolder;
    this.runFolder = runFolder;
    this.stateFolder = stateFolder;
  }

  /**
   * Runs until the process is told to end by SIGTERM or SIGINT; then gives the groups up and ends
   * the process with exit code 0.
   *
   * @param configFolder folder with {@code vipd.yaml} and {@code groups/}
   * @param runFolder folder for the control socket, owned by one daemon at a time
   * @param stateFolder folder for what outlives the daemon; need not exist, nor be usable
   * @return an exit code, only if the daemon could not be started
   */
  public static int run(Path configFolder, Path runFolder, Path stateFolder) {
    Linking.begin();
    ConfigFiles files = ConfigFiles.of(configFolder);
    Loaded loaded = ConfigLoader.load(configFolder);
    if (loaded instanceof Loaded.Invalid(var problems)) {
      problems.stream().map(Problem::toString).forEach(log::error);
      log.error(
          "vipd is not started: {} has {} to mend",
          configFolder,
          problems.size() == 1 ? "a problem" : problems.size() + " problems");
      return EXIT_CONFIG;
    }
    Loaded.Valid valid = (Loaded.Valid) loaded;
    LogSetup.level(valid.config().node().logLevel());
    valid.warnings().stream().map(Problem::toString).forEach(log::warn);
    return new Daemon(valid.config(), files, configFolder, runFolder, stateFolder).start();
  }

  private int start() {
    try {
      RunFolderLock lock = RunFolderLock.take(runFolder);
      NamespaceClaim.take(); // and kept until the process ends
      Journal journal = Journal.start(stateFolder);
      ScriptRunner scripts = new ScriptRunner(config.node().scriptUser());
      ProcessExitWatcher exits = new ProcessExitWatcher();
      KernelSurroundings surroundings = new KernelSurroundings();
      Announcer announcer = Announcer.start(Scheduling::hurry);
      Hooks hooks =
          new Hooks(
              config.node().name(),
              config.node().hooks(),
              config.groups(),
              scripts,
              journal::write);
      Warnings warnings = new Warnings();
      Core core =
          new Core(
              config,
              runFolder,
              announcer,
              hooks,
              scripts,
              exits,
              surroundings,
              journal,
              warnings,
              new OrderFile(stateFolder));
      AcceptMode acceptMode = AcceptMode.enforce(config.groups(), runFolder);
      Consumer<Listen> serveHttp = listen -> serveHttp(listen, core, journal, warnings);
      Reloads target = new Reloads(core, hooks, scripts, acceptMode, journal, serveHttp);
      Reloader reloader = new Reloader(configFolder, config, target, reloads);
      core.onReload((dryRun, caller) -> reload(reloader, dryRun, caller.user()), reloads);
      Recorder recorder = new Recorder(stateFolder, core::nodeName, core::tape, journal);
      core.onRecord(recorder::record);
      ControlServer control = ControlServer.open(lock, config.node(), core.operations(), journal);
      Supervisor supervisor =
          new Supervisor(core.pulse(), systemd.watchdogLimit(), systemd::watchdog, systemd::status);
      target.control(control);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    supervisor.stopping();
                    stop(core, hooks, announcer, control, acceptMode, journal, lock);
                  },
                  "stop"));
      core.start();
      running = true;
      log.info(
          "vipd {} is running. node={} groups={} pid={}",
          Version.CURRENT,
          config.node().name(),
          config.groups().size(),
          ProcessHandle.current().pid());
      tellStarted(journal);
      systemd.ready();
      supervisor.start();
      reloads.start();
      recorder.start();
      HangUp.serve(() -> reload(reloader, false, "SIGHUP"));
      announcer.warmUp();
      serveHttp(config.node().http(), core, journal, warnings);
      new CountDownLatch(1).await();
    } catch (IOException e) {
      log.error("vipd cannot start: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return EXIT_FAILED;
  }

  /** Whether systemd starts another daemon when this one has ended, and that one can run. */
  private boolean comesBack() {
    return Unit.of(System.getenv()).job(SYSTEMD_LIMIT) == Unit.Job.RESTART
        && ConfigLoader.load(configFolder) instanceof Loaded.Valid;
  }

  /** Serves there from now on, and nowhere else; nowhere at all where it is null. */
  private synchronized void serveHttp(
      Listen listen, Core core, Journal journal, Warnings warnings) {
    if (http != null) {
      http.close();
      http = null;
    }
    if (listen != null) {
      http = HttpEndpoint.start(listen, core.operations(), core.counters(), journal, warnings);
    }
  }

  /** Whoever asked, systemd knows of it. */
  private ReloadDocument reload(Reloader reloader, boolean dryRun, String user) {
    if (dryRun) {
      return reloader.reload(true, user);
    }
    systemd.reloading();
    try {
      return reloader.reload(false, user);
    } finally {
      systemd.ready();
    }
  }

  private void tellStarted(Journal journal) {
    List<String> groups = config.groups().stream().map(GroupConfig::name).toList();
    journal.write(
        new Note(
                Kind.STARTED,
                null,
                "vipd " + Version.CURRENT + " is running on " + config.node().name())
            .with("version", Version.CURRENT)
            .with("node", config.node().name())
            .with("pid", ProcessHandle.current().pid())
            .with("groups", groups));
  }

  private void stop(
      Core core,
      Hooks hooks,
      Announcer announcer,
      ControlServer control,
      AcceptMode acceptMode,
      Journal journal,
      RunFolderLock lock) {
    log.info("vipd is stopping");
    journal.write(new Note(Kind.STOPPING, null, "vipd is stopping"));
    systemd.stopping();
    boolean comesBack = comesBack();
    boolean clean = core.stop(STOP_LIMIT, comesBack) && running;
    control.close();
    if (http != null) {
      http.close();
    }
    hooks.finish(HOOKS_LIMIT);
    announcer.close();
    core.close(); // late: groups that stay active advertise until then
    if (!comesBack) {
      acceptMode.close();
    }
    journal.close();
    try {
      lock.close();
    } catch (IOException e) {
      log.warn(
          "the run folder was not left in order, which the next start mends: {}", e.getMessage());
    }
    log.info("vipd has stopped");
    LogSetup.stop();
    // The JVM would report the signal; a stop that was asked for and went well is a success.
    Runtime.getRuntime().halt(clean ? 0 : EXIT_FAILED);
  }
}
