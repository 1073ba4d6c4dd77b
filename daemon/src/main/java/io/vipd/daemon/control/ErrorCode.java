package io.vipd.daemon.control;

import java.util.Locale;

/** Why a request was not carried out, in one word that programs can rely on. */
enum ErrorCode {
  /** The line is no JSON object, lacks a field, or has one that the request does not know. */
  BAD_REQUEST,
  /** This daemon does not know that request; a newer one may. */
  UNKNOWN_REQUEST,
  /** The request speaks a version of the protocol that this daemon does not. */
  UNKNOWN_PROTOCOL,
  /** The line is longer than a request may be; the connection is closed. */
  REQUEST_TOO_LARGE,
  /** No whole line arrived in time; the connection is closed. */
  REQUEST_TOO_SLOW,
  /** As many clients as may be served at once are connected already; the connection is closed. */
  BUSY,
  /** There is no group of that name. */
  NO_SUCH_GROUP,
  /** The group is not Active on this node, so there is nothing to hand over. */
  NOT_ACTIVE,
  /** This node does not take over now; the sentence says why and what to do. */
  NOT_NOW,
  /** The caller may look, but not change anything. */
  READ_ONLY,
  /** A reader of events was too slow; the connection is closed. */
  FELL_BEHIND,
  /** The daemon could not see the request through. */
  FAILED,
  /** A bug in the daemon; its log says more. */
  INTERNAL;

  /** How it is written in an answer, for instance {@code no-such-group}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
