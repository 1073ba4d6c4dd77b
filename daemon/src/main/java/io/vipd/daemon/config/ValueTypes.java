package io.vipd.daemon.config;

import io.vipd.daemon.config.ValueType.Either;
import io.vipd.daemon.config.ValueType.Named;
import io.vipd.daemon.config.ValueType.Nested;
import io.vipd.daemon.config.ValueType.Several;
import io.vipd.daemon.config.ValueType.Text;
import io.vipd.daemon.config.ValueType.Time;
import io.vipd.daemon.config.ValueType.Truth;
import io.vipd.daemon.config.ValueType.Whole;
import io.vipd.daemon.config.ValueType.Words;
import java.util.List;

/**
 * Which type the value of each key has. The reader has its own forms, which say more; a test tries
 * the limits given here on it.
 */
public final class ValueTypes {
  private static final ValueType TEXT = new Text();
  private static final ValueType TRUTH = new Truth();

  /** A program with its arguments, in one text or as a list. */
  private static final ValueType PROGRAM = either(TEXT, new Several(TEXT));

  private static final ValueType RUN = new Time("10ms", "1h");
  private static final ValueType LIMIT = new Whole(0, 1_000_000);
  private static final ValueType RETRIES = new Whole(0, 10);
  private static final String NAME = "^[a-z0-9][a-z0-9._-]{0,63}$";
  private static final String KEY_ID = "^([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])$";

  private ValueTypes() {}

  /** The type of a key of a schema; a text where nothing more is known. */
  public static ValueType of(Schema schema, String key) {
    return switch (schema) {
      case NODE ->
          switch (key) {
            case "log-level" -> words("debug", "info", "warn", "error");
            case "max-checks" -> new Whole(1, 256);
            case "hooks" -> new Nested(Schema.HOOKS);
            case "sync" -> new Named(NAME, new Several(TEXT));
            default -> TEXT;
          };
      case GROUP -> group(key);
      case AUTH -> auth(key);
      case KEY, NEIGHBOUR -> TEXT;
      case ANNOUNCE ->
          switch (key) {
            case "repeat" -> new Whole(1, 100);
            case "spacing" -> new Time("10ms", "1m");
            case "verify" -> TEXT;
            default -> either(words("0s"), new Time("1s", "1h"));
          };
      case CHECK -> check(key);
      case SCRIPT -> key.equals("command") ? PROGRAM : new Several(TEXT);
      case HTTP ->
          switch (key) {
            case "method" -> words("GET", "HEAD", "OPTIONS", "POST");
            case "headers" -> new Several(TEXT);
            case "status" -> new Several(either(new Whole(100, 599), TEXT));
            case "verify" -> TRUTH;
            default -> TEXT;
          };
      case NGINX_STATUS -> key.equals("url") ? TEXT : LIMIT;
      case TCP -> key.equals("target") ? either(new Whole(1, 65_535), TEXT) : TEXT;
      case PROCESS -> key.equals("min") || key.equals("max") ? new Whole(0, 100_000) : TEXT;
      case INTERFACE -> key.equals("state") ? words("up", "down") : TEXT;
      case HOOKS ->
          switch (key) {
            case "timeout" -> RUN;
            case "drain-timeout" -> new Time("10ms", "30s");
            case "promote-timeout" -> new Time("10ms", "10s");
            case "retries" -> RETRIES;
            case "fifo" -> TEXT;
            case "webhook" -> new Nested(Schema.WEBHOOK);
            default -> PROGRAM;
          };
      case WEBHOOK ->
          switch (key) {
            case "timeout" -> new Time("10ms", "1m");
            case "retries" -> RETRIES;
            case "secret" -> new Nested(Schema.KEY);
            default -> TEXT;
          };
    };
  }

  private static ValueType group(String key) {
    return switch (key) {
      case "vrid", "min-ttl", "priority" -> new Whole(1, 255);
      case "version" -> new Whole(2, 3);
      case "interval" -> new Time("10ms", "255s");
      case "addresses", "advertise", "peers" -> new Several(TEXT);
      case "preempt", "pair", "accept", "strict" -> TRUTH;
      case "preempt-delay", "recover-hold" -> new Time("0s", "1h");
      case "boot-hold", "settle" -> new Time("0s", "5m");
      case "checksum" -> words("pseudo-header", "rfc9568");
      case "lease" -> either(words("auto", "off"), new Time("2s", "1h"));
      case "auth" -> new Nested(Schema.AUTH);
      case "announce" -> new Nested(Schema.ANNOUNCE);
      case "checks" -> new Named(NAME, new Nested(Schema.CHECK));
      case "hooks" -> new Nested(Schema.HOOKS);
      default -> TEXT;
    };
  }

  private static ValueType auth(String key) {
    return switch (key) {
      case "mode" -> words("enforce", "permissive", "receive-only");
      case "sign-with" -> new Whole(1, 255);
      case "freshness" -> words("time", "monotonic");
      case "window" -> new Time("1s", "300s");
      case "keys" -> new Named(KEY_ID, new Nested(Schema.KEY));
      default -> TEXT;
    };
  }

  private static ValueType check(String key) {
    return switch (key) {
      case "script" -> either(TEXT, new Several(TEXT), new Nested(Schema.SCRIPT));
      case "http" -> either(TEXT, new Nested(Schema.HTTP));
      case "nginx-status" -> new Nested(Schema.NGINX_STATUS);
      case "tcp" -> either(new Whole(1, 65_535), TEXT, new Nested(Schema.TCP));
      case "process" -> either(TEXT, new Nested(Schema.PROCESS));
      case "interface" -> either(TEXT, new Nested(Schema.INTERFACE));
      case "neighbour" -> either(TEXT, new Nested(Schema.NEIGHBOUR));
      case "up-delay", "down-delay" -> new Time("0s", "1h");
      case "every", "timeout", "back-off" -> RUN;
      case "rise", "fall" -> new Whole(1, 1000);
      case "weight" -> new Whole(-253, 253);
      case "init" -> words("waiting", "up", "down");
      default -> TEXT;
    };
  }

  private static ValueType words(String... words) {
    return new Words(List.of(words));
  }

  private static ValueType either(ValueType... forms) {
    return new Either(List.of(forms));
  }
}
