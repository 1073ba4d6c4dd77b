package io.vipd.arp;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.lang.reflect.Field;
import org.pcap4j.core.PcapHandle;

/**
 * Takes frames from a handle of pcap4j by libpcap itself. pcap4j's own way makes a {@code
 * java.sql.Timestamp} of each, and vipd's runtime has no such module. One thread.
 */
final class PcapReader {
  /** {@code struct pcap_pkthdr}: a timeval of two longs, then the captured length. */
  private static final int CAPTURED_LENGTH = 2 * Long.BYTES;

  private static final int TIMEOUT = 0;
  private static final int FRAME = 1;
  private static final int BROKEN_OFF = -2;

  private final Pointer pcap;
  private final Function nextEx = function("pcap_next_ex");
  private final PointerByReference header = new PointerByReference();
  private final PointerByReference data = new PointerByReference();

  PcapReader(PcapHandle handle) throws IOException {
    try {
      this.pcap = pcap(handle);
    } catch (ReflectiveOperationException e) {
      throw new IOException("this version of pcap4j keeps its handle elsewhere", e);
    }
  }

  /** What libpcap knows a handle by. */
  static Pointer pcap(PcapHandle handle) throws ReflectiveOperationException {
    Field field = PcapHandle.class.getDeclaredField("handle");
    field.setAccessible(true);
    return (Pointer) field.get(handle);
  }

  /** A function of libpcap. */
  static Function function(String name) {
    return NativeLibrary.getInstance(System.getProperty(PcapFrameSender.LIBRARY_PROPERTY))
        .getFunction(name);
  }

  /**
   * Waits for a frame.
   *
   * @return null if somebody broke the waiting off
   */
  byte[] next() throws IOException {
    int result = nextEx.invokeInt(new Object[] {pcap, header, data});
    return switch (result) {
      case FRAME -> data.getValue().getByteArray(0, header.getValue().getInt(CAPTURED_LENGTH));
      case TIMEOUT, BROKEN_OFF -> null;
      default -> throw new IOException(error());
    };
  }

  private String error() {
    return function("pcap_geterr").invokeString(new Object[] {pcap}, false);
  }
}
