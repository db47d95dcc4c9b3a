package dev.sluice.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user that runs PostgreSQL's programs, which refuse to run as root. If this process is root,
 * they run in a user namespace in which they are not root (root still owns the files). If the
 * kernel does not allow user namespaces, as in most containers, they run as the user nobody, who
 * then owns the data.
 */
enum RunAs {
  SELF("", -1),
  NAMESPACE("unshare --user --", 0),
  NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups --", 65_534);

  private final String prefix;
  private final int owner;

  RunAs(String prefix, int owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  static RunAs detect() {
    if (new UnixSystem().getUid() != 0) {
      return SELF;
    }
    return Stream.of(NAMESPACE, NOBODY)
        .filter(RunAs::works)
        .findFirst()
        .orElseThrow(() ->
            new InfraException(
                "PostgreSQL refuses to run as root, and neither unshare nor setpriv works: run"
                    + " Sluice as another user"));
  }

  /**
   * The start of every command line. Each prefix execs the program, so the pid is the program's.
   */
  List<String> prefix() {
    return this == SELF ? List.of() : List.of(prefix.split(" ", -1));
  }

  /** Changes the owner of a directory tree to the user that runs the programs. */
  void chown(Path directory) throws IOException {
    if (this == SELF) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * The directory for unpacked programs: not writable by others, and accessible to the user nobody
   * if that user runs them.
   */
  Path cache() {
    return this == NOBODY
        ? Path.of("/var/tmp/sluice-root")
        : Path.of(System.getProperty("user.home"), ".cache", "sluice");
  }

  private boolean works() {
    return Commands.succeeds(Stream.concat(prefix().stream(), Stream.of("true")).toList());
  }
}
