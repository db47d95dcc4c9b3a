package dev.sluice.e2e.recorded;

import dev.sluice.e2e.stack.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file in {@code src/test/resources/recorded}: one step per line, run in order with shared
 * variables. {@link RecordingPlayer} describes the steps.
 */
record Recording(Path file, List<ObjectNode> steps) {
  private static final Path DIRECTORY = Checkout.root().resolve("e2e/src/test/resources/recorded");

  static List<Recording> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Recording::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recording read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return new Recording(
          file, lines.map(line -> (ObjectNode) JsonMapper.shared().readTree(line)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(List<ObjectNode> result) {
    String text =
        result.stream()
            .map(step -> JsonMapper.shared().writeValueAsString(step) + "\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
