package io.vipd.daemon.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.TapeChapter;
import io.vipd.vrrp.node.TapeEntry;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads what {@link RecordingWriter} wrote, or says in one sentence what is wrong with it. */
public final class RecordingReader {
  /** No tape is as long, and a file that unpacks into more is none. */
  private static final long MOST_BYTES = 128L * 1024 * 1024;

  private final BufferedReader lines;
  private int line;

  private RecordingReader(BufferedReader lines) {
    this.lines = lines;
  }

  /** Opens what is to be read. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Reads a recording.
   *
   * @throws IOException with a sentence, but for the name of the file
   */
  public static Recording read(Source source) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new Bounded(new GZIPInputStream(source.open())), UTF_8))) {
      return new RecordingReader(lines).recording();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (EOFException e) {
      throw new IOException("it is cut off; have it copied again", e);
    } catch (ZipException e) {
      throw new IOException(
          "it is damaged, or no recording ("
              + e.getMessage()
              + "); 'vipctl record' on a node makes one",
          e);
    }
  }

  private Recording recording() throws IOException {
    JsonObject head = parsed(next(), RecordingReader::object);
    if (!head.has("vipd-recording")) {
      throw new IOException("it is no recording; 'vipctl record' on a node makes one");
    }
    int form = parsed(head, json -> json.get("vipd-recording").getAsInt());
    if (form != RecordingWriter.FORM) {
      throw new IOException(
          "it is a recording of form " + form + "; use the vipctl of the node that made it");
    }
    List<TapeChapter> chapters = new ArrayList<>();
    List<RouterConfig> configs = null;
    List<TapeEntry> entries = new ArrayList<>();
    long count = 0;
    while (true) {
      JsonElement next = parsed(next(), JsonParser::parseString);
      if (next.isJsonArray()) {
        entries.add(parsed(next, RecordingReader::entry));
        count++;
        continue;
      }
      if (configs != null) {
        chapters.add(new TapeChapter(configs, entries));
        entries = new ArrayList<>();
      }
      JsonObject mark = parsed(next, JsonElement::getAsJsonObject);
      if (mark.has("end")) {
        if (parsed(mark, json -> json.get("end").getAsLong()) != count || configs == null) {
          throw wrong("entries are missing");
        }
        return parsed(head, json -> recording(json, chapters));
      }
      configs = parsed(mark, json -> configs(json.getAsJsonArray("chapter")));
    }
  }

  private static Recording recording(JsonObject head, List<TapeChapter> chapters) {
    return new Recording(
        head.get("version").getAsString(),
        head.get("node").getAsString(),
        Instant.parse(head.get("at").getAsString()),
        head.get("at-ns").getAsLong(),
        List.copyOf(chapters));
  }

  private String next() throws IOException {
    String text = lines.readLine();
    line++;
    if (text == null) {
      throw new IOException("it is cut off after line " + (line - 1) + "; have it copied again");
    }
    return text;
  }

  private <S, T> T parsed(S source, Function<S, T> parser) throws IOException {
    try {
      return parser.apply(source);
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException
        | ClassCastException
        | IndexOutOfBoundsException
        | ArithmeticException
        | DateTimeException e) {
      throw wrong("this is not what a recording says there");
    }
  }

  private IOException wrong(String what) {
    return new IOException("line " + line + ": " + what + "; have it copied again");
  }

  /** Ends what unpacks into more than it may. */
  private static final class Bounded extends FilterInputStream {
    private long left = MOST_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw new IOException("it is larger than any recording");
      }
      return read;
    }
  }

  private static JsonObject object(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static TapeEntry entry(JsonElement json) {
    JsonArray parts = json.getAsJsonArray();
    List<Long> args =
        parts.get(3).getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList();
    return new TapeEntry(
        TapeEntry.Kind.valueOf(parts.get(0).getAsString()),
        parts.get(1).getAsInt(),
        parts.get(2).getAsLong(),
        args);
  }

  private static List<RouterConfig> configs(JsonArray configs) {
    return configs.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(json -> config(json))
        .toList();
  }

  private static RouterConfig config(JsonObject json) {
    return new RouterConfig(
        json.get("name").getAsString(),
        json.get("version").getAsInt(),
        json.get("vrid").getAsInt(),
        json.get("priority").getAsInt(),
        time(json, "interval-ns"),
        addresses(json, "addresses"),
        addresses(json, "peers"),
        json.get("preempt").getAsBoolean(),
        json.get("pair").getAsBoolean(),
        new RouterConfig.Patience(
            time(json, "preempt-delay-ns"),
            time(json, "recover-hold-ns"),
            time(json, "boot-hold-ns"),
            time(json, "settle-ns"),
            time(json, "verdict-limit-ns"),
            time(json, "promote-limit-ns")),
        ChecksumForm.valueOf(json.get("checksum").getAsString()),
        RouterConfig.Admission.USUAL,
        json.getAsJsonArray("check-weights").asList().stream().map(JsonElement::getAsInt).toList());
  }

  private static Duration time(JsonObject json, String key) {
    return Duration.ofNanos(json.get(key).getAsLong());
  }

  private static List<IpAddress> addresses(JsonObject json, String key) {
    return json.getAsJsonArray(key).asList().stream()
        .map(JsonElement::getAsString)
        .map(IpAddress::parse)
        .toList();
  }
}
