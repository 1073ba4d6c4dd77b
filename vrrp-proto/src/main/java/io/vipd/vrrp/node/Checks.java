package io.vipd.vrrp.node;

import java.util.List;

/** What the verdicts of a router's checks add up to. */
final class Checks {
  /** The inhibitors that checks can set. */
  static final int INHIBITORS = Inhibitor.CHECK_WAITING.bit() | Inhibitor.CHECK_DOWN.bit();

  private Checks() {}

  /**
   * Checks of weight 0 inhibit the router until they are up; a number times a weight may too.
   *
   * @param trusting whether a check that has said nothing yet counts as up
   */
  static int inhibitors(List<Integer> weights, CheckVerdict[] verdicts, boolean trusting) {
    int inhibitors = 0;
    for (int i = 0; i < verdicts.length; i++) {
      CheckVerdict verdict = counted(verdicts[i], trusting);
      if (verdict.forbids(weights.get(i))) {
        inhibitors |= Inhibitor.CHECK_DOWN.bit();
      } else if (verdict.kind() == CheckVerdict.Kind.WAITING && weights.get(i) == 0) {
        inhibitors |= Inhibitor.CHECK_WAITING.bit();
      }
    }
    return inhibitors;
  }

  /**
   * What the checks add to a priority. A weight below 0 counts while its check is down, one above 0
   * while it is up, and that of a check that says a number so many times.
   *
   * @param trusting whether a check that has said nothing yet counts as up
   */
  static int sum(List<Integer> weights, CheckVerdict[] verdicts, boolean trusting) {
    int sum = 0;
    for (int i = 0; i < verdicts.length; i++) {
      sum += counted(verdicts[i], trusting).adds(weights.get(i));
    }
    return sum;
  }

  /** The priority stays within 1..254 whatever is added; an owner's is always 255. */
  static int priority(int configured, int sum) {
    return configured == RouterConfig.OWNER_PRIORITY
        ? configured
        : Math.clamp(configured + sum, 1, RouterConfig.OWNER_PRIORITY - 1);
  }

  private static CheckVerdict counted(CheckVerdict verdict, boolean trusting) {
    return trusting && verdict.kind() == CheckVerdict.Kind.WAITING ? CheckVerdict.UP : verdict;
  }
}
