package io.vipd.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a configuration folder. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Reads {@code vipd.yaml} and {@code groups/*.yaml} below the folder, all of them to their ends,
   * for a daemon that starts. Whatever is wrong, with the folder itself too, is a {@link Problem};
   * nothing is thrown. Nothing is asked of the machine but the host name and the keys that the
   * files name; programs are judged when they are to run.
   *
   * @param folder the folder; problems name files the way it is given
   */
  public static Loaded load(Path folder) {
    return load(folder, Machine.of(true));
  }

  /**
   * Reads the same for a daemon that runs, which can go on with what it has: a program that others
   * could replace, or that its user could not run, is an error. May load native code and takes as
   * long as the file system does.
   */
  public static Loaded reload(Path folder) {
    return load(folder, Machine.of(true).withScripts());
  }

  /**
   * Reads the same for somebody who wants to know what is wrong, maybe as another user than the
   * daemon's. What only the daemon's own process can judge is a warning then: who owns key files,
   * and what systemd hands it as credentials. Such keys are empty.
   *
   * @param here whether it is for this machine, so that the programs it names are looked at
   */
  public static Loaded check(Path folder, boolean here) {
    Machine machine = Machine.of(false);
    return load(folder, here ? machine.withScripts() : machine);
  }

  /** The same as on a machine. */
  static Loaded load(Path folder, Machine machine) {
    List<Findings> all = new ArrayList<>();
    ConfigFolder files = ConfigFolder.list(folder, next(all));
    NodeReader.NodeFile node = NodeReader.read(files.nodeFile(), machine, next(all));
    List<GroupFile> groups = new ArrayList<>();
    for (Path file : files.groupFiles()) {
      groups.add(GroupReader.read(file, machine, node.scripts(), next(all)));
    }
    CrossChecks.check(node.config().hooks(), groups);
    SyncReader.check(node.sync(), groups, node.findings());
    WeightChecks.check(node.config(), groups);
    if (all.stream().allMatch(Findings::sound)) {
      List<GroupConfig> configs = groups.stream().map(GroupFile::config).toList();
      return new Loaded.Valid(new Config(node.config(), configs), gather(all, Findings::warnings));
    }
    return new Loaded.Invalid(gather(all, Findings::errors));
  }

  private static Findings next(List<Findings> all) {
    Findings findings = new Findings();
    all.add(findings);
    return findings;
  }

  private static List<Problem> gather(List<Findings> all, Function<Findings, List<Problem>> what) {
    return all.stream().map(what).flatMap(List::stream).toList();
  }
}
