package io.vipd.daemon.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every key a configuration may hold, mapping by mapping: the one list that the reader checks
 * against and takes the defaults from, and that samples and documentation can be compared with.
 */
public enum Schema {
  /** The node's own file. */
  NODE(
      "vipd.yaml",
      otherwise("node-name", "the host name", "how this node calls itself in status and logs"),
      otherwise(
          "script-user",
          "nobody when vipd runs as root, else vipd's own user",
          "the user that checks and hooks run as"),
      otherwise(
          "control-group",
          "root and vipd's own user alone",
          "the group whose members may use vipctl without being root"),
      optional(
          "control-read",
          "nobody",
          "who else may look with vipctl, not change: nobody, everybody, group NAME"),
      optional("log-level", "info", "least severe level that is logged: debug, info, warn, error"),
      optional(
          "http-listen",
          "127.0.0.1:10112",
          "IP address and port of metrics, health and status page; or off"),
      optional("max-checks", "16", "how many checks may run at the same time, 1 to 256"),
      otherwise("hooks", "no hooks", "who is told of the transitions of every group"),
      otherwise(
          "sync",
          "each group moves alone",
          "groups that move together: under a name of your own their names, the leader's first")),

  /** One group's file. */
  GROUP(
      "groups/NAME.yaml",
      required("vrid", "vrid: 51", "number of the virtual router, 1 to 255, the same on all nodes"),
      required(
          "interface",
          "interface: eth0",
          "interface that adverts use and that bears the addresses"),
      optional("version", "3", "VRRP version: 3, or 2 for IPv4 beside routers that know no other"),
      optional("priority", "100", "1 to 255; the highest is Active; 255 is the address owner"),
      optional("interval", "1s", "time between adverts, 10ms to 40.95s; version 2: 1s to 255s"),
      required(
          "addresses",
          "addresses: [192.0.2.10/24]",
          "the virtual addresses, IPv4 (up to 255) and IPv6 (up to 90); [] where hooks move one"),
      otherwise("advertise", "addresses", "what adverts list where addresses is []"),
      otherwise("peers", "multicast", "the other nodes' addresses, for unicast adverts"),
      otherwise("source", "the interface's first", "IPv4 address that adverts are sent from"),
      otherwise(
          "source-ipv6", "the interface's link-local", "IPv6 address that adverts are sent from"),
      optional("preempt", "true", "whether a higher priority takes over from a healthy Active"),
      optional("pair", "false", "whether there are two nodes only: no wait after a farewell"),
      optional("preempt-delay", "0s", "how long to listen before preempting, up to 1h"),
      optional("recover-hold", "0s", "how long to be well again before preempting, up to 1h"),
      optional("boot-hold", "0s", "how long silence means nothing after the start, up to 5m"),
      optional("settle", "0s", "how long silence means nothing after the link came up, up to 5m"),
      optional("accept", "true", "whether an Active that is no owner accepts packets to the VIPs"),
      optional("min-ttl", "255", "lowest TTL that an advert may arrive with, 1 to 255; with peers"),
      optional("strict", "false", "whether IPv6 adverts must list a link-local address first"),
      optional("checksum", "pseudo-header", "form of the checksum sent: pseudo-header, rfc9568"),
      optional("lease", "auto", "lifetime of an address in the kernel: auto, off, 2s to 1h"),
      otherwise("auth", "no authentication", "how adverts are signed and verified"),
      otherwise("announce", "the defaults of its keys", "how often the addresses are announced"),
      otherwise("checks", "no checks", "health checks, each under its own name"),
      otherwise("hooks", "no hooks", "programs to run and services to tell after a transition")),

  /** Authentication of a group's adverts. */
  AUTH(
      "auth",
      otherwise(
          "password", "keys", "version 2: 1 to 8 characters, sent as they are; no protection"),
      optional(
          "mode", "enforce", "enforce, permissive (accepts unsigned), receive-only (signs not)"),
      otherwise("sign-with", "the highest", "id of the key that signs"),
      optional("freshness", "time", "what stops replays: time (of the clock) or monotonic"),
      otherwise("window", "3 x interval, at least 5s", "oldest advert accepted, 1s to 300s"),
      otherwise("keys", "password", "the shared keys, each under its id, 1 to 255")),

  /** One key of a group. */
  KEY(
      "auth.keys.ID",
      otherwise("file", "another source", "file that holds the key"),
      otherwise(
          "inline", "another source", "the key: hex: and 64 to 128 digits, or 32 to 64 bytes"),
      otherwise("credential", "another source", "name of a systemd credential that holds the key")),

