package io.vipd.daemon.recording;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.TapeEntry;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Says in words what a node was told and decided. */
public final class ReplayWords {
  private static final double MILLIS = 1e6;

  private ReplayWords() {}

  /**
   * An entry in words.
   *
   * @throws IndexOutOfBoundsException if it lacks a number
   */
  public static String of(TapeEntry entry) {
    List<Long> args = entry.args();
    return switch (entry.kind()) {
      case CHECKPOINT -> "the state of all routers";
      case ADD -> "is entered";
      case REMOVE -> "is removed";
      case RECONFIGURE -> "has another configuration";
      case TIE -> args.size() == 1 ? "goes on alone" : "moves together with others from now on";
      case ADOPT -> "was Active in an earlier life of vipd";
      case ADVERT ->
          "hears "
              + address(args, 0)
              + " with priority "
              + args.get(3)
              + ", every "
              + args.get(4) * 10
              + " ms"
              + (args.get(6) == 0 ? ", with other addresses" : "");
      case STALLED -> "vipd did not run for " + millis(args.get(0));
      case WAKE -> "timers are due";
      case INHIBIT -> "is held up: " + inhibitor(args.get(0));
      case RELEASE -> "is no longer held up: " + inhibitor(args.get(0));
      case SOURCE -> "sends from " + address(args, 0);
      case NO_SOURCE -> "has no address to send from";
      case CHECK -> "check " + (args.get(0) + 1) + " says " + verdict(args.get(1));
      case RELINQUISH -> "an operator asks for a failover, with a hold of " + millis(args.get(0));
      case HOLD_BACK -> "does not preempt for " + millis(args.get(0));
      case PREEMPT -> "an operator asks for a failback";
      case KERNEL_ANSWERED ->
          args.get(1) == 0 ? "the kernel refuses the addresses" : "the kernel has the addresses";
      case ADDRESSES_LOST -> "somebody took an address away";
      case PROMOTED ->
          args.get(1) == 0
              ? "it is not ready to be Active, says its hook"
              : "its hook has made it ready to be Active";
      case SEND_ADVERT -> "sends priority " + args.get(0);
      case INSTALL_ADDRESSES -> "asks the kernel for the addresses";
      case REMOVE_ADDRESSES -> "takes the addresses away";
      case ANNOUNCE -> "announces the addresses";
      case STOP_ANNOUNCING -> "stops announcing the addresses";
      case PROMOTE -> "asks its hook before it claims the addresses";
      case PROMOTED_IN_VAIN -> "does not claim the addresses after all";
      case REPORT -> report(args);
    };
  }

  private static String report(List<Long> args) {
    StringBuilder text = new StringBuilder();
    text.append(role(args.get(0))).append(" to ").append(role(args.get(1))).append(": ");
    text.append(Cause.values()[args.get(2).intValue()].name().toLowerCase(Locale.ROOT));
    List<String> inhibitors =
        IntStream.range(0, Inhibitor.values().length)
            .filter(bit -> (args.get(3) & 1L << bit) != 0)
            .mapToObj(bit -> Inhibitor.values()[bit].words())
            .toList();
    if (!inhibitors.isEmpty()) {
      text.append(" (").append(String.join(", ", inhibitors)).append(')');
    }
    text.append("; its priority is ").append(args.get(4));
    if (args.get(5) >= 0) {
      text.append(", ").append(address(args, 5)).append(" with ").append(args.get(8));
      text.append(" was heard ").append(millis(args.get(9))).append(" before");
    }
    if (args.get(10) > 0) {
      text.append("; ").append(millis(args.get(10))).append(" late");
    }
    return text.toString();
  }

  /** As people know it. */
  private static String role(long code) {
    Role role = Role.values()[(int) code];
    return role == Role.INITIALIZE ? "FAULT" : role.name();
  }

  private static String inhibitor(long code) {
    return Inhibitor.values()[(int) code].words();
  }

  private static String verdict(long code) {
    CheckVerdict.Kind kind = CheckVerdict.Kind.values()[(int) (code & 0xff)];
    return kind == CheckVerdict.Kind.NUMBER
        ? Long.toString(code >> 8)
        : kind.name().toLowerCase(Locale.ROOT);
  }

  private static String address(List<Long> args, int at) {
    Family family = Family.values()[args.get(at).intValue()];
    return new IpAddress(family, args.get(at + 1), args.get(at + 2)).toString();
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / MILLIS);
  }
}
