package io.vipd.daemon.doctor;

/** How bad a finding is. */
public enum Severity {
  /** As it should be. */
  OK,
  /** Worth knowing; or it could not be told. */
  NOTE,
  /** It works, until something else happens. */
  WARNING,
  /** A group cannot work as it is. */
  PROBLEM
}
