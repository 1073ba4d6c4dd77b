package io.vipd.daemon.kernel;

import io.vipd.health.ExitWatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when a process has exited, whoever its parent is. One thread, {@code exit-watch},
 * waits for all of them; it starts with the first watch.
 */
public final class ProcessExitWatcher implements ExitWatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessExitWatcher.class);
  private static final long PAUSE_AFTER_ERROR_MILLIS = 1_000;
  private static final long CLOSE_TIMEOUT_MILLIS = 1_000;

  private final WakeUp wakeUp = new WakeUp();
  private final Poller poller = new Poller();

  /** Watches to take up or to drop, as they stand now; as many as there are calls under way. */
  private final Queue<WatchedProcess> changed = new ConcurrentLinkedQueue<>();

  private final Map<WatchedProcess, Integer> slots = new HashMap<>();
  private volatile boolean closing;
  private Thread thread;

  /** Opens one; the thread is not started yet. */
  public ProcessExitWatcher() throws KernelException {
    poller.add(wakeUp);
  }

  /**
   * Watches a process.
   *
   * @param pid the process, by the number of its first thread
   * @param onExit run once on the {@code exit-watch} thread when the process has exited, also when
   *     there is no such process to begin with; it must not block
   * @return what ends the watch: after its {@code close} no run begins, though one that has begun
   *     may still be under way
   * @throws KernelException {@code ENOSYS} before Linux 5.3, {@code EMFILE} where no descriptor is
   *     left, {@code EINVAL} for what is not a process, {@code EBADF} after {@link #close}
   */
  @Override
  public Watch watch(long pid, Runnable onExit) throws KernelException {
    ProcessDescriptor descriptor;
    try {
      descriptor = new ProcessDescriptor(pid);
    } catch (KernelException e) {
      if (e.errno() != Errno.ESRCH) {
        throw e;
      }
      descriptor = null;
    }
    WatchedProcess watch = new WatchedProcess(descriptor, onExit);
    takeUp(watch, pid);
    return watch;
  }

  private synchronized void takeUp(WatchedProcess watch, long pid) throws KernelException {
    if (closing) {
      watch.closeDescriptor();
      throw new KernelException("watch process " + pid, Errno.EBADF);
    }
    if (thread == null) {
      thread = Thread.ofPlatform().name("exit-watch").daemon().unstarted(this::run);
      thread.start();
    }
    watch.changed();
  }

  private void run() {
    while (!closing) {
      try {
        poller.await(-1);
      } catch (KernelException e) {
        LOG.error("Waiting for processes to exit failed; trying again errno={}", e.errnoName(), e);
        pause();
      }
      wakeUp.drain();
      for (WatchedProcess watch = changed.poll(); watch != null; watch = changed.poll()) {
        watch.takeUpOrDrop();
      }
      // A copy, because those that are over leave the map.
      for (WatchedProcess watch : slots.keySet().toArray(new WatchedProcess[0])) {
        int slot = slots.get(watch);
        if (poller.isReadable(slot) || poller.hasError(slot)) {
          watch.exited();
        }
      }
    }
    closeDescriptors();
  }

  private synchronized void closeDescriptors() {
    slots.keySet().forEach(WatchedProcess::closeDescriptor);
    changed.forEach(WatchedProcess::closeDescriptor);
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  /** Ends all watches and the thread, without running anything more. */
  @Override
  public void close() {
    Thread last;
    synchronized (this) {
      closing = true;
      last = thread;
    }
    wakeUp.signal();
    if (last != null && last != Thread.currentThread()) {
      try {
        last.join(CLOSE_TIMEOUT_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    if (last == null || !last.isAlive()) {
      wakeUp.close();
    }
  }

  /** One process; its descriptor is used and closed on the thread only. */
  private final class WatchedProcess implements ExitWatcher.Watch {
    private final ProcessDescriptor descriptor; // null where there was no such process
    private final Runnable onExit;
    private final AtomicBoolean over = new AtomicBoolean();

    WatchedProcess(ProcessDescriptor descriptor, Runnable onExit) {
      this.descriptor = descriptor;
      this.onExit = onExit;
    }

    void changed() {
      changed.add(this);
      wakeUp.signal();
    }

    void takeUpOrDrop() {
      if (descriptor == null) {
        runOnce();
      } else if (over.get()) {
        drop();
      } else if (!slots.containsKey(this)) {
        slots.put(this, poller.add(descriptor));
      }
    }

    void exited() {
      drop();
      runOnce();
    }

    private void drop() {
      Integer slot = slots.remove(this);
      if (slot != null) {
        poller.remove(slot);
      }
      closeDescriptor();
    }

    void closeDescriptor() {
      if (descriptor != null) {
        descriptor.close();
      }
    }

    private void runOnce() {
      if (over.compareAndSet(false, true)) {
        try {
          onExit.run();
        } catch (RuntimeException e) {
          LOG.error("what was to run after a process ended failed; this is a bug in vipd", e);
        }
      }
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        changed();
      }
    }
  }
}
