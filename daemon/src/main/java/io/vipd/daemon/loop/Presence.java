package io.vipd.daemon.loop;

/** What the kernel has of one virtual address, as far as its messages have told. */
enum Presence {
  /** It does not have it. */
  ABSENT,
  /** It has it because of vipd. */
  OURS,
  /** It had it before vipd wanted it there: somebody else configured it, and only he removes it. */
  FOREIGN
}
