package io.vipd.health;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Some things only root can try. */
final class Root {
  private Root() {}

  static boolean is() {
    return "root".equals(System.getProperty("user.name"));
  }

  static void isNeeded() {
    assumeTrue(is(), "needs root");
  }
}
