package io.vipd.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and removes the socket's file, with its mode and its group. */
final class ControlSocket {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private ControlSocket() {}

  /**
   * Opens the socket, over whatever a dead daemon left in its place. It is bound in a folder that
   * is closed to everybody else and moved into place when mode and group are right, so that at no
   * moment it can be used by somebody who may not.
   *
   * @param access who may use it
   */
  static ServerSocketChannel open(Path socket, Access access) throws IOException {
    SocketPath.address(socket);
    Path nursery = socket.resolveSibling(".new");
    Path unborn = nursery.resolve("s");
    Files.deleteIfExists(unborn);
    Files.deleteIfExists(nursery);
    Files.createDirectory(
        nursery,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(SocketPath.address(unborn));
      Files.setPosixFilePermissions(unborn, PosixFilePermissions.fromString(access.mode()));
      if (access.group() != null) {
        giveTo(access.group(), unborn, socket);
      }
      Files.move(unborn, socket, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    } finally {
      for (Path path : List.of(unborn, nursery)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Another group may use the socket from now on, or none where it is null. */
  static void regroup(Path socket, String controlGroup) {
    try {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      LOG.warn(
          "the control socket may still be open to a group that is not configured any more; restart vipd at a quiet time. reason={}",
          Failures.reason(e));
    }
    if (controlGroup != null) {
      giveTo(controlGroup, socket, socket);
    }
  }

  /** A group that cannot be had is no reason for a node not to protect its addresses. */
  private static void giveTo(String controlGroup, Path unborn, Path socket) {
    try {
      GroupPrincipal group =
          unborn
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(controlGroup);
      Files.getFileAttributeView(unborn, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setGroup(group);
      Files.setPosixFilePermissions(unborn, PosixFilePermissions.fromString("rw-rw----"));
    } catch (UserPrincipalNotFoundException _) {
      LOG.warn(
          "there is no such group; its members cannot use vipctl until it exists and vipd is"
              + " reloaded. group={} socket={}",
          controlGroup,
          socket);
    } catch (IOException e) {
      LOG.warn(
          "cannot give the socket to a group; the daemon's user must be a member of it; only root"
              + " and that user can use this socket. group={} socket={} reason={}",
          controlGroup,
          socket,
          Failures.reason(e));
    }
  }

  /** Takes the socket's file away. */
  static void remove(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (NoSuchFileException _) {
      // Gone already, perhaps with the whole run folder.
    } catch (IOException e) {
      LOG.warn(
          "the control socket is left behind, which the next start replaces. socket={} reason={}",
          socket,
          Failures.reason(e));
    }
  }
}
