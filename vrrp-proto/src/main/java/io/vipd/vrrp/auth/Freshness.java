package io.vipd.vrrp.auth;

/** What makes a signed advert a new one. */
public enum Freshness {
  /** Its time is within the window of ours, and it is newer than the last of its sender. */
  TIME,
  /** It is newer than the last of its sender: for nodes whose clocks do not agree. */
  MONOTONIC
}
