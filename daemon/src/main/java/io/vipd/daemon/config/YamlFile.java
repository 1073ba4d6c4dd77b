package io.vipd.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * From a file to YAML nodes. Only the composer of SnakeYAML is used: no beans, no types, nothing
 * that a file could make the JVM load.
 */
final class YamlFile {
  /** Far above what 255 addresses and a few dozen checks need. */
  static final int MAX_BYTES = 256 * 1024;

  /** The deepest place a key can have is {@code checks.NAME.process.name}. */
  static final int MAX_DEPTH = 20;

  /** How often anchors of lists and mappings may be used. */
  static final int MAX_ALIASES = 50;

  private YamlFile() {}

  /**
   * The file's document. Empty when the file says nothing, and when it cannot be read: the findings
   * then hold an error.
   */
  static Optional<Node> read(Path file, Findings findings) {
    return bytes(file, findings)
        .flatMap(bytes -> text(file, bytes, findings))
        .flatMap(text -> document(file, text, findings));
  }

  private static Optional<byte[]> bytes(Path file, Findings findings) {
    Place whole = Place.whole(file);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        findings.error(
            whole,
            attributes.isDirectory()
                ? "is a folder; put a file in its place, or rename it"
                : "is no regular file; put a file in its place, or remove it");
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          findings.error(
              whole, "is larger than 256 KiB, the most that is read; is it the right file?");
          return Optional.empty();
        }
        return Optional.of(bytes);
      }
    } catch (NoSuchFileException _) {
      findings.error(whole, "leads to no file; mend the link, or remove it");
    } catch (AccessDeniedException _) {
      findings.error(
          whole, "cannot be read: permission denied; let the user that runs vipd read it");
    } catch (IOException e) {
      findings.error(whole, "cannot be read: " + reason(e) + "; check the file and its disk");
    }
    return Optional.empty();
  }

  /** What the system says about a failure, without the path that stands before it already. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String said = e instanceof FileSystemException fs ? fs.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }

  private static Optional<String> text(Path file, byte[] bytes, Findings findings) {
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      findings.error(Place.whole(file), "is encoded in UTF-16; save it in UTF-8");
      return Optional.empty();
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      findings.error(
          after(file, text),
          String.format(
              "byte 0x%02x is not UTF-8; save the file in UTF-8", bytes[in.position()] & 0xff));
      return Optional.empty();
    }
    // Some editors put a byte order mark first; it says nothing in UTF-8.
    text = text.startsWith("\ufeff") ? text.substring(1) : text;
    int length = text.length();
    for (int i = 0; i < length; i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (!StreamReader.isPrintable(codePoint)) {
        findings.error(
            after(file, text.substring(0, i)),
            String.format("character U+%04X may not stand in YAML; remove it", codePoint));
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }

  /** The place that follows this beginning of the file. */
  private static Place after(Path file, String beginning) {
    int line = 1 + (int) beginning.chars().filter(c -> c == '\n').count();
    String last = beginning.substring(beginning.lastIndexOf('\n') + 1);
    return new Place(file, line, 1 + last.codePointCount(0, last.length()));
  }

  private static Optional<Node> document(Path file, String text, Findings findings) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_BYTES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      Composer composer =
          new Composer(new ParserImpl(new StreamReader(text), limits), new Resolver(), limits);
      return Optional.ofNullable(composer.getSingleNode())
          .filter(node -> !node.getTag().equals(Tag.NULL));
    } catch (YAMLException e) {
      SyntaxError error = SyntaxError.of(file, text, e);
      findings.error(error.place(), error.message());
      return Optional.empty();
    }
  }
}
