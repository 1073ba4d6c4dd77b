package io.vipd.daemon.loop;

import io.vipd.daemon.conflict.ConflictNews;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that somebody else claims an address of a group, and that he stopped: in the log, to the
 * journal and to hooks, which hear of every end whose beginning they heard of. Beginnings come from
 * the thread that listens, ends from the core.
 */
final class ConflictTeller implements ConflictNews.Listener {
  private static final Logger log = LoggerFactory.getLogger(ConflictTeller.class);

  private final Group group;
  private final Chronicle chronicle;
  private final Inbox inbox;
  private final HookTeller hooks;
  private final Allowance begun = new Allowance(3, TimeUnit.SECONDS.toNanos(10));
  private final Allowance over = new Allowance(3, TimeUnit.SECONDS.toNanos(10));

  ConflictTeller(Group group, Chronicle chronicle, Inbox inbox, HookTeller hooks) {
    this.group = group;
    this.chronicle = chronicle;
    this.inbox = inbox;
    this.hooks = hooks;
  }

  @Override
  public void conflict(ConflictNews news) {
    String router = news.router() == null ? "" : news.router().getHostAddress();
    if ((news.begun() ? begun : over).take(System.nanoTime())) {
      log(news, router);
      chronicle.conflict(group, news, router);
      if (news.begun()) {
        inbox.post(_ -> hooks.conflict(group, news, Chronicle.conflict(news)));
      }
    }
    if (!news.begun()) {
      inbox.post(_ -> hooks.conflictOver(group, news, Chronicle.conflict(news)));
    }
  }

  private void log(ConflictNews news, String router) {
    String address = Group.text(news.address());
    if (news.begun()) {
      log.warn(
          "{} is here, and {} says that it is at his station, too: two nodes have it. group={}"
              + " interface={} address={} mac={} router={}",
          address,
          router.isEmpty() ? "somebody else" : router,
          group.name(),
          group.link().name(),
          address,
          news.mac(),
          router.isEmpty() ? "unknown" : router);
    } else {
      log.info(
          "the conflict over {} is over. group={} mac={} claims={} lasted_ms={}",
          address,
          group.name(),
          news.mac(),
          news.claims(),
          TimeUnit.NANOSECONDS.toMillis(news.lastedNanos()));
    }
  }
}
