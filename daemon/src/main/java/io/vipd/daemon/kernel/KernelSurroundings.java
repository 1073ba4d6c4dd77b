package io.vipd.daemon.kernel;

import io.vipd.health.ExitWatcher.Watch;
import io.vipd.health.Surroundings;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What checks ask of the kernel, and what it tells them. One thread, {@code surroundings}, listens;
 * it starts with the first watch, and what nobody watches is not listened to: a host with the
 * routes of the Internet has thousands of changes a second. Every method may be called by any
 * thread.
 */
public final class KernelSurroundings implements Surroundings, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KernelSurroundings.class);

  private static final int RTMGRP_LINK = 0x1;
  private static final int RTMGRP_IPV4_ROUTE = 0x40;
  private static final int RTMGRP_IPV6_ROUTE = 0x400;

  /** What it says does not matter, only that it says something. */
  private static final int DATAGRAM_BYTES = 64 * 1024;

  private static final int DATAGRAMS_PER_DRAIN = 256;
  private static final long PAUSE_AFTER_ERROR_MILLIS = 1_000;
  private static final long CLOSE_TIMEOUT_MILLIS = 1_000;

  private final WakeUp wakeUp = new WakeUp();
  private final List<Runnable> onLinks = new CopyOnWriteArrayList<>();
  private final List<Runnable> onRoutes = new CopyOnWriteArrayList<>();

  // Guarded by the monitor.
  private final Map<Integer, List<EntryWatch>> entries = new HashMap<>();
  private NetlinkSocket links;
  private NetlinkSocket routes;
  private Inotify folders;
  private Thread thread;
  private boolean closing;

  private record Link(int index, String name, boolean up) {}

  /** Opens it; the thread is not started yet. */
  public KernelSurroundings() throws KernelException {}

  @Override
  public LinkState link(String name) throws KernelException {
    return NetlinkQuestion.ask(
        "look up interface " + name,
        out -> LinkMessages.putQuestion(out, 0, NetlinkQuestion.SEQUENCE, name),
        LinkMessages.RTM_NEWLINK,
        (in, at, _) -> LinkMessages.isUp(in, at) ? LinkState.UP : LinkState.DOWN,
        LinkState.MISSING);
  }

  @Override
  public int route(InetAddress to) throws KernelException {
    IpAddress destination = IpAddress.of(to.getAddress());
    return NetlinkQuestion.ask(
        "look up the route to " + destination,
        out -> RouteMessages.putLookup(out, 0, NetlinkQuestion.SEQUENCE, destination),
        RouteMessages.RTM_NEWROUTE,
        RouteMessages::prefixLength,
        NO_ROUTE);
  }

  @Override
  public Neighbour ask(InetAddress neighbour, String by, long timeoutNanos) throws IOException {
    IpAddress address = IpAddress.of(neighbour.getAddress());
    String operation = "ask " + address + (by == null ? "" : " on " + by);
    Link link =
        by == null
            ? linkTo(address, operation)
            : linkOf(
                out -> LinkMessages.putQuestion(out, 0, NetlinkQuestion.SEQUENCE, by), operation);
    if (link == null) {
      throw new KernelException(operation, Errno.ENODEV);
    }
    operation = "ask " + address + " on " + link.name();
    if (!link.up()) {
      throw new KernelException(operation, Errno.ENETDOWN);
    }
    try (NeighbourInquiry inquiry = new NeighbourInquiry(link.index(), address, operation)) {
      return new Neighbour(link.name(), inquiry.ask(timeoutNanos));
    }
  }

  private static Link linkTo(IpAddress address, String operation) throws IOException {
    Integer index =
        NetlinkQuestion.ask(
            operation,
            out -> RouteMessages.putQuestion(out, 0, NetlinkQuestion.SEQUENCE, address),
            RouteMessages.RTM_NEWROUTE,
            RouteMessages::onLink,
            null);
    if (index == null) {
      throw new KernelException(operation, Errno.ENETUNREACH);
    }
    if (index == 0) {
      throw new IOException(
          address + " is no neighbour: the route there leads by another router, or to this host");
    }
    return linkOf(
        out -> LinkMessages.putQuestion(out, 0, NetlinkQuestion.SEQUENCE, index), operation);
  }

  private static Link linkOf(NetlinkQuestion.Writer question, String operation)
      throws KernelException {
    return NetlinkQuestion.ask(
        operation,
        question,
        LinkMessages.RTM_NEWLINK,
        (in, at, length) ->
            new Link(
                LinkMessages.index(in, at),
                LinkMessages.name(in, at, length),
                LinkMessages.isUp(in, at)),
        null);
  }

  @Override
  public Watch watchLinks(Runnable onChange) throws KernelException {
    synchronized (this) {
      startThread();
      if (links == null) {
        links = new NetlinkSocket(RTMGRP_LINK, DATAGRAM_BYTES, 0);
        wakeUp.signal();
      }
    }
    onLinks.add(onChange);
    return () -> onLinks.remove(onChange);
  }

  /** When an interface goes down, IPv4 routes go with it without a word. */
  @Override
  public Watch watchRoutes(Runnable onChange) throws KernelException {
    synchronized (this) {
      startThread();
      if (routes == null) {
        routes =
            new NetlinkSocket(
                RTMGRP_LINK | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE, DATAGRAM_BYTES, 0);
        wakeUp.signal();
      }
    }
    onRoutes.add(onChange);
    return () -> onRoutes.remove(onChange);
  }

  @Override
  public synchronized Watch watchEntry(Path folder, String name, Runnable onChange)
      throws KernelException {
    startThread();
    if (folders == null) {
      folders = new Inotify();
      wakeUp.signal();
    }
    EntryWatch watch = new EntryWatch(folders.watch(folder), name, onChange);
    entries.computeIfAbsent(watch.folder, _ -> new ArrayList<>()).add(watch);
    return watch;
  }

  private void startThread() throws KernelException {
    if (closing) {
      throw new KernelException("watch anything", Errno.EBADF);
    }
    if (thread == null) {
      thread = Thread.ofPlatform().name("surroundings").daemon().unstarted(this::run);
      thread.start();
    }
  }

  /** What the thread waits for, and where; each comes when it is first needed. */
  private static final class Source {
    final Descriptor descriptor;
    final int slot;

    Source(Descriptor descriptor, Poller poller) {
      this.descriptor = descriptor;
      this.slot = poller.add(descriptor);
    }
  }

  private void run() {
    Poller poller = new Poller();
    poller.add(wakeUp);
    List<Source> sources = new ArrayList<>();
    while (true) {
      try {
        poller.await(-1);
        wakeUp.drain();
        for (Source source : sources) {
          if (poller.isReadable(source.slot) || poller.hasError(source.slot)) {
            hear(source.descriptor);
          }
        }
      } catch (KernelException e) {
        LOG.error("Listening to the kernel failed; trying again errno={}", e.errnoName(), e);
        pause();
      }
      if (!takeUp(sources, poller)) {
        return;
      }
    }
  }

  /** Waits for what has been opened meanwhile; false when it is over. */
  private synchronized boolean takeUp(List<Source> sources, Poller poller) {
    if (closing) {
      sources.forEach(source -> source.descriptor.close());
      return false;
    }
    for (Descriptor descriptor : new Descriptor[] {links, routes, folders}) {
      if (descriptor != null
          && sources.stream().noneMatch(source -> source.descriptor == descriptor)) {
        sources.add(new Source(descriptor, poller));
      }
    }
    return true;
  }

  private void hear(Descriptor descriptor) throws KernelException {
    switch (descriptor) {
      case NetlinkSocket socket -> {
        drain(socket);
        run(isLinks(socket) ? onLinks : onRoutes);
      }
      case Inotify inotify -> inotify.drain(new Folders());
      default -> throw new IllegalStateException("nothing else is listened to");
    }
  }

  private synchronized boolean isLinks(NetlinkSocket socket) {
    return socket == links;
  }

  /** That some were lost says as much as they would have said. */
  private static void drain(NetlinkSocket socket) throws KernelException {
    for (int datagrams = 0; datagrams < DATAGRAMS_PER_DRAIN; datagrams++) {
      int length = socket.receive();
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length < 0 && length != -Errno.ENOBUFS) {
        throw new KernelException("hear about the network", -length);
      }
    }
  }

  private static void run(List<Runnable> all) {
    for (Runnable each : all) {
      try {
        each.run();
      } catch (RuntimeException e) {
        LOG.error(
            "what was to run after a change of links or files failed; this is a bug in vipd", e);
      }
    }
  }

  /** Events of folders find the watches that they are for. */
  private final class Folders implements Inotify.Listener {
    @Override
    public void happened(int folder, String name) {
      List<Runnable> concerned;
      synchronized (KernelSurroundings.this) {
        concerned =
            entries.getOrDefault(folder, List.of()).stream()
                .filter(watch -> name == null || watch.name.equals(name))
                .map(watch -> watch.onChange)
                .toList();
      }
      KernelSurroundings.run(concerned);
    }

    @Override
    public void overrun() {
      List<Runnable> all;
      synchronized (KernelSurroundings.this) {
        all = entries.values().stream().flatMap(List::stream).map(each -> each.onChange).toList();
      }
      KernelSurroundings.run(all);
    }
  }

  /** An entry of a folder that somebody watches. */
  private final class EntryWatch implements Watch {
    final int folder;
    final String name;
    final Runnable onChange;

    EntryWatch(int folder, String name, Runnable onChange) {
      this.folder = folder;
      this.name = name;
      this.onChange = onChange;
    }

    @Override
    public void close() {
      synchronized (KernelSurroundings.this) {
        List<EntryWatch> others = entries.get(folder);
        if (others != null && others.remove(this) && others.isEmpty()) {
          entries.remove(folder);
          folders.unwatch(folder);
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all watches and the thread. */
  @Override
  public void close() {
    Thread last;
    synchronized (this) {
      closing = true;
      last = thread;
    }
    wakeUp.signal();
    if (last != null) {
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
}
