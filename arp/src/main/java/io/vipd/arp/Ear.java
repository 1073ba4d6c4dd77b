package io.vipd.arp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one interface, on a thread of its own ({@code listen-INTERFACE}) from the first
 * subject on. The kernel lets in only what is about them. A flood of that is heard in part: so many
 * frames a second and no more, so that it costs a bounded part of one processor.
 */
final class Ear {
  private static final Logger log = LoggerFactory.getLogger(Ear.class);

  /** So many frames, and then a rest for what is left of this time: 2000 a second. */
  private static final int FRAMES_AT_A_TIME = 100;

  private static final long TIME_FOR_THEM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long to look who the routers are when that is asked, and how often that may be. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REPORT_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String interfaceName;
  private volatile FrameReceiver receiver;
  private volatile Inquiry[] inquiries = {};
  private volatile boolean retune;
  private volatile boolean ended;
  private Thread thread;
  private boolean everLooked;
  private long lookedFromNanos;
  private final Stations routers = new Stations();

  // The listening thread's own.
  private final OwnStations own = new OwnStations();
  private FrameReceiver tuned;
  private boolean looking;
  private long countedFromNanos;
  private int counted;
  private boolean everReported;
  private long reportedAtNanos;

  Ear(String interfaceName) {
    this.interfaceName = interfaceName;
  }

  String interfaceName() {
    return interfaceName;
  }

  /** Listens here from now on, and nowhere if null; the announce thread. */
  void listenTo(FrameReceiver next) {
    receiver = next;
    wake();
  }

  /** Tells an inquiry what is heard about its addresses. */
  synchronized void attend(Inquiry inquiry) {
    Inquiry[] more = Arrays.copyOf(inquiries, inquiries.length + 1);
    more[more.length - 1] = inquiry;
    inquiries = more;
    retune();
    if (thread == null) {
      thread = Thread.ofPlatform().name("listen-" + interfaceName).daemon().start(this::run);
    }
  }

  /** Tells it nothing any more. */
  synchronized void leave(Inquiry gone) {
    inquiries = Arrays.stream(inquiries).filter(known -> known != gone).toArray(Inquiry[]::new);
    retune();
  }

  /**
   * Looks for some time which stations the routers of the segment send from; any thread. Not all
   * the time, because they send much more often than anybody claims an address.
   */
  void lookForRouters() {
    long nowNanos = System.nanoTime();
    synchronized (this) {
      if (everLooked && nowNanos - lookedFromNanos < LOOK_AGAIN_NANOS) {
        return;
      }
      everLooked = true;
      lookedFromNanos = nowNanos;
    }
    retune();
  }

  /** What came of that. */
  Stations routers() {
    return routers;
  }

  /** Listens to nobody, for good. */
  void end() {
    ended = true;
    listenTo(null);
  }

  /** The subjects of an inquiry are others now. */
  void retune() {
    retune = true;
    wake();
  }

  private void wake() {
    FrameReceiver waiting = receiver;
    if (waiting != null) {
      waiting.interrupt();
    }
    synchronized (this) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!ended) {
      FrameReceiver from = receiver;
      try {
        if (from == null) {
          LockSupport.park(this);
        } else {
          listen(from);
        }
      } catch (IOException e) {
        failed(from, e);
      } catch (RuntimeException | Error e) {
        log.error("Listening failed unexpectedly and goes on in a second.", e);
        tuned = null;
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void listen(FrameReceiver from) throws IOException {
    if (from != tuned || retune) {
      retune = false;
      tuned = null;
      looking = mayLook(System.nanoTime());
      from.admit(ListenFilter.of(subjects(), looking));
      tuned = from;
    }
    byte[] bytes = from.receive();
    long nowNanos = System.nanoTime();
    if (looking && !mayLook(nowNanos)) {
      retune = true; // with the first advert that comes when it is time
    }
    if (bytes != null) {
      hear(bytes, nowNanos);
      restAfterMany(nowNanos);
    }
  }

  private synchronized boolean mayLook(long nowNanos) {
    return everLooked && nowNanos - lookedFromNanos < LOOK_NANOS;
  }

  private void hear(byte[] bytes, long nowNanos) {
    HeardFrame frame = HeardFrame.read(bytes);
    if (frame == null) {
      routers.note(bytes);
    } else {
      for (Inquiry inquiry : inquiries) {
        inquiry.heard(frame, own, nowNanos);
      }
    }
  }

  private List<InetAddress> subjects() {
    return Arrays.stream(inquiries).flatMap(inquiry -> inquiry.subjects().stream()).toList();
  }

  private void restAfterMany(long nowNanos) {
    long leftNanos = countedFromNanos + TIME_FOR_THEM_NANOS - nowNanos;
    if (counted == 0 || leftNanos <= 0) {
      countedFromNanos = nowNanos;
      counted = 0;
    }
    if (++counted == FRAMES_AT_A_TIME) {
      counted = 0;
      LockSupport.parkNanos(this, leftNanos);
    }
  }

  /** The interface is down or gone, most likely: the announcer will open another way in. */
  private void failed(FrameReceiver from, IOException why) {
    tuned = null;
    if (from != receiver) {
      return;
    }
    long nowNanos = System.nanoTime();
    if (!everReported || nowNanos - reportedAtNanos >= REPORT_PAUSE_NANOS) {
      everReported = true;
      reportedAtNanos = nowNanos;
      log.info(
          "Nothing is heard of who has which address, so that a conflict would not be noticed; trying on. interface={} error=\"{}\"",
          interfaceName,
          why.getMessage());
    }
    LockSupport.parkNanos(this, PAUSE_NANOS);
  }
}
