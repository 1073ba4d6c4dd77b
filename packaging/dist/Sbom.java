import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What the distribution is made of, as CycloneDX 1.6 in JSON on stdout: every jar and native library
 * with the hash of the file that is shipped, and the Java runtime. Coordinates and licenses are those
 * of the POMs that Maven resolved. The same distribution gives the same document. Run by assemble:
 *
 * <pre>java -cp 'HOME/lib/*' Sbom.java CLASS_PATH_FILE HOME JAVA_HOME VERSION TIMESTAMP</pre>
 */
final class Sbom {
  /** Licenses by what their name or address has in it, where that leaves no doubt. */
  private static final Map<String, String> SPDX =
      Map.of(
          "apache.org/licenses/license-2.0", "Apache-2.0",
          "mit-license", "MIT",
          "opensource.org/license/mit", "MIT",
          "eclipse public license - v 1.0", "EPL-1.0",
          "eclipse public license - v 2.0", "EPL-2.0",
          "bsd-3-clause", "BSD-3-Clause",
          "lgpl-2.1-or-later", "LGPL-2.1-or-later");

  private final Path home;
  private final JsonArray components = new JsonArray();
  private final List<String> references = new ArrayList<>();

  private Sbom(Path home) {
    this.home = home;
  }

  public static void main(String[] arguments) throws Exception {
    Sbom sbom = new Sbom(Path.of(arguments[1]));
    for (String jar : Files.readString(Path.of(arguments[0])).strip().split(":")) {
      sbom.addJar(Path.of(jar));
    }
    sbom.addRuntime(Path.of(arguments[2]));
    System.out.write((sbom.document(arguments[3], arguments[4]) + "\n").getBytes(UTF_8));
    System.out.flush();
  }

