/**
 * {@code vipctl doctor}: what on this host keeps a failover from working, or will one day.
 *
 * <h2>Parts</h2>
 *
 * <p>{@link io.vipd.daemon.doctor.Doctor} asks each {@code ..Check} in turn. A check is a pure
 * function of a {@link io.vipd.daemon.doctor.Case} (what is configured, what the daemon says) and
 * of the {@link io.vipd.daemon.doctor.Host} it names; it answers with {@link
 * io.vipd.daemon.doctor.Finding findings}: how bad, what was found and where, why that matters, and
 * the command or lines that mend it. {@link io.vipd.daemon.doctor.ThisHost} is the real host: files
 * below {@code /proc}, {@code /sys}, {@code /run} and {@code /etc}, the kernel's addresses by
 * netlink, and the output of {@code nft} and {@code systemctl}. Tests give a host of their own.
 *
 * <h2>Rules</h2>
 *
 * <p>Nothing is changed, sent or fixed. Whatever cannot be seen without root is a finding that says
 * so, never silence; whatever is missing is no error. A finding is a {@link
 * io.vipd.daemon.doctor.Severity#PROBLEM} only if the configured group cannot work as it is, a
 * {@link io.vipd.daemon.doctor.Severity#WARNING} if it works until something else happens.
 *
 * <h2>Threads</h2>
 *
 * <p>One, in vipctl; the daemon never calls this.
 */
package io.vipd.daemon.doctor;
