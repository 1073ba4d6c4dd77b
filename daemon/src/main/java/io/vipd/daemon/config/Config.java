package io.vipd.daemon.config;

import java.util.List;

/**
 * A whole, valid configuration folder.
 *
 * @param node the node's settings
 * @param groups the groups, ordered by name; may be empty
 */
public record Config(NodeConfig node, List<GroupConfig> groups) {}
