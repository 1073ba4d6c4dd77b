/**
 * Metrics in the text formats that Prometheus and its kin read.
 *
 * <p>Nothing is registered or counted here: {@link io.vipd.daemon.metrics.NodeMetrics} makes
 * metrics of a picture of the node, taken by the core thread for that, {@link
 * io.vipd.daemon.metrics.ProcessMetrics} of what the JVM and the kernel know of the process, and
 * {@link io.vipd.daemon.metrics.Exposition} writes them. The library, Prometheus' client_java,
 * checks names and writes the formats; nobody else names it, and none of it is loaded before
 * somebody asks.
 *
 * <p>Names begin with {@code vipd_}, or are those that every exporter uses ({@code process_},
 * {@code jvm_}); units are seconds and bytes. Labels come from the configuration and from
 * constants, never from packets, so that nobody on the network can make series without end.
 */
package io.vipd.daemon.metrics;
