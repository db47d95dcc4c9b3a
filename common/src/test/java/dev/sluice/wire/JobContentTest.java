package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobContentTest {

  @Test
  void aWrittenPieceIsReadBackEqual() {
    JobContent piece = new JobContent(new JobId(UUID.randomUUID()), 2, 17, "Grüße \uD83D\uDC4B");

    assertThat(JobContent.read(piece.toBytes())).contains(piece);
    assertThat(piece.end()).isEqualTo(17 + 8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "{\"job_id\":\"x\",\"attempt\":1,\"text\":\"\"}", "\u0000"})
  void aValueThatIsNotAPieceIsIgnored(String value) {
    assertThat(JobContent.read(value.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void neverShowsTheText() {
    assertThat(new JobContent(new JobId(UUID.randomUUID()), 1, 0, "secret").toString())
        .doesNotContain("secret");
  }
}
