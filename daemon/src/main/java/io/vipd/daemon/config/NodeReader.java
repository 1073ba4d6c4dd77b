package io.vipd.daemon.config;

import io.vipd.daemon.config.Mapping.Items;
import io.vipd.daemon.config.NodeConfig.ControlRead;
import io.vipd.daemon.config.NodeConfig.LogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code vipd.yaml}. */
final class NodeReader {
  private static final int MAX_NAME = 64;
  private static final String GROUP = "group ";
  private static final Form<LogLevel> LOG_LEVEL =
      Forms.choice(
          Map.of(
              "debug",
              LogLevel.DEBUG,
              "info",
              LogLevel.INFO,
              "warn",
              LogLevel.WARN,
              "error",
              LogLevel.ERROR),
          "debug, info, warn or error");

  private static final Form<Integer> MAX_CHECKS =
      Forms.whole(1, 256, "", "write how many checks may run at the same time");

  private NodeReader() {}

  /**
   * What the file says.
   *
   * @param config the node's settings, which mean something only when the findings are sound
   * @param sync the groups that move together, with their places
   * @param scripts looks at programs that the node's script-user is to run
   * @param findings what is found in it
   */
  record NodeFile(
      NodeConfig config, List<Items<String>> sync, ScriptFiles scripts, Findings findings) {}

  /**
   * Reads it.
   *
   * @param file {@code vipd.yaml}; null where there is none
   * @param machine where it will be used
   */
  static NodeFile read(Path file, Machine machine, Findings findings) {
    Mapping node =
        Optional.ofNullable(file)
            .flatMap(there -> YamlFile.read(there, findings))
            .map(root -> Mapping.root(root, Schema.NODE, file, findings))
            .orElseGet(() -> Mapping.empty(Schema.NODE, file, findings));
    String name = node.read("node-name", NodeReader::name);
    String scriptUser = node.read("script-user", Forms.ACCOUNT);
    if ("root".equals(scriptUser)) {
      node.warn(
          "script-user",
          "root lets every check and hook do anything to this machine; choose a user of its own");
    }
    ScriptFiles scripts = new ScriptFiles(node, scriptUser, machine.scripts());
    List<Items<String>> sync = SyncReader.read(node);
    NodeConfig config =
        new NodeConfig(
            name == null ? hostName(machine.hostNames()) : name,
            scriptUser,
            node.read("control-group", Forms.ACCOUNT),
            controlRead(node),
            node.read("log-level", LOG_LEVEL),
            http(node),
            node.read("max-checks", MAX_CHECKS),
            HooksReader.readOfNode(node, machine, scripts),
            SyncReader.groups(sync),
            file);
    return new NodeFile(config, sync, scripts, findings);
  }

  private static Listen http(Mapping node) {
    Optional<Listen> http = node.read("http-listen", Listen.OR_OFF);
    if (http.isEmpty()) {
      return null;
    }
    if (!http.get().isLoopback()) {
      node.warn(
          "http-listen",
          http.get()
              + " is no loopback address, so everybody who can reach it reads the status, the"
              + " metrics and what checks print; keep strangers out with a firewall, or write"
              + " 127.0.0.1:"
              + http.get().port());
    }
    return http.get();
  }

  private static ControlRead controlRead(Mapping node) {
    String who = node.read("control-read", NodeReader::readers);
    if (who == null || who.equals("nobody")) {
      return null;
    }
    return new ControlRead(who.equals("everybody") ? null : who.substring(GROUP.length()));
  }

  private static String readers(String text) throws Refused {
    if (text.equals("nobody") || text.equals("everybody")) {
      return text;
    }
    if (!text.startsWith(GROUP)) {
      throw new Refused("is none of nobody, everybody, group NAME");
    }
    Forms.ACCOUNT.read(text.substring(GROUP.length()));
    return text;
  }

  private static String name(String text) throws Refused {
    if (text.isEmpty()
        || text.length() > MAX_NAME
        || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new Refused("is no name of 1 to 64 ASCII characters without spaces; choose another");
    }
    return text;
  }

  /** The kernel's answer rather than a name server's: this must work without a network. */
  private static String hostName(List<Path> hostNames) {
    for (Path file : hostNames) {
      try (InputStream in = Files.newInputStream(file)) {
        return name(new String(in.readNBytes(MAX_NAME + 1), StandardCharsets.US_ASCII).strip());
      } catch (IOException | Refused _) {
        // The next one may have it.
      }
    }
    return "localhost";
  }
}
