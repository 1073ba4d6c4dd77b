package io.vipd.daemon.config;

/**
 * A value and where it stands, for what can only be judged beside other values.
 *
 * @param value the value
 * @param place where it was read
 */
record Located<T>(T value, Place place) {}
