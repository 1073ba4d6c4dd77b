package io.vipd.daemon.reload;

/**
 * What a group was at the moment of planning.
 *
 * @param active whether it is Active on this node
 * @param knownRouter whether the interface and VRID of its new configuration were in use before, by
 *     this group or another one: that virtual router goes on
 */
record Situation(boolean active, boolean knownRouter) {}
