package io.vipd.daemon;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.kernel.AcceptFilter;
import io.vipd.daemon.kernel.Destination;
import io.vipd.daemon.kernel.KernelException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accept_Mode false (RFC 9568 6.1): for the daemon's whole life, what is sent to the addresses of
 * such groups is dropped, whether this node holds them or not.
 */
final class AcceptMode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AcceptMode.class);

  private final Path runFolder;
  private AcceptFilter filter;
  private List<Destination> destinations = List.of();

  private AcceptMode(Path runFolder) {
    this.runFolder = runFolder;
  }

  /**
   * Makes the filter, if a group wants one.
   *
   * @param runFolder tells this daemon's table from that of another one on this host
   * @throws KernelException if the kernel refuses it: then no such address may go up
   */
  static AcceptMode enforce(List<GroupConfig> groups, Path runFolder) throws KernelException {
    AcceptMode acceptMode = new AcceptMode(runFolder);
    acceptMode.use(groups);
    return acceptMode;
  }

  /**
   * Filters for these groups instead, from one packet to the next.
   *
   * @throws KernelException if the kernel refuses it; everything is as it was then
   */
  void use(List<GroupConfig> groups) throws KernelException {
    List<Destination> wanted =
        groups.stream()
            .filter(group -> !group.accept() && !group.owner())
            .flatMap(group ->
                group.addresses().stream()
                    .map(virtual -> new Destination(virtual.address(), group.interfaceName())))
            .distinct()
            .toList();
    if (wanted.equals(destinations)) {
      return;
    }
    if (filter == null) {
      open(wanted);
    } else if (wanted.isEmpty()) {
      filter.close();
      filter = null;
    } else {
      filter.replace(wanted);
    }
    destinations = wanted;
  }

  private void open(List<Destination> wanted) throws KernelException {
    filter = AcceptFilter.open(tableName(runFolder), wanted);
    if (!filter.owned()) {
      log.warn(
          "this kernel (before 5.12) lets nobody own an nftables table: 'nft flush ruleset' also"
              + " removes the filter of accept: false");
    }
  }

  private static String tableName(Path runFolder) {
    return "vipd-%08x".formatted(runFolder.toAbsolutePath().normalize().hashCode());
  }

  /** Takes the filter away; call it when the addresses are gone. */
  @Override
  public void close() {
    if (filter != null) {
      try {
        filter.close();
      } catch (KernelException e) {
        log.warn("{}", e.getMessage());
      }
    }
  }
}