  private String document(String version, String timestamp) {
    JsonObject vipd = component("application", "io.vipd", "vipd", version);
    String reference = "pkg:generic/vipd@" + version;
    vipd.addProperty("bom-ref", reference);
    vipd.addProperty("purl", reference);
    vipd.add("licenses", licenses(new License("Apache-2.0", "")));
    JsonObject metadata = new JsonObject();
    metadata.addProperty("timestamp", timestamp);
    metadata.add("component", vipd);

    JsonObject dependency = new JsonObject();
    dependency.addProperty("ref", reference);
    JsonArray all = new JsonArray();
    references.forEach(all::add);
    dependency.add("dependsOn", all);

    JsonObject document = new JsonObject();
    document.addProperty("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    document.addProperty("bomFormat", "CycloneDX");
    document.addProperty("specVersion", "1.6");
    document.addProperty("serialNumber", "");
    document.addProperty("version", 1);
    document.add("metadata", metadata);
    document.add("components", components);
    document.add("dependencies", array(dependency));
    // Another content, another number, and nothing else makes it another one.
    document.addProperty(
        "serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(document.toString().getBytes(UTF_8)));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(document);
  }

  /** A jar of the class path; of one that has but native libraries to give, these alone. */
  private void addJar(Path jar) throws Exception {
    String file = jar.getFileName().toString();
    Pom pom = Pom.of(jar);
    String classifier = file.endsWith("-native.jar") ? "?classifier=native" : "";
    String reference =
        "pkg:maven/%s/%s@%s%s".formatted(pom.group(), pom.artifact(), pom.version(), classifier);
    JsonObject component = component("library", pom.group(), pom.artifact(), pom.version());
    component.addProperty("bom-ref", reference);
    component.addProperty("purl", reference);
    component.add("licenses", licenses(pom.licenses().toArray(License[]::new)));
    if (classifier.isEmpty()) {
      describe(component, "lib/" + file);
    }
    String library =
        switch (pom.artifact() + classifier) {
          case "jna" -> "libjnidispatch";
          case "jffi?classifier=native" -> "libjffi";
          default -> null;
        };
    if (library != null) {
      component.add("components", array(nativeLibrary(library)));
    }
    add(reference, component);
  }

  private JsonObject nativeLibrary(String name) throws IOException, GeneralSecurityException {
    try (Stream<Path> files = Files.list(home.resolve("lib/native"))) {
      Path file =
          files.filter(path -> path.getFileName().toString().startsWith(name)).findAny().orElseThrow();
      JsonObject component = new JsonObject();
      component.addProperty("type", "file");
      component.addProperty("name", file.getFileName().toString());
      describe(component, home.relativize(file).toString());
      return component;
    }
  }

  /** The runtime, linked from the JDK in that folder, and its modules. */
  private void addRuntime(Path jdk) throws IOException, GeneralSecurityException {
    Properties built = properties(jdk.resolve("release"));
    String version = built.get("JAVA_VERSION").toString();
    String reference = "pkg:generic/openjdk@" + version;
    JsonObject runtime =
        component("platform", null, "OpenJDK", built.getOrDefault("JAVA_RUNTIME_VERSION", version).toString());
    runtime.addProperty("bom-ref", reference);
    runtime.addProperty("publisher", built.getOrDefault("IMPLEMENTOR", "unknown").toString());
    runtime.addProperty("purl", reference);
    runtime.addProperty("cpe", "cpe:2.3:a:oracle:openjdk:" + version + ":*:*:*:*:*:*:*");
    JsonObject expression = new JsonObject();
    expression.addProperty("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
    runtime.add("licenses", array(expression));
    describe(runtime, "runtime/lib/modules");
    JsonArray modules = new JsonArray();
    for (String name : properties(home.resolve("runtime/release")).get("MODULES").toString().split(" ")) {
      modules.add(component("library", null, name, version));
    }
    runtime.add("components", modules);
    add(reference, runtime);
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    properties.replaceAll((_, value) -> value.toString().replace("\"", ""));
    return properties;
  }

  private void add(String reference, JsonObject component) {
    references.add(reference);
    components.add(component);
  }

  private static JsonObject component(String type, String group, String name, String version) {
    JsonObject component = new JsonObject();
    component.addProperty("type", type);
    if (group != null) {
      component.addProperty("group", group);
    }
    component.addProperty("name", name);
    component.addProperty("version", version);
    return component;
  }

  /** Says where below the program's folder a component is, and what its file hashes to. */
  private void describe(JsonObject component, String location) throws IOException, GeneralSecurityException {
    JsonObject hash = new JsonObject();
    hash.addProperty("alg", "SHA-256");
    byte[] content = Files.readAllBytes(home.resolve(location));
    hash.addProperty(
        "content", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    component.add("hashes", array(hash));
    JsonObject place = new JsonObject();
    place.addProperty("location", location);
    JsonObject evidence = new JsonObject();
    evidence.add("occurrences", array(place));
    component.add("evidence", evidence);
  }

  private static JsonArray licenses(License... licenses) {
    JsonArray all = new JsonArray();
    for (License license : licenses) {
      JsonObject inner = new JsonObject();
      String words = (license.name() + " " + license.url()).toLowerCase(Locale.ROOT);
      String spdx =
          SPDX.entrySet().stream()
              .filter(known -> words.contains(known.getKey()))
              .map(Map.Entry::getValue)
              .sorted()
              .findFirst()
              .orElse(SPDX.containsValue(license.name()) ? license.name() : null);
      inner.addProperty(spdx != null ? "id" : "name", spdx != null ? spdx : license.name());
      JsonObject outer = new JsonObject();
      outer.add("license", inner);
      all.add(outer);
    }
    return all;
  }

  private static JsonArray array(JsonObject only) {
    JsonArray array = new JsonArray();
    array.add(only);
    return array;
  }

  /** A license as a POM names it. */
  private record License(String name, String url) {}

  /** What a POM says, with what it leaves to its parents. */
  private record Pom(String group, String artifact, String version, List<License> licenses) {
    /** Of a jar in Maven's repository, or in the target folder of a module of this project. */
    static Pom of(Path jar) throws Exception {
      Path folder = jar.getParent();
      return folder.getFileName().toString().equals("target")
          ? read(folder.resolveSibling("pom.xml"), null)
          : read(folder.resolve(pomName(folder)), repository(folder));
    }

    private static String pomName(Path folder) {
      return folder.getParent().getFileName() + "-" + folder.getFileName() + ".pom";
    }

    /** The repository's root: the POM in the folder says how deep it lies. */
    private static Path repository(Path folder) throws Exception {
      Path root = folder.getParent().getParent();
      for (String _ : read(folder.resolve(pomName(folder)), null).group().split("\\.")) {
        root = root.getParent();
      }
      return root;
    }

    /** Follows parents in the repository; without one, the project's own are the parents. */
    private static Pom read(Path file, Path repository)
        throws IOException, SAXException, ParserConfigurationException {
      Element project =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
      Element parent = child(project, "parent");
      String group = text(project, "groupId", parent == null ? "" : text(parent, "groupId", ""));
      String version = text(project, "version", parent == null ? "" : text(parent, "version", ""));
      List<License> licenses = new ArrayList<>();
      Element names = child(project, "licenses");
      for (Node at = names == null ? null : names.getFirstChild(); at != null; at = at.getNextSibling()) {
        if (at instanceof Element license) {
          licenses.add(new License(text(license, "name", ""), text(license, "url", "")));
        }
      }
      if (licenses.isEmpty() && parent != null && repository != null) {
        Path folder =
            repository
                .resolve(text(parent, "groupId", "").replace('.', '/'))
                .resolve(text(parent, "artifactId", ""))
                .resolve(text(parent, "version", ""));
        licenses = read(folder.resolve(pomName(folder)), repository).licenses();
      }
      if (licenses.isEmpty() && group.startsWith("io.vipd")) {
        licenses.add(new License("Apache-2.0", ""));
      }
      return new Pom(group, text(project, "artifactId", ""), version, licenses);
    }

    private static Element child(Element of, String name) {
      for (Node at = of.getFirstChild(); at != null; at = at.getNextSibling()) {
        if (at instanceof Element element && element.getTagName().equals(name)) {
          return element;
        }
      }
      return null;
    }

    private static String text(Element of, String name, String otherwise) {
      Element child = child(of, name);
      return child == null ? otherwise : child.getTextContent().strip();
    }
  }
}
