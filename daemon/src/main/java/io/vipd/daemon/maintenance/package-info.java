/**
 * Orders to keep a group out of the election, as the disk keeps them. {@link
 * io.vipd.daemon.maintenance.OrderFile} is read once at start and replaced as a whole with every
 * change, by threads that may wait for a disk. What an order does to a group is the business of the
 * loop.
 */
package io.vipd.daemon.maintenance;
