package dev.sluice.webhooks;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads sources: a statement is text, which no compiled class tells from other text. */
class OneOwnerTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final Pattern SOURCE = Pattern.compile(".*\\.(java|sql)");
  private static final Pattern CREATED = Pattern.compile("CREATE TABLE (\\w+)");

  @Test
  void noOtherModuleHasSqlOfTheseTables() throws IOException {
    Pattern statement =
        Pattern.compile(
            "\\b(FROM|JOIN|INTO|UPDATE|TABLE|ONLY|Table\\(name =)\\s+\"?(%s)\\b"
                .formatted(tables()));
    assertThat(matches(Path.of("src/main/java"), statement)).isNotEmpty();
    for (String module : List.of("common", "api", "processor", "webhook-dispatcher")) {
      assertThat(matches(Path.of("..", module, "src", "main"), statement)).as(module).isEmpty();
    }
  }

  private static String tables() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .map(OneOwnerTest::read)
          .flatMap(sql -> CREATED.matcher(sql).results())
          .map(table -> table.group(1))
          .collect(joining("|"));
    }
  }

  private static List<String> matches(Path sources, Pattern statement) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> SOURCE.matcher(file.toString()).matches())
          .flatMap(file ->
              statement
                  .matcher(read(file))
                  .results()
                  .map(MatchResult::group)
                  .map(found -> file + ": " + found))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
