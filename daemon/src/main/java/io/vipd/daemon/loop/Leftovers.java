package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.state.Remains;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes away what an earlier life of the daemon left in the kernel. */
public final class Leftovers {
  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /**
   * Takes away everything that is vipd's, while no daemon runs.
   *
   * @param remains what the earlier life noted
   * @return whether nothing is left
   * @throws KernelException if the kernel does not let us, or does not answer
   */
  public static boolean removeAll(Remains remains) throws KernelException {
    try (AddressWriter writer = new AddressWriter()) {
      Succession succession =
          Succession.of(
              remains, List.of(), LinkSnapshot.take(), writer.tagSupported(), System.nanoTime());
      return remove(writer, succession.leftovers());
    }
  }

  /** Carries these removals out and answers whether all were; each is told in the log. */
  static boolean remove(AddressWriter writer, List<AddressChange> leftovers) {
    for (AddressChange leftover : leftovers) {
      log.warn(
          "removing an address that an earlier run left behind. address={}", leftover.address());
    }
    boolean complete = true;
    int[] errnos = writer.apply(leftovers);
    for (int i = 0; i < errnos.length; i++) {
      if (errnos[i] != 0) {
        log.error("{}", leftovers.get(i).failure(errnos[i]).getMessage());
        complete = false;
      }
    }
    return complete;
  }
}
