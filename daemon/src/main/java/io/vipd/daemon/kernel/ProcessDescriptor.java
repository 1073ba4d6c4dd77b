package io.vipd.daemon.kernel;

/** A pidfd: readable once its process has exited, whoever its parent is. */
final class ProcessDescriptor extends Descriptor {

  /** Opens one; {@code ESRCH} where there is no such process, {@code ENOSYS} before Linux 5.3. */
  ProcessDescriptor(long pid) throws KernelException {
    super(Native.pidfdOpen(pid), "watch process ", pid);
  }
}