  /** Announcements of a group's addresses. */
  ANNOUNCE(
      "announce",
      optional("repeat", "5", "how many times after a takeover, 1 to 100"),
      optional("spacing", "1s", "time between those, 10ms to 1m"),
      optional("refresh", "1m", "time between announcements while Active: 0s for none, 1s to 1h"),
      optional("probe", "5s", "how often to ask who else has an address: 0s for never, 1s to 1h"),
      optional("verify", "auto", "who is asked whether it points here: auto, off or addresses")),

  /** One check of a group. */
  CHECK(
      "checks.NAME",
      otherwise("script", "another kind", "program and arguments; exit code 0 passes"),
      otherwise("http", "another kind", "URL; a status from 200 to 399 passes"),
      otherwise("nginx-status", "another kind", "limits on what nginx's stub_status counts"),
      otherwise("tcp", "another kind", "host:port, or a port of 127.0.0.1; a connection passes"),
      otherwise("process", "another kind", "name of a process, or a mapping"),
      otherwise("interface", "another kind", "name of an interface; passes while it is up"),
      otherwise("file", "another kind", "file with a number, which is multiplied by the weight"),
      otherwise("route", "another kind", "default, network or address that a route must lead to"),
      otherwise("ping", "another kind", "IP address of a host that must answer"),
      otherwise("neighbour", "another kind", "IP address that must answer ARP, or IPv6's ND"),
      optional("every", "1s", "time from one run's start to the next, 10ms to 1h"),
      otherwise("timeout", "the same as every", "longest time a run may take, 10ms to 1h"),
      otherwise("rise", "2, or 1 where events tell", "successes in a row for up, 1 to 1000"),
      otherwise("fall", "3, or 1 where events tell", "failures in a row for down, 1 to 1000"),
      optional("up-delay", "0s", "how long it must have passed until it is up, up to 1h"),
      optional("down-delay", "0s", "how long it must have failed until it is down, up to 1h"),
      optional("weight", "0", "-253 to 253 added to the priority; 0: down means not Active"),
      otherwise("back-off", "every", "longest time between runs while down, 10ms to 1h"),
      optional("init", "waiting", "verdict before there is one: waiting, up, down")),

  /** The long form of a script check. */
  SCRIPT(
      "checks.NAME.script",
      required("command", "command: /usr/local/bin/check", "program and arguments"),
      otherwise("when-changed", "run every time", "files and folders whose change makes it run")),

  /** The long form of an HTTP check. */
  HTTP(
      "checks.NAME.http",
      required("url", "url: http://127.0.0.1/healthz", "http or https URL"),
      optional("method", "GET", "GET, HEAD, OPTIONS or POST"),
      otherwise("host", "the URL's", "Host header, and the server's name for TLS"),
      otherwise("headers", "no further ones", "list of 'Name: value'"),
      otherwise("status", "200-399", "list of statuses and ranges that pass, 100 to 599"),
      otherwise("body", "any", "text that the first 64 KiB of the body must contain"),
      otherwise("socket", "TCP", "Unix socket to ask in place of the URL's host"),
      otherwise("ca", "those of the Java runtime", "PEM file of the authorities to trust"),
      optional("verify", "true", "whether the server's certificate is verified")),

  /** A check of nginx's counters. */
  NGINX_STATUS(
      "checks.NAME.nginx-status",
      required("url", "url: http://127.0.0.1/nginx_status", "where stub_status answers"),
      otherwise("max-active", "no limit", "most open connections, 0 to 1000000"),
      otherwise("max-writing", "no limit", "most connections being answered, 0 to 1000000"),
      otherwise("max-waiting", "no limit", "most idle connections, 0 to 1000000")),

  /** The long form of a TCP check. */
  TCP(
      "checks.NAME.tcp",
      required("target", "target: 127.0.0.1:6379", "host:port, or a port of 127.0.0.1"),
      optional("send", "", "what is sent once connected, up to 1024 bytes"),
      optional("expect", "", "what must come back, up to 1024 bytes")),

  /** The long form of a process check. */
  PROCESS(
      "checks.NAME.process",
      otherwise("name", "any", "the process's name as the kernel keeps it"),
      otherwise("command", "any", "regular expression for a part of its command line"),
      otherwise("min", "1", "fewest that must run, 0 to 100000; every process counts"),
      otherwise("max", "no limit", "most that may run, 0 to 100000; every process counts"),
      otherwise("pid-file", "name or command", "file that holds the process's PID")),

