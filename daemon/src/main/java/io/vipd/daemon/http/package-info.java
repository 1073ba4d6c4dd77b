/**
 * The daemon's face for programs and people who only look: metrics, health and a status page over
 * HTTP, read-only, on the loopback address unless configured otherwise.
 *
 * <p>{@link io.vipd.daemon.http.HttpEndpoint} opens the port, and goes on trying while somebody
 * else has it; {@link io.vipd.daemon.http.Site} says what is at which path. Both use the JDK's own
 * server. None of it is loaded before the core runs, and the metrics library not before the first
 * scrape.
 *
 * <h2>What a client cannot do</h2>
 *
 * <p>Nothing here changes anything. The core thread is asked through {@link
 * io.vipd.daemon.http.Pictures}: one picture serves everybody for a quarter of a second, and so do
 * the documents made of it, so that a flood of requests costs the core no more than four pictures a
 * second. Connections, threads, headers and every wait have a limit. Against a loopback address
 * requests for another host are refused, or a page of a stranger could read it through the
 * operator's browser (DNS rebinding).
 */
package io.vipd.daemon.http;
