package io.vipd.daemon.hooks;

import io.vipd.daemon.config.HooksConfig.WebhookConfig;
import io.vipd.daemon.control.Version;
import io.vipd.daemon.hooks.HookRun.End;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Posts changes to a web server, as JSON. A status from 200 to 299 is a success; whatever else
 * comes of it is tried again. With a secret the request bears {@code X-Vipd-Signature: sha256=} and
 * the HMAC-SHA256 of the body in hexadecimal; all tries of one change bear the same {@code
 * X-Vipd-Delivery}.
 */
final class Webhook {
  private static final Logger log = LoggerFactory.getLogger(Webhook.class);
  private static final int POLITE_BYTES = 8 * 1024;
  private static final String HOOK = "webhook";

  private final WebhookConfig config;
  private final Function<Change, Message> messages;
  private final Ledger.Page page;
  private final BooleanSupplier superseded;

  /**
   * @param page where it is noted what comes of deliveries
   * @param superseded whether there is something newer, so that no other try is worth it
   */
  Webhook(
      WebhookConfig config,
      Function<Change, Message> messages,
      Ledger.Page page,
      BooleanSupplier superseded) {
    this.config = config;
    this.messages = messages;
    this.page = page;
    this.superseded = superseded;
    page.expect(HOOK);
  }

  void deliver(Change change) {
    byte[] body = messages.apply(change).json().getBytes(StandardCharsets.UTF_8);
    String delivery = UUID.randomUUID().toString();
    for (int tries = 1; ; tries++) {
      boolean delivered = attempt(body, delivery, tries, change);
      if (delivered || tries > config.retries() || !Retries.pause(tries, superseded)) {
        return;
      }
    }
  }

  private boolean attempt(byte[] body, String delivery, int tries, Change change) {
    long startNanos = System.nanoTime();
    End end = End.FAILED;
    page.began(HOOK, change.to());
    String sentence;
    try {
      int status = post(body, delivery);
      end = status >= 200 && status <= 299 ? End.SUCCEEDED : End.FAILED;
      sentence = "HTTP " + status;
    } catch (IOException e) {
      end = e instanceof SocketTimeoutException ? End.TIMED_OUT : End.FAILED;
      sentence = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    long tookNanos = System.nanoTime() - startNanos;
    boolean delivered = end == End.SUCCEEDED;
    page.ended(new HookRun(HOOK, change.to(), end, sentence, "", tries, tookNanos, Instant.now()));
    // Not the path: it may be the secret.
    log.atLevel(delivered ? Level.INFO : Level.WARN)
        .log(
            "webhook at {} {}: {}. group={} state={} try={} took_ms={}",
            config.url().getHost(),
            delivered ? "is done" : "failed",
            sentence,
            change.group(),
            change.to(),
            tries,
            tookNanos / 1_000_000);
    return delivered;
  }

  private int post(byte[] body, String delivery) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) config.url().toURL().openConnection(Proxy.NO_PROXY);
    // The limits of the connection hold for each read; a server could go on for ever byte by byte.
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> {
              over.set(true);
              connection.disconnect();
            },
            CompletableFuture.delayedExecutor(
                2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS));
    try {
      connection.setRequestMethod("POST");
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) config.timeout().toMillis());
      connection.setReadTimeout((int) config.timeout().toMillis());
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("User-Agent", "vipd/" + Version.CURRENT);
      connection.setRequestProperty("Connection", "close");
      connection.setRequestProperty("X-Vipd-Delivery", delivery);
      if (config.secret() != null) {
        connection.setRequestProperty("X-Vipd-Signature", "sha256=" + signature(body));
      }
      connection.setDoOutput(true);
      // With a fixed length the JDK does not repeat a POST by itself.
      connection.setFixedLengthStreamingMode(body.length);
      connection.getOutputStream().write(body);
      int status = connection.getResponseCode();
      try (InputStream answer =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        if (answer != null) {
          answer.readNBytes(POLITE_BYTES);
        }
      }
      return status;
    } catch (IOException e) {
      if (over.get()) {
        throw new SocketTimeoutException("the answer did not come to its end in time");
      }
      throw e;
    } finally {
      end.cancel(false);
      connection.disconnect();
    }
  }

  private String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(config.secret().secret(), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
