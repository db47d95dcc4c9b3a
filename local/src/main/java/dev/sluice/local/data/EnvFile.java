package dev.sluice.local.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of {@code NAME=value} lines that any shell can source, readable only by its owner. It is
 * replaced atomically: readers see the old content or the new, never a mixture.
 */
public record EnvFile(Path path) {

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  // Characters that no shell interprets, so values need no quotes.
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_+/=:.,@-]*");

  /** The variables in file order; empty if the file does not exist. */
  public Map<String, String> read() {
    Map<String, String> variables = new LinkedHashMap<>();
    try {
      if (Files.exists(path)) {
        for (String line : Files.readAllLines(path)) {
          int separator = line.indexOf('=');
          if (separator > 0 && !line.startsWith("#")) {
            variables.put(line.substring(0, separator), line.substring(separator + 1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
    return variables;
  }

  /**
   * Replaces the file.
   *
   * @throws IllegalArgumentException if a shell would not read a name or value literally
   */
  public void write(Map<String, String> variables) {
    String lines =
        variables.entrySet().stream()
            .map(variable -> line(variable.getKey(), variable.getValue()))
            .collect(Collectors.joining());
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, lines);
      Files.move(
          partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path, e);
    }
  }

  /** Deletes the file if it exists. */
  public void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  private static String line(String name, String value) {
    if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("The name or value is not safe in a shell: " + name);
    }
    return name + "=" + value + "\n";
  }
}
