package io.vipd.daemon.doctor;

/**
 * One thing that was found.
 *
 * @param severity how bad it is
 * @param topic one word for it, for instance {@code rp_filter}
 * @param what what was found, with its value and where
 * @param why what that means for the addresses; null where all is well
 * @param mend the command or the lines that mend it; null where there is nothing to mend
 * @param needsRoot whether it could not be told because this is not root
 */
public record Finding(
    Severity severity, String topic, String what, String why, String mend, boolean needsRoot) {}
