package io.vipd.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.vipd.systemtests.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution and the Debian package as the build makes them. */
class PackageTest {
  private static final Path PACKAGING = Machines.CHECKOUT.resolve("packaging");
  private static final Path TARGET = PACKAGING.resolve("target");
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String VERSION = "0.1.0";
  private static final String TIME = "2026-01-01T00:00:00Z";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path scratch;

  @BeforeEach
  void needsThePackage() {
    assumeTrue(Machines.builtPackage() != null, "needs the package: mvn -Ppackages");
  }

  @Test
  void aChangedJarIsNeverStartedWithTheCachesOfAnother() throws Exception {
    copyTree(TARGET.resolve("vipd"), scratch.resolve("vipd"));
    copyTree(TARGET.resolve("assemble"), scratch.resolve("assemble"));
    String before = Files.readString(scratch.resolve("vipd/build"));
    assertEquals(2, caches(scratch).size(), "caches of vipd and vipctl");
    // Laid out like the module's folder: the bill of materials reads its POM.
    Path module = Files.createDirectories(scratch.resolve("daemon/target"));
    Path jar = module.resolve("daemon-" + VERSION + ".jar");
    Files.copy(daemonJar(), jar);
    Files.copy(Machines.CHECKOUT.resolve("daemon/pom.xml"), module.resolveSibling("pom.xml"));
    // The same code and one byte more: a zip file may have a comment.
    Command.run(
            "python3",
            "-c",
            "import sys, zipfile\n"
                + "with zipfile.ZipFile(sys.argv[1], 'a') as jar: jar.comment = b'x'",
            jar.toString())
        .ok();
    String classPath =
        Files.readString(TARGET.resolve("class-path"))
            .strip()
            .replace(daemonJar().toString(), jar.toString());
    Files.writeString(scratch.resolve("class-path"), classPath);

    assemble(scratch);

    assertNotEquals(before, Files.readString(scratch.resolve("vipd/build")));
    assertEquals(List.of(), caches(scratch));
    Result version =
        Command.run(
            "env",
            "VIPD_JAVA_OPTIONS=-Xlog:class+load:stdout",
            scratch.resolve("vipd/bin/vipd").toString(),
            "--version");
    assertTrue(version.ok().out().contains("io.vipd.daemon.Main source: file:"), version::toString);
  }

  @Test
  void twoBuildsFromTheirBeginningAreTheSamePackageAndTheSameArchive() throws Exception {
    Path first = scratch.resolve("first");
    Path second = scratch.resolve("second");
    for (Path build : List.of(first, second)) {
      Files.createDirectories(build);
      Files.copy(TARGET.resolve("class-path"), build.resolve("class-path"));
    }
    // The one has the runtime as it is, without the caches; the other links its own.
    copyTree(TARGET.resolve("vipd"), first.resolve("vipd"));
    copyTree(TARGET.resolve("assemble"), first.resolve("assemble"));

    for (Path build : List.of(first, second)) {
      assemble(build);
      run(PACKAGING.resolve("deb/build"), build);
      run(PACKAGING.resolve("tarball/build"), build);
    }

    List<Path> packages = packages(first);
    assertEquals(3, packages.size(), packages::toString);
    for (Path file : packages) {
      assertEquals(-1, Files.mismatch(file, second.resolve(file.getFileName())), file.toString());
    }
  }

