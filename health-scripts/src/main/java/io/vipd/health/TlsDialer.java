package io.vipd.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Puts TLS onto a connection. Used by one thread at a time. */
final class TlsDialer {
  private final TlsTrust trust;
  private final String serverName;
  private final int port;

  private SSLContext context;
  private FileTime caModified;

  /**
   * @param serverName the name that is asked for and that the certificate must bear
   */
  TlsDialer(TlsTrust trust, String serverName, int port) {
    this.trust = trust;
    this.serverName = serverName;
    this.port = port;
  }

  /**
   * Shakes hands.
   *
   * @param socket connected; belongs to what is returned from then on
   * @param deadlineNanos on the clock of {@link System#nanoTime()}
   * @throws IOException whose message says what the two could not agree on
   */
  Connection wrap(Socket socket, long deadlineNanos) throws IOException {
    SSLSocket tls =
        (SSLSocket) context().getSocketFactory().createSocket(socket, serverName, port, true);
    try {
      if (trust.verify()) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
      }
      tls.setSoTimeout(Dial.millisAtLeastOne(deadlineNanos - System.nanoTime()));
      tls.startHandshake();
      return new SocketConnection(tls);
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer to the TLS handshake in time", e);
    } catch (SSLException e) {
      throw new IOException("TLS with " + serverName + " failed: " + reason(e), e);
    }
  }

  /** Of a chain of exceptions the innermost says what is wrong with the certificate. */
  private static String reason(SSLException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  /** Made at the first use, and again when the file of authorities has changed. */
  private SSLContext context() throws IOException {
    FileTime modified = trust.ca() == null ? null : Files.getLastModifiedTime(trust.ca());
    if (context == null || modified != null && !modified.equals(caModified)) {
      try {
        SSLContext fresh = SSLContext.getInstance("TLS");
        fresh.init(null, trustManagers(), null);
        context = fresh;
        caModified = modified;
      } catch (GeneralSecurityException e) {
        throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
      }
    }
    return context;
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    if (!trust.verify()) {
      return new TrustManager[] {new TrustsEverybody()};
    }
    if (trust.ca() == null) {
      return null; // the runtime's own
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities(trust.ca()));
    return factory.getTrustManagers();
  }

  private static KeyStore authorities(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(ca)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw new IOException(ca + " holds what is no certificate: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(ca + " holds no certificate; write them in PEM");
    }
    int number = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  /** For whoever has said so: {@code verify: false}. */
  private static final class TrustsEverybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
