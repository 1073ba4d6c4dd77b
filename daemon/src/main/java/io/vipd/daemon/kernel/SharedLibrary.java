package io.vipd.daemon.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Libraries of the C linker. */
public final class SharedLibrary {
  private SharedLibrary() {}

  /** Whether the dynamic linker finds a library of this name, such as {@code libpcap.so.0.8}. */
  @SuppressWarnings("restricted") // it is loaded, not called
  public static boolean exists(String name) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(name, arena);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
