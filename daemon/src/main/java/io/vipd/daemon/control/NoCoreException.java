package io.vipd.daemon.control;

/** The core thread does not answer, or is too busy to be asked: no bug of whoever asks. */
public final class NoCoreException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** What happened, one sentence without a full stop. */
  public NoCoreException(String message) {
    super(message);
  }
}
