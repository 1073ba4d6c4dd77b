package io.vipd.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void namesAndValuesAreDecoded() {
    assertEquals(Map.of("group", "web 1", "role", ""), Query.parse("group=web+%31&role"));
    assertEquals(Map.of(), Query.parse(null));
    assertEquals(Map.of(), Query.parse(""));
  }

  @Test
  void whatIsSaidTwiceOrCannotBeDecodedIsNothing() {
    assertNull(Query.parse("group=a&group=b"));
    assertNull(Query.parse("group=%zz"));
    assertNull(Query.parse("%"));
  }
}
