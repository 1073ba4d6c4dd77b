package io.vipd.daemon.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGHUP, by which a daemon is told to read its configuration again. The JDK's way to a signal is
 * {@code sun.misc.Signal}, which its compiler warns of in any form; hence by reflection.
 */
public final class HangUp {
  private HangUp() {}

  /**
   * From now on SIGHUP runs this instead of ending the process, on a thread of its own that may
   * wait. However many signals come while it runs, it runs once more after that: every signal has a
   * thread, and they must not queue up.
   */
  public static void serve(Runnable reload) {
    Runnable once = oneAtATime(reload);
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object serving =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> "the handler of SIGHUP";
                    default -> {
                      once.run();
                      yield null;
                    }
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), serving);
    } catch (ReflectiveOperationException e) {
      Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalStateException("SIGHUP cannot be served", why);
    }
  }

  /** Runs it for whoever comes; those that come while somebody waits have their wish with his. */
  static Runnable oneAtATime(Runnable task) {
    AtomicBoolean waiting = new AtomicBoolean();
    Object turn = new Object();
    return () -> {
      if (waiting.compareAndSet(false, true)) {
        synchronized (turn) {
          waiting.set(false);
          task.run();
        }
      }
    };
  }
}
