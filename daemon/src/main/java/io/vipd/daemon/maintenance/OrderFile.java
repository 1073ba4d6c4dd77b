package io.vipd.daemon.maintenance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * {@code maintenance.json} in the state folder: the orders that stand, also after a restart or a
 * loss of power. Never used on the core thread.
 */
public final class OrderFile {
  private final Path file;

  /** The file of that state folder, which need not exist. */
  public OrderFile(Path stateFolder) {
    this.file = stateFolder.resolve("maintenance.json");
  }

  /** Where it lies. */
  public Path path() {
    return file;
  }

  /**
   * The orders that it holds; none when there is no file.
   *
   * @throws IOException if it cannot be read or understood
   */
  public List<Order> load() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      return List.of();
    }
    try {
      List<Order> orders = new ArrayList<>();
      for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
        JsonObject json = element.getAsJsonObject();
        String until = textOrNull(json, "until");
        orders.add(
            new Order(
                json.get("group").getAsString(),
                Instant.parse(json.get("since").getAsString()),
                until == null ? null : Instant.parse(until),
                json.get("user").getAsString(),
                textOrNull(json, "reason")));
      }
      return orders;
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | UnsupportedOperationException
        | DateTimeException e) {
      throw new IOException(file + " is not in the form that vipd writes", e);
    }
  }

  private static String textOrNull(JsonObject json, String field) {
    JsonElement value = json.get(field);
    return value == null || value.isJsonNull() ? null : value.getAsString();
  }

  /**
   * Replaces what it holds. When this returns, the new orders are on the disk; until then the old
   * ones are.
   */
  public void save(Collection<Order> orders) throws IOException {
    JsonArray array = new JsonArray();
    for (Order order : orders) {
      JsonObject json = new JsonObject();
      json.addProperty("group", order.group());
      json.addProperty("since", order.since().toString());
      json.addProperty("until", order.until() == null ? null : order.until().toString());
      json.addProperty("user", order.user());
      json.addProperty("reason", order.reason());
      array.add(json);
    }
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling("maintenance.json.new");
    Set<StandardOpenOption> how =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, how)) {
      ByteBuffer bytes = ByteBuffer.wrap((array + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
