package io.vipd.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Small programs for checks and hooks, and the files by which they talk to a test. */
final class Scripts {
  private final Path programs;
  private final Path files;

  Scripts(Lab lab) {
    this.programs = lab.folder("scripts");
    this.files = lab.folder("files");
    mode(files, "rwxrwxrwx");
  }

  /** A file of this name, which may exist or not, to which any user may write. */
  Path file(String name) {
    return files.resolve(name);
  }

  /** Writes a program for the shell that only root may change and everybody may execute. */
  Path program(String name, String body) {
    Path program = programs.resolve(name);
    try {
      Files.writeString(program, "#!/bin/sh\n" + body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mode(program, "rwxr-xr-x");
    return program;
  }

  /** Where a script among the test resources is. */
  static String resource(String name) {
    try {
      return Path.of(Scripts.class.getResource(name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Sets a file's permissions. */
  static void mode(Path file, String permissions) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a file says; empty when it does not exist. */
  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file with this text there, in place of another at once. */
  static void replace(Path file, String text) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the file, empty. */
  static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
