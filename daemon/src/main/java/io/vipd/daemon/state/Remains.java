package io.vipd.daemon.state;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier daemon of this run folder left.
 *
 * @param pid its process id; 0 when there was none
 * @param routers its virtual routers; empty when it left nothing, or nothing that can be believed
 */
public record Remains(long pid, List<Router> routers) {
  private static final Logger log = LoggerFactory.getLogger(Remains.class);

  /** Nothing was left. */
  public static final Remains NONE = new Remains(0, List.of());

  /** Far more than a thousand routers. */
  private static final long MOST_BYTES = 8 * 1024 * 1024;

  /**
   * One virtual router as it was at the end.
   *
   * @param interfaceName the interface
   * @param vrid 1 to 255
   * @param family of its addresses
   * @param advertAtNanos when it last advertised as Active with all of its addresses in the kernel,
   *     by {@link System#nanoTime}; 0 if it was not Active
   * @param holdUntilNanos until when it was not to preempt, on the same clock; 0 for no hold
   * @param ours the addresses that it may have put into the kernel and not taken away
   */
  public record Router(
      String interfaceName,
      int vrid,
      Family family,
      long advertAtNanos,
      long holdUntilNanos,
      List<VirtualAddress> ours) {
    /** Whether it was Active. */
    public boolean active() {
      return advertAtNanos != Layout.NOT_ACTIVE;
    }

    /** How long it is still not to preempt; 0 or less for no time. */
    public long holdNanos(long nowNanos) {
      return holdUntilNanos == Layout.NO_HOLD ? 0 : holdUntilNanos - nowNanos;
    }
  }

  /**
   * Reads what is there. Whatever is wrong with it is one line in the log, and nothing is there.
   */
  public static Remains read(Path runFolder) {
    try {
      return read(runFolder, Boot.id());
    } catch (IOException e) {
      return ignored(runFolder, "the machine does not say which boot this is: " + e.getMessage());
    }
  }

  static Remains read(Path runFolder, UUID boot) {
    try {
      ByteBuffer bytes = bytes(RunState.file(runFolder));
      String problem = Layout.problem(bytes, boot);
      return problem == null ? of(bytes, runFolder) : ignored(runFolder, problem);
    } catch (NoSuchFileException _) {
      return NONE;
    } catch (IOException e) {
      return ignored(runFolder, e.toString());
    }
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      // Of the one that starts now, and of nobody else's making.
      Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new IOException("it belongs to the user " + owner);
      }
      long size = channel.size();
      if (size > MOST_BYTES) {
        throw new IOException("it has " + size + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.nativeOrder());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return bytes.flip();
    }
  }

  private static Remains of(ByteBuffer bytes, Path runFolder) {
    List<Router> routers = new ArrayList<>();
    int damaged = 0;
    for (int i = 0; i < Layout.slots(bytes); i++) {
      int at = Layout.bytes(i);
      if (!Layout.isFree(bytes, at)) {
        Router router = Layout.router(bytes, at);
        if (router == null) {
          damaged++;
        } else {
          routers.add(router);
        }
      }
    }
    if (damaged > 0) {
      log.warn(
          "part of the run-time state is damaged and not used. file={} slots={}",
          RunState.file(runFolder),
          damaged);
    }
    return new Remains(Layout.pid(bytes), List.copyOf(routers));
  }

  private static Remains ignored(Path runFolder, String why) {
    log.warn(
        "the run-time state of an earlier run is not used, and a new one begun: {}. file={}",
        why,
        RunState.file(runFolder));
    return NONE;
  }
}
