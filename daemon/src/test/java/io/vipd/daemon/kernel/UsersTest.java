package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UsersTest {
  @Test
  void aNameHasItsNumberAndANumberIsOne() {
    assertEquals(0, Users.uid("root"));
    assertEquals(65_534, Users.uid("nobody"));
    assertEquals(4_294_967_294L, Users.uid("4294967294"));
    assertEquals(-1, Users.uid("nobody-of-that-name"));
    assertEquals(-1, Users.uid(""));
  }
}
