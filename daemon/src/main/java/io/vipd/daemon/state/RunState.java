package io.vipd.daemon.state;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that this daemon writes while it runs. It is filled out of sight; {@link #publish} puts
 * it in the place of what an earlier life left. Where it cannot be written, the daemon works all
 * the same, and the next one will know nothing of it.
 *
 * <p>Needs the run folder's lock. Slots are entered and left on one thread at a time.
 */
public final class RunState {
  private static final Logger log = LoggerFactory.getLogger(RunState.class);

  /** Room for so many routers more than a configuration has, so that another one may have more. */
  private static final int SPARE_SLOTS = 6;

  private static final Set<OpenOption> OPEN =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private final Path folder;
  private final ByteBuffer bytes;
  private final int slots;
  private boolean onFile;

  private RunState(Path folder, ByteBuffer bytes, int slots, boolean onFile) {
    this.folder = folder;
    this.bytes = bytes;
    this.slots = slots;
    this.onFile = onFile;
  }

  /** Where the state of a run folder is. */
  public static Path file(Path runFolder) {
    return runFolder.resolve("state");
  }

  private static Path fresh(Path runFolder) {
    return runFolder.resolve("state.new");
  }

  /**
   * A state without routers.
   *
   * @param routers how many will be entered now
   */
  public static RunState begin(Path runFolder, int routers) {
    int slots = routers + SPARE_SLOTS;
    try {
      return new RunState(runFolder, map(runFolder, slots, Boot.id()), slots, true);
    } catch (IOException e) {
      complain(runFolder, e);
      ByteBuffer memory = ByteBuffer.allocateDirect(Layout.bytes(slots));
      return new RunState(runFolder, memory.order(ByteOrder.nativeOrder()), slots, false);
    }
  }

  private static ByteBuffer map(Path folder, int slots, UUID boot) throws IOException {
    Path file = fresh(folder);
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(
            file,
            OPEN,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer image = ByteBuffer.allocate(Layout.bytes(slots)).order(ByteOrder.nativeOrder());
      Layout.putHeader(image, slots, boot, ProcessHandle.current().pid());
      // All of it: a page that the file system has no room for would end the process at a store.
      while (image.hasRemaining()) {
        channel.write(image);
      }
      return channel
          .map(FileChannel.MapMode.READ_WRITE, 0, image.capacity())
          .order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Enters a router, which is not Active and has no addresses yet.
   *
   * @param vrid 1 to 255
   * @param addresses 1 to 255 of one family
   */
  public Slot enter(String interfaceName, int vrid, List<VirtualAddress> addresses) {
    for (int i = 0; i < slots; i++) {
      int at = Layout.bytes(i);
      if (Layout.isFree(bytes, at) && Layout.fits(interfaceName, addresses)) {
        Layout.putRouter(bytes, at, interfaceName, vrid, addresses);
        return new Slot(bytes, at);
      }
    }
    log.warn(
        "the run-time state has no room for a router; the next restart will be a failover, so choose its time."
            + " interface={} vrid={}",
        interfaceName,
        vrid);
    return Slot.unread();
  }

  /** Puts this state in the place of what was there. */
  public void publish() {
    if (onFile) {
      try {
        Files.move(fresh(folder), file(folder), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        onFile = false;
        complain(folder, e);
      }
    }
  }

  private static void complain(Path folder, IOException why) {
    log.warn(
        "the run-time state cannot be written, and a restart will be a failover: {}. file={}",
        why.toString(),
        file(folder));
  }

  /** Whether the next daemon will find it. */
  public boolean isOnFile() {
    return onFile;
  }
}
