package io.vipd.arp;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import org.pcap4j.core.PcapHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel not to copy the host's outgoing packets for a handle that reads none.
 *
 * <p>As long as a packet socket for all protocols is bound to an interface, the kernel clones every
 * packet that leaves by it and only then asks the socket's filter: a quarter of a microsecond for
 * each packet nginx sends. {@code PACKET_IGNORE_OUTGOING} (Linux 4.20) spares that. Neither libpcap
 * nor pcap4j offers it or hands out the descriptor, hence the look into a private field; where that
 * fails, the handle works all the same.
 */
final class OutgoingCopies {
  private static final Logger log = LoggerFactory.getLogger(OutgoingCopies.class);
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;

  private OutgoingCopies() {}

  static void refuse(PcapHandle handle) {
    try {
      int descriptor =
          PcapReader.function("pcap_fileno").invokeInt(new Object[] {PcapReader.pcap(handle)});
      Function setsockopt = NativeLibrary.getInstance("c").getFunction("setsockopt");
      IntByReference on = new IntByReference(1);
      Object[] arguments = {descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, on, Integer.BYTES};
      if (setsockopt.invokeInt(arguments) != 0) {
        log.debug("The kernel copies outgoing packets for a handle that ignores them.");
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      log.debug("Could not ask the kernel to spare copies of outgoing packets.", e);
    }
  }
}
