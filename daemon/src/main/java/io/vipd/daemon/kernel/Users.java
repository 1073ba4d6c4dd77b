package io.vipd.daemon.kernel;

import java.nio.charset.StandardCharsets;

/** Numbers of users by their names, from wherever the C library finds users (nsswitch.conf(5)). */
public final class Users {
  /** {@code struct passwd}: two pointers, then {@code pw_uid}. */
  private static final int PASSWD_BYTES = 48;

  private static final int PW_UID = 16;
  private static final int TEXT_BYTES = 16 * 1024;

  private Users() {}

  /**
   * The number of a user. May wait for a name service, so never on the core thread.
   *
   * @param name a name; or a number, as the JDK calls a user who has no name
   * @return -1 if there is no such user
   */
  public static long uid(String name) {
    if (name.matches("[0-9]{1,10}")) {
      return Long.parseLong(name);
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    Block text = new Block(bytes.length + 1);
    text.bytes().put(0, bytes);
    Block passwd = new Block(PASSWD_BYTES);
    Block strings = new Block(TEXT_BYTES);
    Block found = new Block(Long.BYTES);
    int error = Native.getpwnam(text, passwd, strings, found);
    return error == 0 && found.bytes().getLong(0) != 0
        ? Integer.toUnsignedLong(passwd.bytes().getInt(PW_UID))
        : -1;
  }
}
