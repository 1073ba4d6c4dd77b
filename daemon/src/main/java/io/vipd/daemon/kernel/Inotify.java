package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Hears what happens to the entries of folders (inotify(7)). Watches are added and removed by any
 * thread; events are read by one.
 */
final class Inotify extends Descriptor {
  private static final int IN_NONBLOCK = 0x800;
  private static final int IN_CLOEXEC = 0x80000;

  private static final int IN_MODIFY = 0x2;
  private static final int IN_ATTRIB = 0x4;
  private static final int IN_CLOSE_WRITE = 0x8;
  private static final int IN_MOVED_FROM = 0x40;
  private static final int IN_MOVED_TO = 0x80;
  private static final int IN_CREATE = 0x100;
  private static final int IN_DELETE = 0x200;
  private static final int IN_DELETE_SELF = 0x400;
  private static final int IN_MOVE_SELF = 0x800;
  private static final int IN_Q_OVERFLOW = 0x4000;
  private static final int IN_ONLYDIR = 0x1000000;
  private static final int WANTED =
      IN_MODIFY
          | IN_ATTRIB
          | IN_CLOSE_WRITE
          | IN_MOVED_FROM
          | IN_MOVED_TO
          | IN_CREATE
          | IN_DELETE
          | IN_DELETE_SELF
          | IN_MOVE_SELF
          | IN_ONLYDIR;

  // struct inotify_event { int watch; unsigned mask, cookie, length; char name[length] }
  private static final int MASK = 4;
  private static final int NAME_LENGTH = 12;
  private static final int NAME = 16;

  private static final int BUFFER_BYTES = 16 * 1024;

  /** So that a storm of events cannot keep the caller for ever. */
  private static final int READS_PER_DRAIN = 64;

  private final Block buffer = new Block(BUFFER_BYTES);

  /** What to tell. */
  interface Listener {
    /**
     * Something happened in a folder.
     *
     * @param watch as {@link #watch} answered it
     * @param name the entry; null for the folder itself
     */
    void happened(int watch, String name);

    /** Events were lost. */
    void overrun();
  }

  Inotify() throws KernelException {
    super(Native.inotifyInit(IN_NONBLOCK | IN_CLOEXEC), "open an inotify descriptor", "");
  }

  /**
   * Watches a folder; again for one that is watched already gives the same number.
   *
   * @throws KernelException {@code ENOENT}, {@code ENOTDIR}, {@code EACCES}; {@code ENOSPC} where
   *     the user has as many watches as he may
   */
  int watch(Path folder) throws KernelException {
    byte[] name = (folder + "\0").getBytes(StandardCharsets.UTF_8);
    Block block = new Block(name.length);
    block.bytes().put(0, name);
    int watch = Native.inotifyAddWatch(number(), block, 0, name.length, WANTED);
    if (watch < 0) {
      throw new KernelException("watch the folder " + folder, -watch);
    }
    return watch;
  }

  /** Watches it no longer; of a folder that is gone there is nothing to remove. */
  void unwatch(int watch) {
    Native.inotifyRemoveWatch(number(), watch);
  }

  /** Tells the listener what happened since the last time; the rest at the next call. */
  void drain(Listener listener) throws KernelException {
    for (int reads = 0; reads < READS_PER_DRAIN; reads++) {
      int length = Native.read(number(), buffer, 0, BUFFER_BYTES, Failure.EXPLAINED);
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length <= 0) {
        throw new KernelException("hear about folders", -length);
      }
      ByteBuffer in = buffer.bytes();
      for (int at = 0; at + NAME <= length; at += NAME + in.getInt(at + NAME_LENGTH)) {
        if ((in.getInt(at + MASK) & IN_Q_OVERFLOW) != 0) {
          listener.overrun();
        } else {
          listener.happened(in.getInt(at), name(in, at + NAME, in.getInt(at + NAME_LENGTH)));
        }
      }
    }
  }

  /** A name is padded with zero bytes. */
  private static String name(ByteBuffer in, int at, int room) {
    int length = 0;
    while (length < room && in.get(at + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    in.get(at, name);
    return length == 0 ? null : new String(name, StandardCharsets.UTF_8);
  }
}
