package io.vipd.daemon.loop;

import io.vipd.vrrp.wire.Family;
import java.util.ArrayList;
import java.util.List;

/** A network interface that groups use, whether it exists at present or not. Core thread only. */
final class Link {
  /** The index of an interface that does not exist. */
  static final int MISSING = 0;

  private final int number;
  private final String name;
  private final List<Side> sides = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /** The kernel's number of the interface. Read by the address thread too. */
  volatile int index = MISSING;

  boolean up;
  byte[] mac;

  Link(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /** How the node counts it. */
  int number() {
    return number;
  }

  String name() {
    return name;
  }

  /** Enters a group, whose link this is. */
  void add(Group group) {
    groups.add(group);
    group.side().add(group);
  }

  /**
   * Replaces the groups, whose link this is.
   *
   * @return sides that no group needs any more, which are this link's no longer
   */
  List<Side> assign(List<Group> present) {
    groups.clear();
    sides.forEach(Side::clear);
    present.forEach(this::add);
    List<Side> needless = sides.stream().filter(side -> side.groups().isEmpty()).toList();
    sides.removeAll(needless);
    return needless;
  }

  /** All groups, of both families. */
  List<Group> groups() {
    return groups;
  }

  /** One for each family that a group here has addresses of. */
  List<Side> sides() {
    return sides;
  }

  /** The side of this family; made if there is none. */
  Side side(Family family) {
    for (int i = 0; i < sides.size(); i++) {
      if (sides.get(i).family() == family) {
        return sides.get(i);
      }
    }
    sides.add(new Side(this, family));
    return sides.getLast();
  }

  boolean exists() {
    return index != MISSING;
  }
}