  @Test
  void theBillOfMaterialsNamesEveryFileOfOthersThatIsShippedAndTheRuntime() throws Exception {
    Path shipped = scratch.resolve("shipped");
    Command.run("dpkg-deb", "-x", Machines.builtPackage().toString(), shipped.toString()).ok();
    Path home = shipped.resolve("usr/lib/vipd");
    Path bill = shipped.resolve("usr/share/doc/vipd/vipd.cdx.json");
    JsonObject document = JsonParser.parseString(Files.readString(bill)).getAsJsonObject();
    Map<String, String> named = new TreeMap<>();
    Set<String> modules = new TreeSet<>();
    for (JsonObject component : withTheirParts(document)) {
      if (component.has("evidence")) {
        named.put(
            only(component.getAsJsonObject("evidence"), "occurrences")
                .get("location")
                .getAsString(),
            only(component, "hashes").get("content").getAsString());
      } else if (!component.has("purl")) {
        modules.add(component.get("name").getAsString());
      }
      assertTrue(
          !component.has("purl") || !component.getAsJsonArray("licenses").isEmpty(),
          component::toString);
    }

    Map<String, String> there = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(PackageTest::isOfOthers).toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        there.put(home.relativize(file).toString(), HexFormat.of().formatHex(hash));
      }
    }
    assertEquals(there, named);
    String release = Files.readString(home.resolve("runtime/release"));
    assertTrue(release.contains("MODULES=\"" + String.join(" ", modules) + "\""), release);

    Path beside = TARGET.resolve("vipd-%s-%s.cdx.json".formatted(VERSION, architecture()));
    assertEquals(-1, Files.mismatch(bill, beside));
  }

  private static boolean isOfOthers(Path file) {
    String path = file.toString();
    return path.endsWith(".jar")
        || path.endsWith("/runtime/lib/modules")
        || path.contains("/lib/native/") && path.endsWith(".so");
  }

  private static List<JsonObject> withTheirParts(JsonObject owner) {
    List<JsonObject> all = new ArrayList<>();
    if (owner.has("components")) {
      for (JsonElement component : owner.getAsJsonArray("components")) {
        all.add(component.getAsJsonObject());
        all.addAll(withTheirParts(component.getAsJsonObject()));
      }
    }
    return all;
  }

  private static JsonObject only(JsonObject owner, String key) {
    assertEquals(1, owner.getAsJsonArray(key).size(), owner::toString);
    return owner.getAsJsonArray(key).get(0).getAsJsonObject();
  }

  private static String architecture() {
    return Command.run("uname", "-m").ok().out().strip();
  }

  @Test
  void lintianFindsNeitherErrorsNorWarnings() {
    Result result =
        Command.run(
            LIMIT,
            List.of(
                "lintian",
                "--allow-root",
                "--fail-on=error,warning",
                Machines.builtPackage().toString()));
    assertEquals("", result.out() + result.err());
    assertEquals(0, result.exitCode());
  }

  @Test
  void whatAnAdministratorEditsIsAConffileAndNothingIsAGroupYet() {
    String conffiles =
        Command.run("dpkg-deb", "--info", Machines.builtPackage().toString(), "conffiles")
            .ok()
            .out();
    assertEquals("/etc/vipd/groups/web.yaml.sample\n/etc/vipd/vipd.yaml\n", conffiles);
  }

  @Test
  void theArchiveUnpacksToOneFolderWithItsInstaller() {
    Path archive = Machines.builtArchive();
    String folder = archive.getFileName().toString().replace(".tar.gz", "/");
    List<String> names = Command.run("tar", "-tzf", archive.toString()).ok().out().lines().toList();
    assertFalse(names.isEmpty());
    assertTrue(names.stream().allMatch(name -> name.startsWith(folder)), names::toString);
    assertTrue(names.contains(folder + "install"));
    assertTrue(names.contains(folder + "uninstall"));
  }

  private void assemble(Path target) {
    Result result =
        Command.run(
            LIMIT,
            List.of(
                "env",
                "VIPD_CACHES=none",
                PACKAGING.resolve("dist/assemble").toString(),
                target.resolve("class-path").toString(),
                target.toString(),
                VERSION,
                TIME,
                JAVA_HOME.toString()));
    result.ok();
  }

  private static void run(Path script, Path target) {
    Command.run(
            LIMIT,
            // Of what is packed the same, each compressor makes the same.
            List.of("env", "COMPRESSION=none", script.toString(), target.toString(), VERSION, TIME))
        .ok();
  }

  private static Path daemonJar() throws IOException {
    return Stream.of(Files.readString(TARGET.resolve("class-path"), UTF_8).strip().split(":"))
        .map(Path::of)
        .filter(path -> path.getFileName().toString().equals("daemon-" + VERSION + ".jar"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> caches(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target.resolve("vipd/lib"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  private static List<Path> packages(Path target) {
    return Stream.of(target.toFile().listFiles())
        .map(java.io.File::toPath)
        .filter(file -> file.toString().matches(".*/vipd[_-][^/]*\\.(deb|tar\\.gz|cdx\\.json)"))
        .sorted()
        .toList();
  }

  private static void copyTree(Path from, Path to) {
    Command.run("cp", "-a", from.toString(), to.toString()).ok();
  }
}
