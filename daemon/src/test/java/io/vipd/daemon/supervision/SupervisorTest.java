package io.vipd.daemon.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Pictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private final List<String> told = new ArrayList<>();
  private final FakePulse pulse = new FakePulse();
  private final Supervisor supervisor =
      new Supervisor(pulse, Duration.ofSeconds(2), () -> told.add("fed"), told::add);

  @Test
  void theWatchdogIsFedOnlyForTurnsThatTheCoreHasTaken() {
    pulse.turns = 1;
    supervisor.look();
    pulse.turns = 2;
    supervisor.look();
    supervisor.look();
    supervisor.look();
    pulse.turns = 3;
    supervisor.look();

    assertEquals(List.of("fed", "no groups", "fed", "fed"), told);
  }

  @Test
  void aCoreThatNeverTurnsIsNeverFedFor() {
    for (int i = 0; i < 10; i++) {
      supervisor.look();
    }

    assertEquals(List.of(), told);
  }

  @Test
  void theRolesAreToldOnceForEachChange() {
    pulse.picture = Pictures.node(Pictures.web(), Pictures.mail());
    look();
    look();
    pulse.changes = 7;
    look();

    assertEquals(
        List.of("fed", "web ACTIVE, mail FAULT", "fed", "fed", "web ACTIVE, mail FAULT"), told);
  }

  @Test
  void whileTheProcessEndsItIsFedWithoutTurns() {
    supervisor.stopping();
    supervisor.look();

    assertEquals(List.of("fed"), told);
  }

  private void look() {
    pulse.turns++;
    supervisor.look();
  }

  private static final class FakePulse implements Pulse {
    long turns;
    long changes;
    NodeStatus picture = Pictures.node();

    @Override
    public long turns() {
      return turns;
    }

    @Override
    public long changes() {
      return changes;
    }

    @Override
    public NodeStatus status() {
      return picture;
    }

    @Override
    public StackTraceElement[] stack() {
      return new StackTraceElement[0];
    }
  }
}