  /** The long form of an interface check. */
  INTERFACE(
      "checks.NAME.interface",
      required("name", "name: eth1", "name of the interface; it need not exist"),
      optional("state", "up", "when it passes: up, or down (missing included)")),

  /** The long form of a neighbour check. */
  NEIGHBOUR(
      "checks.NAME.neighbour",
      required("target", "target: 192.0.2.254", "IP address on the same link"),
      otherwise("interface", "where the route leads", "name of the interface to ask on")),

  /** Who is told of a group's transitions. */
  HOOKS(
      "hooks",
      otherwise("active", "nothing", "program to run on becoming Active"),
      otherwise("backup", "nothing", "program to run on becoming Backup"),
      otherwise("fault", "nothing", "program to run on a fault"),
      otherwise("stop", "fault", "program to run when vipd stops"),
      otherwise("notify", "nothing", "program to run on any of them, with keepalived's arguments"),
      otherwise("contest-won", "nothing", "program to run when another Active was heard and lost"),
      otherwise("conflict", "nothing", "program to run when others claim an address or the VRID"),
      otherwise("conflict-over", "nothing", "program to run when they do so no longer"),
      otherwise("drain", "nothing", "program to wait for before giving up on purpose"),
      optional("drain-timeout", "5s", "how long to wait for it, 10ms to 30s"),
      otherwise("promote", "nothing", "program to wait for before claiming; of a group only"),
      optional("promote-timeout", "2s", "how long to wait for it, 10ms to 10s"),
      optional("timeout", "10s", "how long a run may take, 10ms to 1h"),
      optional("retries", "0", "how often a run that failed is repeated, 0 to 10"),
      otherwise("fifo", "nothing", "FIFO to write keepalived's lines to"),
      otherwise("webhook", "nothing", "web server to post to")),

  /** A web server that is told of transitions. */
  WEBHOOK(
      "hooks.webhook",
      required("url", "url: https://192.0.2.99/vipd", "http or https URL"),
      otherwise("secret", "no signature", "key that signs what is posted"),
      optional("timeout", "5s", "how long the server may take, 10ms to 1m"),
      optional("retries", "3", "how often a delivery that failed is repeated, 0 to 10"));

  /** Of what stands beside secrets: as long as the longest of the keys there. */
  private static final int LONGEST_SHOWN = 10;

  private final String where;
  private final List<Key> keys;

  Schema(String where, Key... keys) {
    this.where = where;
    this.keys = List.of(keys);
  }

  /** Where such a mapping stands, for instance {@code checks.NAME}. */
  public String where() {
    return where;
  }

  /** Its keys, in the order in which they are documented. */
  public List<Key> keys() {
    return keys;
  }

  /** The names of its keys. */
  List<String> names() {
    return keys.stream().map(Key::name).toList();
  }

  /** Where a key of that name may stand, for a message; empty when nowhere. */
  static String homesOf(String name) {
    return Arrays.stream(values())
        .filter(schema -> schema.names().contains(name))
        .map(Schema::where)
        .collect(Collectors.joining(" or "));
  }

  /** A text that stands in the place of a key, as it may stand in a message. */
  String show(String text) {
    // What was meant as a secret may have slipped there.
    boolean mayBeSecret = (this == AUTH || this == KEY) && text.length() > LONGEST_SHOWN;
    return mayBeSecret ? "***" : Spelling.show(text);
  }

  /** The key of that name, which must be one of its own. */
  Key key(String name) {
    return keys.stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is no key of " + where));
  }

  /**
   * One key.
   *
   * @param name as it is written
   * @param absent what it means to leave it out
   * @param meaning what it says, with its range
   */
  public record Key(String name, Absent absent, String meaning) {}

  /** What it means that a key is not there. */
  public sealed interface Absent {
    /**
     * An error.
     *
     * @param example a line to write
     */
    record Missing(String example) implements Absent {}

    /**
     * The same as this value.
     *
     * @param text the value as it would be written
     */
    record Default(String text) implements Absent {}

    /**
     * Something that no value could say.
     *
     * @param meaning what it is instead
     */
    record Otherwise(String meaning) implements Absent {}
  }

  private static Key required(String name, String example, String meaning) {
    return new Key(name, new Absent.Missing(example), meaning);
  }

  private static Key optional(String name, String text, String meaning) {
    return new Key(name, new Absent.Default(text), meaning);
  }

  private static Key otherwise(String name, String instead, String meaning) {
    return new Key(name, new Absent.Otherwise(instead), meaning);
  }
}
