package io.vipd.health;

import java.nio.file.Path;

/**
 * Whom a check that speaks TLS believes.
 *
 * @param verify whether the server's certificate must be trusted and bear the name that was asked
 * @param ca PEM file with the certificates that are trusted; null for those that come with the Java
 *     runtime
 */
public record TlsTrust(boolean verify, Path ca) {
  /** The authorities that come with the Java runtime. */
  public static final TlsTrust SYSTEM = new TlsTrust(true, null);
}
