package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every example in {@code conf/} as its files stand there, on both nodes, with what they watch
 * over: the first node has the addresses, and a fault of its service moves them. Of PostgreSQL and
 * MySQL, which are big, the client programs and the open ports are stand-ins; hooks that somebody
 * who follows an example has to write say when they were run.
 */
class ExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../../conf/examples");

  /** Played by {@link SyncGroupTest}. */
  private static final String ELSEWHERE = "firewall-pair";

  private static final String FIRST = "10.99.0.1";

  @RegisterExtension
  final Lab lab =
      new Lab(2, "nginx", "curl", "haproxy", "redis-server", "socat", "python3", "keepalived");

  private Stage stage(int number) {
    return new Stage(lab.node(number), lab.folder("stage" + number), lab.distribution());
  }

  private Vipd vipd(int number, String example) {
    String node = number == 1 ? "node-a" : "node-b";
    return lab.vipd(number).example(example + "/" + node).start(stage(number).launcher());
  }

  /** The first daemon has these addresses; the second listens. */
  private Vipd begin(String example, String group, String active, String... addresses) {
    Vipd first = vipd(1, example);
    for (String address : addresses) {
      lab.node(1).awaitHolds(address);
    }
    first.awaitRole(group, "ACTIVE");
    Vipd second = vipd(2, example);
    second.awaitBackupOf(group, active);
    return second;
  }

  private void awaitMoved(String... addresses) {
    for (String address : addresses) {
      lab.node(2).awaitHolds(address);
      lab.node(1).awaitHoldsNot(address);
    }
  }

  private Nginx nginx(int number) {
    Stage stage = stage(number);
    return Nginx.start(
        lab.node(number),
        lab.folder("nginx" + number),
        Path.of("/run/nginx.pid"),
        stage.launcher());
  }

  private static Program listen(Stage stage, int port) {
    return stage.start(
        "port-" + port, "socat", "TCP-LISTEN:" + port + ",reuseaddr,fork", "OPEN:/dev/null");
  }

  @Test
  void everyExampleIsPlayed() throws IOException {
    Set<String> played =
        Arrays.stream(ExamplesTest.class.getDeclaredMethods())
            .map(method ->
                method.getName().replaceAll("([A-Z][0-9]*)", "-$1").toLowerCase(Locale.ROOT))
            .filter(name -> Files.isDirectory(EXAMPLES.resolve(name)))
            .collect(Collectors.toCollection(TreeSet::new));
    played.add(ELSEWHERE);
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      assertEquals(
          folders
              .map(folder -> folder.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)),
          played);
    }
  }

  @Test
  void nginxPair() {
    Nginx nginx = nginx(1);
    nginx(2);
    begin("nginx-pair", "web", FIRST, "192.0.2.10");
    nginx.stop();
    awaitMoved("192.0.2.10");
  }

  @Test
  void crossedVips() {
    Nginx nginx = nginx(1);
    nginx(2);
    Vipd second = begin("crossed-vips", "north", FIRST, "192.0.2.10");
    second.awaitRole("south", "ACTIVE");
    awaitMoved("192.0.2.11");
    nginx.stop();
    awaitMoved("192.0.2.10", "192.0.2.11");
  }

  @Test
  void dualStack() {
    lab.addIpv6();
    Nginx nginx = nginx(1);
    nginx(2);
    String[] addresses = {"192.0.2.10", "2001:db8::10", "fe80::10"};
    begin("dual-stack", "web", FIRST, addresses);
    nginx.stop();
    awaitMoved(addresses);
  }

  @Test
  void unicastPair() {
    lab.node(1).ip("addr", "add", "192.0.2.2/24", "dev", "eth0");
    lab.node(2).ip("addr", "add", "192.0.2.3/24", "dev", "eth0");
    Nginx nginx = nginx(1);
    nginx(2);
    begin("unicast-pair", "web", "192.0.2.2", "192.0.2.10");
    nginx.stop();
    awaitMoved("192.0.2.10");
  }

  @Test
  void vrrpV2BesideKeepalived() throws IOException {
    Nginx nginx = nginx(1);
    vipd(1, "vrrp-v2-beside-keepalived");
    lab.node(1).awaitHolds("192.0.2.10");
    Keepalived.start(
        lab.node(2),
        lab.folder("keepalived"),
        Files.readString(EXAMPLES.resolve("vrrp-v2-beside-keepalived/node-b/keepalived.conf")));
    nginx.stop();
    awaitMoved("192.0.2.10");
  }

  @Test
  void haproxy() throws IOException {
    Path config = lab.folder("haproxy").resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        defaults
          mode http
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        frontend web
          bind *:80
          http-request return status 200
        """);
    Program haproxy = stage(1).start("haproxy", "haproxy", "-db", "-f", config.toString());
    stage(2).start("haproxy", "haproxy", "-db", "-f", config.toString());
    begin("haproxy", "proxy", FIRST, "192.0.2.20", "198.51.100.20");
    haproxy.kill();
    awaitMoved("192.0.2.20", "198.51.100.20");
  }

  @Test
  void redis() {
    String[] server = {"redis-server", "--save", "", "--dir", "/run"};
    Program redis = stage(1).start("redis", server);
    stage(2).start("redis", server);
    begin("redis", "cache", FIRST, "198.51.100.40");
    redis.kill();
    awaitMoved("198.51.100.40");
  }

  @Test
  void postgresql() {
    for (Stage stage : List.of(stage(1), stage(2))) {
      stage.program("pg_isready", "echo 5432 - accepting connections\n");
      stage.hook("promote", "");
    }
    Program server = listen(stage(1), 5432);
    listen(stage(2), 5432);
    Vipd second = begin("postgresql", "database", FIRST, "198.51.100.30");
    server.terminate();
    awaitMoved("198.51.100.30");
    second.awaitLog("hook /etc/vipd/hooks/promote is done. group=database hook=active");
  }

  @Test
  void mysql() throws IOException {
    for (Stage stage : List.of(stage(1), stage(2))) {
      stage.program("mysqladmin", "echo mysqld is alive\n");
      stage.hook("make-writable", "");
      stage.hook("make-read-only", "");
      Files.createDirectories(stage.run("mysql-lag"));
      Files.writeString(stage.run("mysql-lag/seconds"), "0\n");
    }
    listen(stage(1), 3306);
    listen(stage(2), 3306);
    Vipd second = begin("mysql", "database", FIRST, "198.51.100.40");
    Files.writeString(stage(1).run("mysql-lag/seconds"), "90\n");
    awaitMoved("198.51.100.40");
    second.awaitLog("hook /etc/vipd/hooks/make-writable is done. group=database hook=active");
  }

  @Test
  void rpcTier() throws IOException {
    lab.addSegment("eth1", "10.98.0.");
    lab.client().ip("addr", "add", "192.0.2.254/24", "dev", "eth0");
    for (int number = 1; number <= 2; number++) {
      lab.node(number).ip("addr", "add", "192.0.2." + number + "/24", "dev", "eth0");
      lab.node(number).ip("route", "add", "default", "via", "192.0.2.254");
      Stage stage = stage(number);
      Path page = Files.createDirectories(stage.run("page"));
      Files.writeString(page.resolve("readyz"), "ready\n");
      Files.createDirectories(stage.run("rpc"));
      Files.writeString(stage.run("rpc/deploying"), "0\n");
      listen(stage, 9090);
      stage.start("ready", "python3", "-m", "http.server", "9091", "--directory", "/run/page");
      stage.program("rpc-worker", "sleep 1000\n");
      stage.start("worker-1", "rpc-worker");
      stage.start("worker-2", "rpc-worker");
    }
    begin("rpc-tier", "rpc", FIRST, "192.0.2.90");
    Files.writeString(stage(1).run("rpc/deploying"), "1\n");
    awaitMoved("192.0.2.90");
  }

  @Test
  void floatingAddress() {
    lab.node(1).ip("addr", "add", "10.0.0.2/24", "dev", "eth0");
    lab.node(2).ip("addr", "add", "10.0.0.3/24", "dev", "eth0");
    for (Stage stage : List.of(stage(1), stage(2))) {
      stage.hook(
          "move-address", "echo $1 $VIPD_ADDRESSES\n"); // FloatingAddressTest has the real one
    }
    Nginx nginx = nginx(1);
    nginx(2);
    Vipd second = begin("floating-address", "web", "10.0.0.2");
    nginx.stop();
    second.awaitRole("web", "ACTIVE");
    second.awaitLog("output=/etc/vipd/move-address.conf 203.0.113.10");
  }
}
