package io.vipd.arp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Interfaces without a network: keeps what is sent and fails when told to. */
final class FakeWire implements FrameSender.Source {
  /** A frame in short, such as {@code eth0 request 192.0.2.1}; IPv6 addresses as 32 digits. */
  final List<String> sent = new CopyOnWriteArrayList<>();

  /** Every open and close in order, such as {@code open eth0}. */
  final List<String> handles = new ArrayList<>();

  /** Names that can not be opened. */
  final List<String> missing = new CopyOnWriteArrayList<>();

  /** How many sends go well before all fail. */
  volatile int sendsLeft = Integer.MAX_VALUE;

  /** Runs while a frame is on its way. */
  volatile Runnable duringSend = () -> {};

  volatile int frames;
  volatile int dryFrames;
  volatile String senderThread;
  volatile byte[] last;

  @Override
  public FrameSender open(String interfaceName) throws IOException {
    if (missing.contains(interfaceName)) {
      handles.add("miss " + interfaceName);
      throw new IOException("No such device exists");
    }
    handles.add("open " + interfaceName);
    return new FrameSender() {
      @Override
      public void send(byte[] frame) throws IOException {
        if (sendsLeft == 0) {
          throw new IOException("send: Network is down");
        }
        sendsLeft--;
        frames++;
        senderThread = Thread.currentThread().getName();
        last = frame;
        sent.add(interfaceName + " " + describe(frame));
        duringSend.run();
      }

      @Override
      public void close() {
        handles.add("close " + interfaceName);
      }
    };
  }

  @Override
  public FrameSender openDry() {
    handles.add("open dry");
    return new FrameSender() {
      @Override
      public void send(byte[] frame) {
        dryFrames++;
      }

      @Override
      public void close() {
        handles.add("close dry");
      }
    };
  }

  private static String describe(byte[] frame) {
    if (frame[12] == (byte) 0x86) {
      return "advertisement " + HexFormat.of().formatHex(frame, 62, 78);
    }
    String form = frame[21] == 1 ? "request" : "reply";
    return "%s %d.%d.%d.%d"
        .formatted(form, frame[28] & 0xff, frame[29] & 0xff, frame[30] & 0xff, frame[31] & 0xff);
  }
}
