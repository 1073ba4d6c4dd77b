package io.vipd.daemon.control;

import io.vipd.daemon.control.Operations.Caller;

/**
 * Who may use a socket, and for what. The kernel lets nobody else connect: whoever may look and
 * whoever may change have sockets of their own, so that no list of members has to be looked up.
 *
 * @param fileName the socket's name in the run folder
 * @param group the group that may use it, besides root and the daemon's user; null for none
 * @param everybody whether everybody may
 * @param readOnly whether its clients may look, but not change anything
 * @param controlGroup the group whose members may change things; null for none
 */
record Access(
    String fileName, String group, boolean everybody, boolean readOnly, String controlGroup) {

  /** For root, the daemon's user and that group: everything. */
  static Access control(String controlGroup) {
    return new Access(SocketPath.CONTROL, controlGroup, false, false, controlGroup);
  }

  /**
   * For others: to look.
   *
   * @param group who they are; null for everybody
   */
  static Access reading(String group, String controlGroup) {
    return new Access(SocketPath.READING, group, group == null, true, controlGroup);
  }

  /** The mode of the socket's file, before a group is given it. */
  String mode() {
    return everybody ? "rw-rw-rw-" : "rw-------";
  }

  /** Why a caller's change is not made. */
  RefusedException refusal(Caller caller) {
    return new RefusedException(
        ErrorCode.READ_ONLY,
        caller.sentence()
            + " may look, but not change anything; run vipctl as root"
            + (controlGroup == null
                ? ", or name a control-group in vipd.yaml and become a member of it"
                : ", or as a member of group "
                    + controlGroup
                    + " ('sudo usermod --append --groups "
                    + controlGroup
                    + " "
                    + caller.user()
                    + "', then log in again)"));
  }
}
