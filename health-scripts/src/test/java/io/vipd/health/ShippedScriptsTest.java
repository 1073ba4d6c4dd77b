package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts in {@code scripts/} against real servers in a network namespace of their own; for
 * PostgreSQL and MySQL, which are big, against stand-ins of their client programs.
 */
@Timeout(120)
class ShippedScriptsTest {
  private static final Path SCRIPTS = Path.of("scripts").toAbsolutePath();
  private static final String SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  @TempDir Path temp;
  private String path = SYSTEM_PATH;
  private String namespace;
  private final List<Process> servers = new ArrayList<>();

  private record Ran(int exit, String output) {}

  @BeforeEach
  void letOthersIn() throws IOException {
    temp = temp.toRealPath();
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void leaveNothingBehind() throws IOException, InterruptedException {
    for (Process server : servers) {
      List<ProcessHandle> workers = server.descendants().toList();
      // The master first: it would replace a worker that dies before it.
      server.destroyForcibly().waitFor();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
    if (namespace != null) {
      String name = namespace;
      namespace = null;
      path = SYSTEM_PATH;
      assertEquals(new Ran(0, ""), run("ip", "netns", "del", name));
    }
  }

  private void enterNamespace() throws IOException, InterruptedException {
    Root.isNeeded();
    String name = "vth-" + Long.toString(System.nanoTime(), 36);
    assertEquals(new Ran(0, ""), run("ip", "netns", "add", name));
    namespace = name;
    assertEquals(new Ran(0, ""), run("ip", "link", "set", "lo", "up"));
  }

  private static void needs(String program) {
    boolean found =
        List.of(SYSTEM_PATH.split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found, "needs " + program);
  }

  private ProcessBuilder command(String... command) {
    List<String> line = new ArrayList<>();
    if (namespace != null) {
      line.addAll(List.of("/usr/sbin/ip", "netns", "exec", namespace));
    }
    line.add("/usr/bin/env");
    line.addAll(List.of("-i", "LANG=C.UTF-8", "PATH=" + path));
    line.addAll(List.of(command));
    return new ProcessBuilder(line).redirectErrorStream(true);
  }

  private Ran run(String... command) throws IOException, InterruptedException {
    Process process = command(command).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    return new Ran(process.waitFor(), output.replace(temp.toString(), "TEMP"));
  }

  private Ran check(String script, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", SCRIPTS.resolve(script).toString()));
    line.addAll(List.of(arguments));
    return run(line.toArray(String[]::new));
  }

  private void eventually(Ran wanted, String script, String... arguments) {
    Eventually.holds(
        script + " gives " + wanted,
        () -> {
          try {
            return check(script, arguments).equals(wanted);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void serve(String... command) throws IOException {
    Process server = command(command).redirectOutput(temp.resolve("server.log").toFile()).start();
    servers.add(server);
  }

  private Path program(String name, String text) throws IOException {
    Path bin = temp.resolve("bin");
    Files.createDirectories(bin);
    Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  /** Makes only these programs of the system visible, and whatever was made by hand. */
  private void onlyPrograms(String... names) throws IOException {
    for (String name : names) {
      for (String folder : SYSTEM_PATH.split(":")) {
        if (Files.isExecutable(Path.of(folder, name))) {
          program(name, "exec " + folder + "/" + name + " \"$@\"\n");
          break;
        }
      }
    }
    path = temp.resolve("bin").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"check-nginx", "check-haproxy", "check-postgresql", "check-mysql", "check-redis"})
  void everyScriptExplainsItselfAndRefusesWhatItDoesNotKnow(String script)
      throws IOException, InterruptedException {
    assertTrue(Files.isExecutable(SCRIPTS.resolve(script)));
    Ran help = check(script, "--help");
    assertEquals(0, help.exit());
    assertTrue(help.output().startsWith("Usage: " + script + " "), help.output());
    assertEquals(
        new Ran(2, script + ": unknown argument --no-such; see " + script + " --help"),
        check(script, "--no-such"));
    assertEquals(
        new Ran(2, script + ": --timeout needs a value; see " + script + " --help"),
        check(script, "--timeout"));
    assertEquals(2, check(script, "--timeout", "soon").exit());
    assertEquals(2, check(script, "--timeout", "0").exit());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"check-nginx", "check-haproxy", "check-postgresql", "check-mysql", "check-redis"})
  void shellcheckFindsNothing(String script) throws IOException, InterruptedException {
    needs("shellcheck");
    assertEquals(new Ran(0, ""), run("shellcheck", SCRIPTS.resolve(script).toString()));
  }

  /** Starts nginx on port 8080; {@code /down} answers 503. */
  private Path nginx() throws IOException, InterruptedException {
    needs("nginx");
    enterNamespace();
    Path config = temp.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        pid TEMP/nginx.pid;
        error_log TEMP/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path TEMP/body;
          proxy_temp_path TEMP/proxy;
          fastcgi_temp_path TEMP/fastcgi;
          uwsgi_temp_path TEMP/uwsgi;
          scgi_temp_path TEMP/scgi;
          server {
            listen 127.0.0.1:8080;
            location /down { return 503; }
            location /moved { return 302 /; }
            location / { return 200 fine; }
          }
        }
        """
            .replace("TEMP", temp.toString()));
    serve("nginx", "-c", config.toString(), "-g", "daemon off;");
    eventually(
        new Ran(0, "nginx: HTTP 200 from http://127.0.0.1:8080/; config not tested"),
        "check-nginx",
        "--url",
        "http://127.0.0.1:8080/",
        "--no-config-test");
    return config;
  }

  @Test
  void nginxThatServesWithASoundConfigurationIsWell() throws IOException, InterruptedException {
    String config = nginx().toString();
    assertEquals(
        new Ran(0, "nginx: HTTP 302 from http://127.0.0.1:8080/moved; config ok"),
        check("check-nginx", "--config", config, "--url", "http://127.0.0.1:8080/moved"));
    assertEquals(
        new Ran(1, "nginx: HTTP 503 from http://127.0.0.1:8080/down; config ok"),
        check("check-nginx", "--config", config, "--url", "http://127.0.0.1:8080/down"));
  }

  @Test
  void nginxWithABrokenConfigurationIsNotWellAlthoughItServes()
      throws IOException, InterruptedException {
    String config = nginx().toString();
    Files.writeString(Path.of(config), "no_such_directive;\n");
    assertEquals(
        new Ran(
            1,
            "nginx: config test failed: unknown directive \"no_such_directive\" in"
                + " TEMP/nginx.conf:1"),
        check("check-nginx", "--config", config, "--url", "http://127.0.0.1:8080/"));
    assertEquals(
        0, check("check-nginx", "--no-config-test", "--url", "http://127.0.0.1:8080/").exit());
  }

  @Test
  void whoMayNotReadTheConfigurationStillAsksTheServer() throws IOException, InterruptedException {
    Path config = nginx();
    Path script = Files.copy(SCRIPTS.resolve("check-nginx"), temp.resolve("check-nginx"));
    String[] asNobody = {
      "setpriv",
      "--reuid=65534",
      "--regid=65534",
      "--init-groups",
      "/bin/sh",
      script.toString(),
      "--config",
      config.toString(),
      "--url",
      "http://127.0.0.1:8080/"
    };
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    assertEquals(
        new Ran(
            0,
            "nginx: HTTP 200 from http://127.0.0.1:8080/; config not tested: not permitted to user"
                + " nobody"),
        run(asNobody));
    // What can be read and is wrong is not excused by a log that cannot be written.
    Files.writeString(config, "no_such_directive;\n");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(
        new Ran(
            1,
            "nginx: config test failed: unknown directive \"no_such_directive\" in"
                + " TEMP/nginx.conf:1"),
        run(asNobody));
  }

  @Test
  void nginxThatDoesNotAnswerIsNotWell() throws IOException, InterruptedException {
    needs("curl");
    enterNamespace();
    Ran ran = check("check-nginx", "--no-config-test", "--url", "http://127.0.0.1:8081/");
    assertEquals(1, ran.exit());
    assertTrue(
        ran.output()
            .startsWith(
                "nginx: no answer from http://127.0.0.1:8081/: curl: (7) Failed to connect"),
        ran.output());
  }

  @Test
  void whereThereIsNoCurlWgetAsksTheSame() throws IOException, InterruptedException {
    needs("wget");
    nginx();
    onlyPrograms("wget", "sed", "tail", "head", "grep", "id");
    String[] arguments = {"--no-config-test", "--url", "http://127.0.0.1:8080/"};
    assertEquals(
        new Ran(0, "nginx: HTTP 200 from http://127.0.0.1:8080/; config not tested"),
        check("check-nginx", arguments));
    arguments[2] = "http://127.0.0.1:8080/moved";
    assertEquals(
        new Ran(0, "nginx: HTTP 302 from http://127.0.0.1:8080/moved; config not tested"),
        check("check-nginx", arguments));
    arguments[2] = "http://127.0.0.1:8080/down";
    assertEquals(
        new Ran(1, "nginx: HTTP 503 from http://127.0.0.1:8080/down; config not tested"),
        check("check-nginx", arguments));
    arguments[2] = "http://127.0.0.1:8081/";
    Ran refused = check("check-nginx", arguments);
    assertEquals(1, refused.exit());
    assertTrue(
        refused.output().startsWith("nginx: no answer from http://127.0.0.1:8081/: "),
        refused.output());
  }

  @Test
  void whereThereIsNeitherCurlNorWgetItSaysSo() throws IOException, InterruptedException {
    onlyPrograms("sed", "tail");
    assertEquals(
        new Ran(
            1,
            "nginx: neither curl nor wget is installed, so nothing can be asked; use vipd's built-in"
                + " http check"),
        check("check-nginx", "--no-config-test"));
  }

  @Test
  void haproxyIsAskedByItsSocketItsPidFileAndItsPort() throws IOException, InterruptedException {
    needs("haproxy");
    needs("socat");
    enterNamespace();
    Path config = temp.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          stats socket TEMP/haproxy.sock mode 600 level user
          pidfile TEMP/haproxy.pid
        defaults
          mode http
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        frontend web
          bind 127.0.0.1:8080
          http-request return status 200
        """
            .replace("TEMP", temp.toString()));
    serve("haproxy", "-db", "-f", config.toString());
    String socket = temp.resolve("haproxy.sock").toString();
    Path pidFile = temp.resolve("haproxy.pid");
    eventually(
        new Ran(0, "haproxy: port 8080 on 127.0.0.1 is open"), "check-haproxy", "--port", "8080");
    String pid = Long.toString(servers.getFirst().pid());
    Files.writeString(pidFile, pid + "\n");
    Ran all =
        check(
            "check-haproxy",
            "--socket",
            socket,
            "--pid-file",
            pidFile.toString(),
            "--port",
            "8080");
    assertEquals(0, all.exit());
    assertTrue(
        all.output()
            .matches(
                "haproxy: PID "
                    + pid
                    + ", up \\d+ s, \\d+ connections; PID "
                    + pid
                    + " of TEMP/haproxy.pid lives; port 8080 on 127.0.0.1 is open"),
        all.output());

    servers.getFirst().destroyForcibly().waitFor();
    assertEquals(
        new Ran(1, "haproxy: PID " + pid + " of TEMP/haproxy.pid is no haproxy"),
        check("check-haproxy", "--pid-file", pidFile.toString()));
    Ran noSocket = check("check-haproxy", "--socket", socket);
    assertEquals(1, noSocket.exit());
    assertTrue(
        noSocket.output().startsWith("haproxy: no answer from TEMP/haproxy.sock within 2 s: "),
        noSocket.output());
    Ran noPort = check("check-haproxy", "--port", "8080");
    assertEquals(1, noPort.exit());
    assertTrue(
        noPort.output().startsWith("haproxy: port 8080 on 127.0.0.1 accepts no connection: "),
        noPort.output());
  }

  @Test
  void haproxyMustBeAskedForSomething() throws IOException, InterruptedException {
    assertEquals(
        new Ran(2, "check-haproxy: give --socket, --pid-file or --port; see check-haproxy --help"),
        check("check-haproxy"));
  }

  private void redis(String port, String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                port,
                "--bind",
                "127.0.0.1",
                "--dir",
                temp.toString(),
                "--dbfilename",
                port + ".rdb",
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0"));
    line.addAll(List.of(more));
    serve(line.toArray(String[]::new));
  }

  @Test
  void redisAnswersWithItsRole() throws IOException, InterruptedException {
    needs("redis-server");
    needs("redis-cli");
    enterNamespace();
    redis("6379");
    eventually(new Ran(0, "redis: PONG from 127.0.0.1:6379"), "check-redis");
    assertEquals(
        new Ran(0, "redis: PONG, primary from 127.0.0.1:6379"),
        check("check-redis", "--role", "primary"));
    assertEquals(
        new Ran(1, "redis: 127.0.0.1:6379 is a primary, not a replica"),
        check("check-redis", "--role", "replica"));

    redis("6380", "--replicaof", "127.0.0.1 6379");
    eventually(
        new Ran(0, "redis: PONG, replica from 127.0.0.1:6380"),
        "check-redis",
        "--port",
        "6380",
        "--role",
        "replica");

    servers.getFirst().destroyForcibly().waitFor();
    Ran gone = check("check-redis");
    assertEquals(1, gone.exit());
    assertTrue(gone.output().startsWith("redis: no PONG from 127.0.0.1:6379: "), gone.output());
    eventually(
        new Ran(1, "redis: 127.0.0.1:6380 is a replica whose link to its primary is down"),
        "check-redis",
        "--port",
        "6380",
        "--role",
        "replica");
  }

  @Test
  void redisWantsItsPassword() throws IOException, InterruptedException {
    needs("redis-server");
    needs("redis-cli");
    enterNamespace();
    Path secret = Files.writeString(temp.resolve("secret"), "open sesame\n");
    redis("6379", "--requirepass", "open sesame");
    eventually(
        new Ran(0, "redis: PONG from 127.0.0.1:6379"),
        "check-redis",
        "--password-file",
        secret.toString());
    assertEquals(
        new Ran(1, "redis: no PONG from 127.0.0.1:6379: NOAUTH Authentication required."),
        check("check-redis"));
  }

  @Test
  void postgresqlIsReadyAndHasItsRole() throws IOException, InterruptedException {
    program("pg_isready", "echo \"$PGHOST:5432 - accepting connections\"\n");
    program("psql", "[ \"$PGUSER\" = vipd ] && echo t\n");
    path = temp.resolve("bin") + ":" + SYSTEM_PATH;
    assertEquals(
        new Ran(0, "postgresql: /run/pg:5432 - accepting connections"),
        check("check-postgresql", "--host", "/run/pg"));
    String[] arguments = {"--host", "/run/pg", "--user", "vipd", "--role", "standby"};
    assertEquals(
        new Ran(0, "postgresql: /run/pg:5432 - accepting connections, standby"),
        check("check-postgresql", arguments));
    arguments[5] = "primary";
    assertEquals(
        new Ran(1, "postgresql: it is a standby, not a primary"),
        check("check-postgresql", arguments));
  }

  @Test
  void postgresqlThatIsNotReadyIsNotWell() throws IOException, InterruptedException {
    program("pg_isready", "echo '/run/pg:5432 - rejecting connections'; exit 1\n");
    path = temp.resolve("bin") + ":" + SYSTEM_PATH;
    assertEquals(
        new Ran(1, "postgresql: not ready: /run/pg:5432 - rejecting connections"),
        check("check-postgresql"));
  }

  @Test
  void postgresqlThatRefusesTheLoginCannotTellItsRole() throws IOException, InterruptedException {
    program("pg_isready", "echo '/run/pg:5432 - accepting connections'\n");
    program("psql", "echo 'psql: error: fe_sendauth: no password supplied' >&2; exit 2\n");
    path = temp.resolve("bin") + ":" + SYSTEM_PATH;
    assertEquals(
        new Ran(
            1,
            "postgresql: its role cannot be asked for: psql: error: fe_sendauth: no password"
                + " supplied"),
        check("check-postgresql", "--role", "primary"));
  }

  @Test
  void mysqlAnswersAndHasItsRole() throws IOException, InterruptedException {
    program("mysqladmin", "[ \"$1\" = --defaults-file=/etc/my.cnf ] && echo mysqld is alive\n");
    program("mysql", "echo 1\n");
    onlyPrograms("timeout", "tail");
    String[] arguments = {"--defaults-file", "/etc/my.cnf", "--role", "replica"};
    assertEquals(new Ran(0, "mysql: it answers, replica"), check("check-mysql", arguments));
    arguments[3] = "primary";
    assertEquals(
        new Ran(1, "mysql: it is a replica, not a primary"), check("check-mysql", arguments));
  }

  @Test
  void mysqlThatDoesNotAnswerIsNotWell() throws IOException, InterruptedException {
    program(
        "mariadb-admin",
        "echo 'mariadb-admin: connect to server at localhost failed'; echo \"error: 'Can not"
            + " connect'\"; exit 1\n");
    onlyPrograms("timeout", "tail");
    assertEquals(new Ran(1, "mysql: no answer: error: 'Can not connect'"), check("check-mysql"));
  }

  @Test
  void aClientThatIsMissingIsNamed() throws IOException, InterruptedException {
    onlyPrograms("timeout", "tail");
    Map<String, String> missing =
        Map.of(
            "check-redis", "redis: redis-cli is not installed (Debian: redis-tools)",
            "check-mysql", "mysql: mysqladmin is not installed (Debian: default-mysql-client)",
            "check-postgresql",
                "postgresql: pg_isready is not installed (Debian: postgresql-client)");
    for (var script : missing.entrySet()) {
      assertEquals(new Ran(1, script.getValue()), check(script.getKey()));
    }
  }
}
