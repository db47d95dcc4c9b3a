package dev.sluice.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under whose name PostgreSQL's programs run. They refuse to run as root; where this process is
 * root, they get a user namespace in which they are nobody (the files stay root's), and where the
 * kernel allows none, as in most containers, they run as the user nobody, who then owns the data.
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
                "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here: run"
                    + " as another user"));
  }

  /**
   * What stands before a program's own command line. Each replaces itself by the program, so the
   * pid is the program's.
   */
  List<String> prefix() {
    return this == SELF ? List.of() : List.of(prefix.split(" ", -1));
  }

  /**
   * Hands a folder and all it holds to whom the programs run as; does nothing where that is this
   * process's user.
   */
  void own(Path folder) throws IOException {
    if (this == SELF) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * Where unpacked programs are kept: out of others' reach, and in nobody's where nobody runs them.
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
