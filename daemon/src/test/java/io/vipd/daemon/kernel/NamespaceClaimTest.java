package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceClaimTest {
  private NetworkNamespace host;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
  }

  @AfterEach
  void close() throws Exception {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void theSecondIsRefusedAndToldWhoTheFirstIsUntilThatHasGone() throws Exception {
    NamespaceClaim first = host.call(NamespaceClaim::take);
    IOException refusal = assertThrows(IOException.class, () -> host.call(NamespaceClaim::take));
    assertEquals(
        "another vipd (PID "
            + ProcessHandle.current().pid()
            + ") runs in this network namespace with another run folder, and would take the"
            + " addresses of this one for its own; stop it first",
        refusal.getMessage());
    first.close();
    host.call(NamespaceClaim::take).close();
  }

  @Test
  void everyNamespaceHasAClaimOfItsOwn() throws Exception {
    try (NetworkNamespace other = new NetworkNamespace();
        NamespaceClaim _ = host.call(NamespaceClaim::take)) {
      other.call(NamespaceClaim::take).close();
    }
  }

  @Test
  void aProcessOfAnyOtherUserKeepsNobodyFromRunning() throws Exception {
    Process squatter =
        host.call(() ->
            new ProcessBuilder(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "/usr/bin/python3",
                    "-c",
                    "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0vipd.daemon');"
                        + " s.listen(); print('ready', flush=True); s.accept(); s.accept()")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    try {
      assertEquals("ready", squatter.inputReader().readLine());
      host.call(NamespaceClaim::take).close();
    } finally {
      squatter.destroyForcibly();
    }
  }
}
