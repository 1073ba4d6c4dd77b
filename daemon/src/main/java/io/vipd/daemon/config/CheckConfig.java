package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.health.RiseFall;
import java.time.Duration;

/**
 * One health check of a group.
 *
 * @param name its key in the file
 * @param spec what is asked, of whom
 * @param every time from one run's start to the next
 * @param timeout longest time one run may take; a run that takes longer has failed
 * @param rise successes in a row until it counts as up, 1 to 1000
 * @param fall failures in a row until it counts as down, 1 to 1000
 * @param weight -253 to 253; 0: down means that the group cannot be Active; below 0: subtracted
 *     from the priority while down; above 0: added while up; of a file, multiplied by its number
 * @param backOff longest time from one run's start to the next while the check is down; as long as
 *     {@code every} for no back-off
 * @param initial the verdict before results have added up to one
 * @param upDelay how long it must have passed until it counts as up, beside {@code rise}
 * @param downDelay how long it must have failed until it counts as down, beside {@code fall}
 */
public record CheckConfig(
    String name,
    CheckSpec spec,
    Duration every,
    Duration timeout,
    int rise,
    int fall,
    int weight,
    Duration backOff,
    RiseFall.Verdict initial,
    Duration upDelay,
    Duration downDelay) {}
