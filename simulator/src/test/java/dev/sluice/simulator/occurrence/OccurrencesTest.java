package dev.sluice.simulator.occurrence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OccurrencesTest {

  private static final Fingerprint A = Fingerprint.of("a");
  private static final Fingerprint B = Fingerprint.of("b");
  private static final Fingerprint C = Fingerprint.of("c");

  @Test
  void countsEachFingerprintFromZero() {
    Occurrences occurrences = new Occurrences(10);

    assertThat(occurrences.next(A)).isZero();
    assertThat(occurrences.next(A)).isOne();
    assertThat(occurrences.next(B)).isZero();
  }

  @Test
  void oldestFingerprintIsDroppedBeyondTheBound() {
    Occurrences occurrences = new Occurrences(2);
    occurrences.next(A);
    occurrences.next(B);
    occurrences.next(C);

    assertThat(occurrences.next(B)).isOne();
    assertThat(occurrences.next(A)).isZero();
  }

  @Test
  void fingerprintDependsOnHowTextIsSplit() {
    assertThat(Fingerprint.of("ab", "c")).isNotEqualTo(Fingerprint.of("a", "bc"));
  }

  @Test
  void fingerprintOfABodyIsItsSha256() {
    assertThat(Fingerprint.of(new byte[0]).hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
