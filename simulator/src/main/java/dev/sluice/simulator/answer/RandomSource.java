package dev.sluice.simulator.answer;

import dev.sluice.simulator.occurrence.Fingerprint;
import java.util.SplittableRandom;

/**
 * The random numbers of one call: a pure function of the seed, the request body and how often that
 * body was received before. Each purpose has its own sequence, so drawing another latency does not
 * change the answer.
 */
public record RandomSource(long seed, Fingerprint body, int occurrence) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  public enum Purpose {
    ERROR(1),
    LATENCY(2),
    ANSWER(3),
    CALL_ID(4);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  /** Returns a new generator at the start of the sequence. */
  public SplittableRandom random(Purpose purpose) {
    long mixed = seed * GOLDEN + body.a();
    mixed = Long.rotateLeft(mixed, 17) * GOLDEN + occurrence;
    mixed = Long.rotateLeft(mixed, 17) * GOLDEN + purpose.salt;
    return new SplittableRandom(mixed);
  }

  /** An id of letters and digits, unique to this call. */
  public String callId() {
    SplittableRandom random = random(Purpose.CALL_ID);
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE) + Long.toString(occurrence, 36);
  }
}
