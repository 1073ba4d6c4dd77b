package io.vipd.daemon.config;

import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.config.HooksConfig.WebhookConfig;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads {@code hooks}, of a group and of the node. */
final class HooksReader {
  private static final Form<Duration> TIMEOUT =
      Forms.duration("10ms", "1h", "", "write how long a run may take, such as 10s");
  private static final Form<Duration> DRAIN =
      Forms.duration(
          "10ms",
          "30s",
          "",
          "write how long a group may hold on to its addresses for it, such as 5s; the unit's"
              + " TimeoutStopSec= allows for no more");
  private static final Form<Duration> PROMOTE =
      Forms.duration(
          "10ms", "10s", "", "write how long nobody may have the addresses for it, such as 2s");
  private static final Form<Duration> ANSWER =
      Forms.duration("10ms", "1m", "", "write how long the server may take, such as 5s");
  private static final Form<Integer> RETRIES =
      Forms.whole(0, 10, "", "write how often to try again, such as 3");

  private HooksReader() {}

  /** Who is told; means something only when the findings are sound. */
  static HooksConfig read(Mapping owner, Machine machine, ScriptFiles scripts) {
    return readAll(owner.mapping("hooks", Schema.HOOKS), machine, scripts);
  }

  private static HooksConfig readAll(Mapping hooks, Machine machine, ScriptFiles scripts) {
    Map<Occasion, List<String>> programs = new EnumMap<>(Occasion.class);
    for (Occasion occasion : Occasion.values()) {
      List<String> command = hooks.command(occasion.key());
      scripts.examine(hooks, occasion.key(), command);
      if (command != null) {
        programs.put(occasion, command);
      }
    }
    return new HooksConfig(
        programs,
        hooks.read("timeout", TIMEOUT),
        new Waits(hooks.read("drain-timeout", DRAIN), hooks.read("promote-timeout", PROMOTE)),
        hooks.read("retries", RETRIES),
        hooks.read("fifo", Forms.PATH),
        hooks.has("webhook") ? webhook(hooks.mapping("webhook", Schema.WEBHOOK), machine) : null);
  }

  /** The node's own: each group waits for what belongs to it. */
  static HooksConfig readOfNode(Mapping node, Machine machine, ScriptFiles scripts) {
    Mapping hooks = node.mapping("hooks", Schema.HOOKS);
    for (String key : List.of("promote", "promote-timeout")) {
      if (hooks.has(key)) {
        hooks.error(key, "is a group's alone; move it to the hooks of groups/NAME.yaml");
      }
    }
    return readAll(hooks, machine, scripts);
  }

  private static WebhookConfig webhook(Mapping webhook, Machine machine) {
    URI url = webhook.read("url", Targets::url);
    AuthSettings.Key secret =
        webhook.has("secret")
            ? KeyReader.read(1, webhook.mapping("secret", Schema.KEY), machine)
            : null;
    if (url != null && url.getScheme().equalsIgnoreCase("http") && !isLocal(url)) {
      webhook.warn(
          "url",
          "goes over the network in the clear, where everybody can read and change it; use https");
    }
    return new WebhookConfig(
        url, secret, webhook.read("timeout", ANSWER), webhook.read("retries", RETRIES));
  }

  private static boolean isLocal(URI url) {
    return url.getHost().startsWith("127.") || url.getHost().equals("[::1]");
  }
}
