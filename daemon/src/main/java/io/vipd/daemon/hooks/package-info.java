/**
 * Programs that want to know of a group's role.
 *
 * <p>The core says once per transition what changed; it neither waits nor learns what came of it.
 * Each group that has hooks has a thread of its own, which runs them one after the other, so that
 * two runs of one group never overlap and never swap places. A group that changes faster than its
 * hooks run skips what is out of date: the newest state is always the one that runs next.
 */
package io.vipd.daemon.hooks;
