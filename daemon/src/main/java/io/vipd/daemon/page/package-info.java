/**
 * The status page: one document without outside parts that shows what {@code vipctl status} and the
 * journal know. {@link io.vipd.daemon.page.StatusPage} is its frame, {@link
 * io.vipd.daemon.page.GroupSection} one group, {@link io.vipd.daemon.page.Timeline} what happened.
 *
 * <p>Much of what it shows comes from outside: what a check printed, what an operator wrote. All
 * text goes through {@link io.vipd.daemon.page.Html}, which knows no way to write it unescaped; the
 * style and the script are resources of this package, and the Content-Security-Policy names their
 * hashes, so that nothing else runs even if something slipped through. Without the script the page
 * reloads itself.
 */
package io.vipd.daemon.page;
