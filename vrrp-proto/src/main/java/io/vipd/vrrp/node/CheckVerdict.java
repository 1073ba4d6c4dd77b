package io.vipd.vrrp.node;

/** What a health check says. */
public enum CheckVerdict {
  /** Nothing yet. */
  WAITING,
  /** The service is well. */
  UP,
  /** It is not. */
  DOWN
}
