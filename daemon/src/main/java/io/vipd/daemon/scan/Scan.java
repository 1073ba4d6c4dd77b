package io.vipd.daemon.scan;

import io.vipd.arp.FrameReceiver;
import io.vipd.arp.FrameSender;
import io.vipd.arp.ListenFilter;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Listens on some interfaces and collects what is seen. */
public final class Scan implements AutoCloseable {
  private final Sightings sightings = new Sightings();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<DatagramChannel> memberships = new ArrayList<>();
  private volatile boolean closed;

  /** Opens the way in by an interface. */
  @FunctionalInterface
  public interface Opener {
    /** As {@link FrameSender.Source#open} does. */
    FrameSender open(String interfaceName) throws IOException;
  }

  /**
   * Listens from now on.
   *
   * @param interfaces names of Ethernet interfaces, at least one
   * @throws IOException if one of them cannot be listened on
   */
  public static Scan start(List<String> interfaces, Opener opener) throws IOException {
    Scan scan = new Scan();
    try {
      for (String name : interfaces) {
        scan.listen(name, opener);
      }
      return scan;
    } catch (IOException e) {
      scan.close();
      throw e;
    }
  }

  private Scan() {}

  private void listen(String name, Opener opener) throws IOException {
    Listener listener = new Listener(name, opener.open(name));
    listeners.add(listener);
    listener.receiver.admit(ListenFilter.of(List.of(), true));
    join(name);
    listener.thread.start();
  }

  /**
   * Without a member on this port, a switch that snoops on IGMP and MLD keeps adverts away, and so
   * does the interface itself.
   */
  private void join(String name) {
    for (Family family : Family.values()) {
      try {
        NetworkInterface link = NetworkInterface.getByName(name);
        if (link != null) {
          DatagramChannel membership =
              DatagramChannel.open(
                  family == Family.IPV4
                      ? StandardProtocolFamily.INET
                      : StandardProtocolFamily.INET6);
          memberships.add(membership);
          membership.join(InetAddress.getByAddress(AdvertCodec.group(family).toBytes()), link);
        }
      } catch (IOException _) {
        // The interface has no address of that family; what comes all the same is heard.
      }
    }
  }

  /** What was seen so far. */
  public Sightings sightings() {
    return sightings;
  }

  /**
   * Why nothing more is heard on an interface, for instance because it is gone.
   *
   * @return null if all is well
   */
  public String failure() {
    return listeners.stream()
        .filter(listener -> listener.failure != null)
        .map(listener -> listener.name + ": " + listener.failure)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    closed = true;
    for (Listener listener : listeners) {
      listener.close();
    }
    for (DatagramChannel membership : memberships) {
      try {
        membership.close();
      } catch (IOException _) {
        // The process ends soon, and the membership with it.
      }
    }
  }

  private final class Listener implements Runnable {
    private final String name;
    private final FrameSender sender;
    private final FrameReceiver receiver;
    private final Thread thread;
    private volatile String failure;

    Listener(String name, FrameSender sender) {
      this.name = name;
      this.sender = sender;
      this.receiver = sender.receiver();
      this.thread = Thread.ofPlatform().daemon().name("scan-" + name).unstarted(this);
    }

    @Override
    public void run() {
      try {
        while (!closed) {
          byte[] frame = receiver.receive();
          if (frame != null && sightings.add(name, frame)) {
            receiver.admit(ListenFilter.of(virtualAddresses(), true));
          }
        }
      } catch (IOException e) {
        if (!closed) {
          failure = e.getMessage();
        }
      }
    }

    private List<InetAddress> virtualAddresses() {
      return sightings.holders().keySet().stream().map(AddressProbe::inet).toList();
    }

    void close() {
      try {
        sender.close();
        thread.join(Duration.ofSeconds(1));
      } catch (IOException _) {
        // The process ends soon, and the handle with it.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
