package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptIdentityTest {

  @Test
  void rootBecomesNobodyUnlessToldOtherwise() throws IOException {
    Root.isNeeded();
    ScriptIdentity identity = ScriptIdentity.lookUp(null);
    assertEquals("nobody", identity.user());
    assertEquals(
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--init-groups",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--ambient-caps=-all",
            "--no-new-privs",
            "--"),
        identity.launchPrefix("setpriv"));
  }

  @Test
  void anUnknownUserIsRefused() {
    Root.isNeeded();
    assertEquals(
        "scripts cannot run as user no-such-user-vth: there is no such user; create it or set"
            + " script-user to one that exists",
        assertThrows(IOException.class, () -> ScriptIdentity.lookUp("no-such-user-vth"))
            .getMessage());
  }

  @Test
  void anUnprivilegedDaemonStaysWhoItIs() throws IOException {
    assumeFalse(Root.is(), "needs to be someone else than root");
    ScriptIdentity identity = ScriptIdentity.lookUp(null);
    assertEquals(System.getProperty("user.name"), identity.user());
    assertEquals(
        List.of("setpriv", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs", "--"),
        identity.launchPrefix("setpriv"));
    String message =
        assertThrows(IOException.class, () -> ScriptIdentity.lookUp("daemon")).getMessage();
    assertTrue(message.contains("only root can become another user"), message);
  }

  @Test
  void aModeIsReadAsTheKernelReadsIt() throws IOException {
    Root.isNeeded();
    ScriptIdentity nobody = ScriptIdentity.lookUp("nobody");
    assertTrue(nobody.mayExecute(65534, 0, 0100));
    assertFalse(nobody.mayExecute(65534, 65534, 0011), "the owner's bits alone decide");
    assertTrue(nobody.mayExecute(0, 65534, 0010));
    assertFalse(nobody.mayExecute(0, 65534, 0101), "the group's bits alone decide");
    assertTrue(nobody.mayExecute(0, 0, 0001));
    assertFalse(nobody.mayExecute(0, 0, 0110));
  }
}
