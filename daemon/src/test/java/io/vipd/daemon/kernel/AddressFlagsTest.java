package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AddressFlagsTest {
  private static final int PERMANENT = 0x80;

  @Test
  void anAddressNotKnownToBeUniqueDoesNotSend() {
    assertFalse(AddressFlags.maySend(PERMANENT | 0x40));
    assertFalse(AddressFlags.isPreferred(PERMANENT | 0x40));
  }

  @Test
  void anOptimisticOneDoesMeanwhile() {
    assertTrue(AddressFlags.maySend(PERMANENT | 0x40 | 0x04));
    assertTrue(AddressFlags.isPreferred(PERMANENT | 0x40 | 0x04));
  }

  @Test
  void oneThatAnotherHostHasDoesNot() {
    assertFalse(AddressFlags.maySend(PERMANENT | 0x40 | 0x08));
    assertFalse(AddressFlags.maySend(PERMANENT | 0x40 | 0x08 | 0x04));
  }

  @Test
  void aDeprecatedOneMaySendAndIsNotPreferred() {
    assertTrue(AddressFlags.maySend(0x20));
    assertFalse(AddressFlags.isPreferred(0x20));
  }

  @Test
  void allOtherFlagsAreNoHindrance() {
    assertTrue(AddressFlags.isPreferred(0));
    assertTrue(AddressFlags.isPreferred(PERMANENT));
    assertTrue(AddressFlags.isPreferred(0x01), "secondary, or temporary");
    assertTrue(AddressFlags.isPreferred(PERMANENT | 0x02 | 0x200), "no detection, no route");
  }
}
