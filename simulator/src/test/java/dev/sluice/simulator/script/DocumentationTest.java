package dev.sluice.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.simulator.Prompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The simulator accepts everything that {@code docs/simulator.md} shows. */
class DocumentationTest {

  private final String text = Files.readString(Path.of("../docs/simulator.md"));

  DocumentationTest() throws IOException {}

  @Test
  void everyDocumentedStepIsAccepted() {
    String table = text.substring(text.indexOf("| step |"), text.indexOf("`3x500`"));
    List<String> steps =
        Stream.concat(found(table, "(?m)^\\| `([^`]+)`"), found(table, "`([a-z0-9]+:[a-z0-9]+)`"))
            .toList();

    assertThat(steps).hasSizeGreaterThan(15);
    assertThat(steps)
        .allSatisfy(
            step -> assertThatCode(() -> Script.parse(List.of(step))).doesNotThrowAnyException());
  }

  @Test
  void everyDocumentedDirectiveAndModelIsAccepted() {
    List<String> directives = found(text, "(?m)^    (.*\\[\\[sim.*)$").toList();
    List<String> models = found(text, "`((?:[a-z0-9-]*-)?sim-[^`]+)`").toList();

    assertThat(directives).hasSize(3);
    assertThat(models).hasSize(3);
    assertThat(directives)
        .allSatisfy(message -> assertThat(Directive.in(Prompts.of("m", message))).isPresent());
    assertThat(models)
        .allSatisfy(model -> assertThat(Directive.in(Prompts.of(model, ""))).isPresent());
  }

  private static Stream<String> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(it -> it.group(1));
  }
}
