package dev.sluice.local.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
  @TempDir Path directory;
  private EnvFile file;

  @BeforeEach
  void choosePath() {
    file = new EnvFile(directory.resolve("some.env"));
  }

  @Test
  void shellReadsTheWrittenValues() throws IOException, InterruptedException {
    Map<String, String> variables =
        Map.of("A_URL", "jdbc:postgresql://127.0.0.1:15432/sluice", "A_KEY", "aB+/9=_-");
    file.write(variables);

    Process shell =
        new ProcessBuilder("sh", "-c", "set -a; . \"$0\"; env", file.path().toString()).start();
    String seen = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shell.waitFor()).isZero();
    assertThat(seen.lines())
        .contains("A_URL=jdbc:postgresql://127.0.0.1:15432/sluice", "A_KEY=aB+/9=_-");
    assertThat(file.read()).isEqualTo(variables);
  }

  @Test
  void onlyTheOwnerCanReadIt() throws IOException {
    file.write(Map.of("KEY", "secret"));

    assertThat(Files.getPosixFilePermissions(file.path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void writingReplacesTheFileAndLeavesNoOther() throws IOException {
    file.write(Map.of("OLD", "1"));
    file.write(Map.of("NEW", "2"));

    assertThat(file.read()).isEqualTo(Map.of("NEW", "2"));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "$HOME", "`id`", "a;b", "a\nB=c", "'", "a&b", "#"})
  void valueThatAShellWouldInterpretIsRejected(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> file.write(Map.of("NAME", value)));
    assertThat(file.path()).doesNotExist();
  }

  @Test
  void missingFileHasNoVariables() {
    assertThat(file.read()).isEmpty();
    file.delete();
  }
}
