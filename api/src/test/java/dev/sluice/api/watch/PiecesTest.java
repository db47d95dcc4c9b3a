package dev.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobId;
import dev.sluice.wire.JobContent;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PiecesTest {

  private static final JobId JOB = new JobId(new UUID(0, 1));

  @Test
  void anyRecordsYieldTheAnswerWithoutGapOrRepetition() {
    String answer = "abcdefghij".repeat(100);
    Random random = new Random(7);
    Pieces pieces = new Pieces(Position.START, 300);
    StringBuilder got = new StringBuilder();
    while (got.length() < answer.length()) {
      int start = random.nextInt(answer.length());
      int end = Math.min(answer.length(), start + 1 + random.nextInt(200));
      pieces.offer(record(1, start, answer.substring(start, end)));
      pieces.offer(record(1, 0, answer.substring(0, random.nextInt(answer.length()))));
      if (random.nextInt(3) == 0) {
        got.append(taken(pieces));
        assertThat(answer).startsWith(got);
      }
    }
    assertThat(got).hasToString(answer);
  }

  @Test
  void whatFindsNoRoomIsAGapAndIsTakenWhenItComesAgain() {
    Pieces pieces = new Pieces(Position.START, 10);
    pieces.offer(record(1, 0, "12345678"));
    pieces.offer(record(1, 8, "90abc"));
    assertThat(pieces.hasGap()).isTrue();
    pieces.offer(record(1, 13, "x"));
    assertThat(taken(pieces)).isEqualTo("12345678");
    pieces.offer(record(1, 13, "x"));
    assertThat(taken(pieces)).isEmpty();
    pieces.offer(record(1, 0, "1234567890abcx"));
    assertThat(pieces.hasGap()).isFalse();
    assertThat(taken(pieces)).isEqualTo("90abcx");
  }

  @Test
  void oneRecordIsTakenHoweverLargeItIs() {
    Pieces pieces = new Pieces(Position.START, 10);
    pieces.offer(record(1, 0, "x".repeat(1000)));
    assertThat(taken(pieces)).hasSize(1000);
  }

  @Test
  void ofSmallPiecesFewerCharactersWait() {
    Pieces pieces = new Pieces(Position.START, 650);
    for (int i = 0; i < 100; i++) {
      pieces.offer(record(1, i, "x"));
    }
    assertThat(pieces.hasGap()).isTrue();
    assertThat(pieces.isTaken()).isFalse();
    assertThat(pieces.take()).hasSize(10);
    assertThat(pieces.isTaken()).isTrue();
  }

  @Test
  void aLaterAttemptReplacesAnEarlierOneFromItsBeginningOnly() {
    Pieces pieces = new Pieces(new Position(1, 50), 100);
    pieces.offer(record(2, 3, "late"));
    assertThat(pieces.hasGap()).isTrue();
    pieces.offer(record(2, 0, "begin"));
    pieces.offer(record(1, 50, "old"));
    assertThat(pieces.take()).containsExactly(new Piece(2, 0, "begin"));
    assertThat(pieces.hasGap()).isFalse();
  }

  private static String taken(Pieces pieces) {
    return pieces.take().stream().map(Piece::text).collect(Collectors.joining());
  }

  private static JobContent record(int attempt, int offset, String text) {
    return new JobContent(JOB, attempt, offset, text);
  }
}
