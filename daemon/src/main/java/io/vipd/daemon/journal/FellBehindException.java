package io.vipd.daemon.journal;

/** A reader wants an entry that is no longer in memory. */
public final class FellBehindException extends Exception {
  private static final long serialVersionUID = 1L;

  FellBehindException(long wanted, long oldest) {
    super("entry " + wanted + " is wanted, but the oldest in memory is " + oldest);
  }
}
