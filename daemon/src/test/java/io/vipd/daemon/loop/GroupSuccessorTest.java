package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.state.Slot;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a group has come to is there still when it is configured otherwise. */
class GroupSuccessorTest {
  /** What the new configuration decides, and what is announced. */
  private static final List<String> NEW = List.of("announcement", "rivals");

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void everyFieldThatChangesIsTakenOver() throws Exception {
    Group group = bench.add();
    for (Field field : changing()) {
      Object other =
          switch (field.getType().getSimpleName()) {
            case "long" -> 4711L;
            case "boolean" -> true;
            case "String" -> "said";
            case "FailoverWatch" -> new FailoverWatch(1, new CompletableFuture<FailoverOutcome>());
            default -> field.get(group);
          };
      field.set(group, other);
    }
    group.wanted.set(7);
    GroupConfigs renamed = new GroupConfigs();
    renamed.name = "shop";

    Group next = group.successor(renamed.build(), Slot.unread(), _ -> Presence.OURS);

    assertEquals("shop", next.name());
    assertSame(group.router(), next.router());
    assertEquals(7, next.wanted.get());
    assertEquals(Presence.OURS, next.presence(0));
    for (Field field : changing()) {
      assertEquals(field.get(group), field.get(next), field.getName());
    }
  }

  private static List<Field> changing() {
    List<Field> fields =
        List.of(Group.class.getDeclaredFields()).stream()
            .filter(field -> !Modifier.isFinal(field.getModifiers()))
            .filter(field -> !NEW.contains(field.getName()))
            .toList();
    fields.forEach(field -> field.setAccessible(true));
    return fields;
  }

  @Test
  void whatACheckSaidIsKnownByItsName() {
    GroupConfigs config = new GroupConfigs();
    config.checks = List.of(GroupConfigs.check("a", 0), GroupConfigs.check("b", 0));
    Group group = bench.add(config.build());
    group.checkSaid[1] = "fine";
    config.checks = List.of(GroupConfigs.check("b", 0), GroupConfigs.check("c", 0));

    Group next = group.successor(config.build(), Slot.unread(), _ -> Presence.ABSENT);

    assertEquals("fine", next.checkSaid[0]);
    assertEquals(null, next.checkSaid[1]);
  }
}
