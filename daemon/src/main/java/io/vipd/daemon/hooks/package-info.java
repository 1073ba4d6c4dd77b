/**
 * Programs and services that want to know of a group's role.
 *
 * <p>The core says once per transition what changed, and what else matters to whoever relies on a
 * role: {@link io.vipd.daemon.hooks.Change}. It never waits; where a group is to wait for its
 * programs (drain, promote), their answer comes back to it as a task of its inbox. What came of
 * each run stands in the group's {@link io.vipd.daemon.hooks.Ledger}, for status and metrics. Each
 * group that has programs has a {@link io.vipd.daemon.hooks.Post} of its own, which runs them one
 * after the other, so that two runs of one group never overlap and never swap places. A group that
 * changes faster than its programs run skips what is out of date: the newest state is always the
 * one that runs next. A webhook has a post of its own, and so has a FIFO, whose readers are told of
 * every change: none of them waits for another.
 *
 * <p>{@link io.vipd.daemon.hooks.Message} has the forms: variables, JSON, keepalived's words.
 */
package io.vipd.daemon.hooks;
