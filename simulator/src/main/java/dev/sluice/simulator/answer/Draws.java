package dev.sluice.simulator.answer;

import dev.sluice.simulator.repeat.Fingerprint;
import java.util.SplittableRandom;

/**
 * The randomness of one call: a pure function of the seed, the request body and how often that body
 * was seen before. Each purpose has a sequence of its own, so that one more draw for the latency
 * does not change the answer.
 */
public record Draws(long seed, Fingerprint body, int occurrence) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What random numbers are drawn for. */
  public enum Purpose {
    ERROR(1),
    LATENCY(2),
    ANSWER(3),
    IDENTITY(4);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  /** Starts the sequence anew with each call. */
  public SplittableRandom random(Purpose purpose) {
    long mixed = seed * GOLDEN + body.a();
    mixed = Long.rotateLeft(mixed, 17) * GOLDEN + occurrence;
    mixed = Long.rotateLeft(mixed, 17) * GOLDEN + purpose.salt;
    return new SplittableRandom(mixed);
  }

  /** Letters and digits that identify this call. */
  public String identity() {
    SplittableRandom random = random(Purpose.IDENTITY);
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE) + Long.toString(occurrence, 36);
  }
}
