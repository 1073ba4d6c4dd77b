package io.vipd.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a configuration folder. */
public final class ConfigLoader {
  private static final List<Path> HOST_NAMES =
      List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));

  private ConfigLoader() {}

  /**
   * Reads {@code vipd.yaml} and {@code groups/*.yaml} below the folder, all of them to their ends.
   * Whatever is wrong, with the folder itself too, is a {@link Problem}; nothing is thrown. Nothing
   * is asked of the machine but the host name, so that a configuration can be checked anywhere.
   *
   * @param folder the folder; problems name files the way it is given
   */
  public static Loaded load(Path folder) {
    return load(folder, HOST_NAMES);
  }

  /** The same with other files for the host name. */
  static Loaded load(Path folder, List<Path> hostNames) {
    List<Findings> all = new ArrayList<>();
    ConfigFolder files = ConfigFolder.list(folder, next(all));
    NodeConfig node = NodeReader.read(files.nodeFile(), hostNames, next(all));
    List<GroupFile> groups = new ArrayList<>();
    for (Path file : files.groupFiles()) {
      groups.add(GroupReader.read(file, next(all)));
    }
    CrossChecks.check(groups);
    if (all.stream().allMatch(Findings::sound)) {
      List<GroupConfig> configs = groups.stream().map(GroupFile::config).toList();
      return new Loaded.Valid(new Config(node, configs), gather(all, Findings::warnings));
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
