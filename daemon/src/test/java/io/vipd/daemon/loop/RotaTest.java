package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotaTest {
  private final Rota rota = new Rota(2);

  private List<Integer> turn(int all) {
    List<Integer> indexes =
        IntStream.range(0, rota.count(all)).mapToObj(i -> rota.at(i, all)).toList();
    rota.advance(all);
    return indexes;
  }

  @Test
  void fewHaveTheirTurnEachTime() {
    assertEquals(List.of(), turn(0));
    assertEquals(List.of(0), turn(1));
    assertEquals(List.of(0), turn(1));
    assertEquals(List.of(0, 1), turn(2));
    assertEquals(List.of(0, 1), turn(2));
  }

  @Test
  void ofManyEachHasItsTurnAsOftenAsTheOthers() {
    assertEquals(List.of(0, 1), turn(5));
    assertEquals(List.of(2, 3), turn(5));
    assertEquals(List.of(4, 0), turn(5));
    assertEquals(List.of(1, 2), turn(5));
  }

  @Test
  void whenSomeHaveGoneItGoesOnAmongTheRest() {
    turn(5);
    turn(5);
    assertEquals(List.of(1, 2), turn(3));
  }
}
