package io.vipd.arp;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Frames through libpcap, out and in by one handle. Needs CAP_NET_RAW.
 *
 * <p>A handle that receives could cost the host much, and what can be done is done so that it costs
 * next to nothing: a filter in the kernel, which lets nothing in until it is told what ({@link
 * FrameReceiver#admit}), a small ring, no promiscuous mode, no copies of outgoing packets ({@link
 * OutgoingCopies}), and immediate mode, because the ring of the other mode comes with a kernel
 * timer that fires every few milliseconds.
 */
public final class PcapFrameSender implements FrameSender {
  /** Opens real handles; the first one also loads JNA and libpcap, some 0.3 s. */
  public static final Source SOURCE =
      new Source() {
        @Override
        public FrameSender open(String interfaceName) throws IOException {
          return PcapFrameSender.open(interfaceName, SNAPSHOT_BYTES, RING_BYTES, false);
        }

        @Override
        public FrameSender openDry() throws IOException {
          return PcapFrameSender.openDry();
        }
      };

  /** Names the library for pcap4j; a value set from outside is left alone. */
  static final String LIBRARY_PROPERTY = "org.pcap4j.core.pcapLibName";

  private static final String LIBRARY = "libpcap.so.0.8";
  private static final int SNAPSHOT_BYTES = 128;

  /** Some hundred frames: what comes while the listener sleeps off a flood. */
  private static final int RING_BYTES = 32 * 1024;

  private static final int WHOLE_BYTES = 4096;
  private static final int WHOLE_RING_BYTES = 1024 * 1024;
  private static final String PREFACE_END = "(): ";

  static {
    // pcap4j would look for libpcap.so, which only the development package has.
    if (System.getProperty(LIBRARY_PROPERTY) == null) {
      System.setProperty(LIBRARY_PROPERTY, LIBRARY);
    }
  }

  private final PcapHandle handle;
  private final Receiver receiver;

  private PcapFrameSender(PcapHandle handle) throws IOException {
    this.handle = handle;
    this.receiver = new Receiver(new PcapReader(handle));
  }

  /**
   * For whoever looks at whole frames for a while, those included that this host sends, and does
   * not mind what that costs.
   *
   * @throws IOException as {@link FrameSender.Source#open} does
   */
  public static FrameSender openWhole(String interfaceName) throws IOException {
    return open(interfaceName, WHOLE_BYTES, WHOLE_RING_BYTES, true);
  }

  private static PcapFrameSender open(
      String interfaceName, int snapshotBytes, int ringBytes, boolean outgoing) throws IOException {
    PcapHandle handle = null;
    try {
      handle =
          new PcapHandle.Builder(interfaceName)
              .snaplen(snapshotBytes)
              .bufferSize(ringBytes)
              .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
              .immediateMode(true)
              .build();
      if (!handle.getDlt().equals(DataLinkType.EN10MB)) {
        throw new IOException("not an Ethernet interface: link type " + handle.getDlt());
      }
      // The optimizer would refuse a filter that accepts nothing.
      handle.setFilter(ListenFilter.NOTHING, BpfCompileMode.NONOPTIMIZE);
      if (!outgoing) {
        OutgoingCopies.refuse(handle);
      }
      PcapFrameSender sender = new PcapFrameSender(handle);
      handle = null;
      return sender;
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException(plainMessage(e), e);
    } catch (LinkageError e) {
      throw libraryMissing(e);
    } finally {
      if (handle != null) {
        handle.close();
      }
    }
  }

  /** A handle without interface: pcap4j, JNA and libpcap all run, then libpcap refuses to send. */
  private static FrameSender openDry() throws IOException {
    PcapHandle dead;
    try {
      dead = Pcaps.openDead(DataLinkType.EN10MB, SNAPSHOT_BYTES);
    } catch (PcapNativeException e) {
      throw new IOException(plainMessage(e), e);
    } catch (LinkageError e) {
      throw libraryMissing(e);
    }
    return new FrameSender() {
      @Override
      public void send(byte[] frame) {
        try {
          dead.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException _) {
          // It never sends; having gone this way was all that is wanted.
        }
      }

      @Override
      public void close() {
        dead.close();
      }
    };
  }

  @Override
  public void send(byte[] frame) throws IOException {
    try {
      handle.sendPacket(frame);
    } catch (PcapNativeException _) {
      // A packet socket keeps the news that its link went down and hands it to the next sender
      // (ENETDOWN), even when the link has long been up again. Only a second refusal is a refusal.
      sendAgain(frame);
    } catch (NotOpenException e) {
      throw new IOException("the handle is closed", e);
    }
  }

  private void sendAgain(byte[] frame) throws IOException {
    try {
      handle.sendPacket(frame);
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException(plainMessage(e), e);
    }
  }

  @Override
  public FrameReceiver receiver() {
    return receiver;
  }

  /** Waits until who receives has left the handle, which is at once. */
  @Override
  public void close() {
    receiver.end();
    handle.close();
  }

  private final class Receiver implements FrameReceiver {
    private final PcapReader reader;

    /** Held by who reads, and in the end by who closes. */
    private final Lock reading = new ReentrantLock();

    private volatile boolean ended;

    Receiver(PcapReader reader) {
      this.reader = reader;
    }

    @Override
    public void admit(String filter) throws IOException {
      try {
        handle.setFilter(
            filter,
            filter.equals(ListenFilter.NOTHING)
                ? BpfCompileMode.NONOPTIMIZE
                : BpfCompileMode.OPTIMIZE);
      } catch (PcapNativeException | NotOpenException e) {
        throw new IOException(plainMessage(e), e);
      }
    }

    @Override
    public byte[] receive() throws IOException {
      reading.lock();
      try {
        if (ended) {
          throw new IOException("the handle is closed");
        }
        return reader.next();
      } finally {
        reading.unlock();
      }
    }

    @Override
    public void interrupt() {
      try {
        handle.breakLoop();
      } catch (NotOpenException _) {
        // Then nobody waits.
      }
    }

    /** Sends the reader away for good. */
    void end() {
      ended = true;
      interrupt();
      reading.lock();
      reading.unlock();
    }
  }

  /** libpcap's own words, without pcap4j's preface that names the C function. */
  private static String plainMessage(Exception e) {
    String message = String.valueOf(e.getMessage());
    int preface = message.indexOf(PREFACE_END);
    return preface < 0 ? message : message.substring(preface + PREFACE_END.length());
  }

  /** JNA lists every folder it searched on lines of their own; the first line says enough. */
  private static IOException libraryMissing(LinkageError e) {
    String reason =
        String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst(":$", "");
    return new IOException(
        "libpcap could not be loaded, install the package libpcap0.8 (" + reason + ")", e);
  }
}
