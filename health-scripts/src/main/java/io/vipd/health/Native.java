package io.vipd.health;

import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/**
 * The way to jnr-posix. Loading it takes about 0.4 s and 20 MB or more, so nothing here is touched
 * before a script is to run.
 */
final class Native {
  static final POSIX POSIX = POSIXFactory.getNativePOSIX();

  private Native() {}
}
