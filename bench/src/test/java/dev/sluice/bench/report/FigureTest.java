package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void goalsApplyToTheMedian() {
    Figure figure =
        new Figure(
            "accept, 1/s",
            rounds(9000, 8000, 1000),
            "Tomcat",
            rounds(16_000),
            List.of(new Goal.AtLeast(7500), new Goal.OfCeiling(0.55)));
    assertThat(figure.holds()).isFalse();
    assertThat(figure.row())
        .isEqualTo(
            "| accept, 1/s | 8000 (1000–9000) | Tomcat: 16000 | 0.50"
                + " | ≥ 7500 and ≥ 0.55 of the ceiling | **no** |");
  }

  @Test
  void addedLatencyHasNoRatio() {
    Figure figure =
        new Figure("added", rounds(0.1, 0.2), "alone", rounds(2), List.of(new Goal.AtMost(0.4)));
    assertThat(figure.row())
        .isEqualTo("| added | 0.15 (0.10–0.20) | alone: 2.00 | – | ≤ 0.40 | yes |");
  }

  @Test
  void sectionReplacesTheOneWithTheSameHeading() {
    List<String> lines = List.of("# Results", "", "## a", "1", "### x", "## b", "2");
    assertThat(Results.replaced(lines, List.of("## a", "3")))
        .containsExactly("# Results", "", "## a", "3", "## b", "2");
    assertThat(Results.replaced(lines, List.of("## c"))).hasSize(8).endsWith("2", "## c");
  }

  private static Rounds rounds(double... values) {
    Rounds rounds = new Rounds();
    for (double value : values) {
      rounds.add(value);
    }
    return rounds;
  }
}
