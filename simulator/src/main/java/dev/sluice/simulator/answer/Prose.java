package dev.sluice.simulator.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** English sentences as tokens: each token is a word with the space before it. */
final class Prose {

  private static final List<List<String>> OPENINGS =
      words(
          "In practice,",
          "As a rule,",
          "At first sight,",
          "Most of the time,",
          "On a quiet day,",
          "After a while,",
          "To begin with,",
          "In the end,");
  private static final List<List<String>> SUBJECTS =
      words(
          "the queue",
          "a patient reader",
          "the second attempt",
          "every careful plan",
          "the night shift",
          "a small change",
          "the oldest letter",
          "our neighbour's clock",
          "the river",
          "an honest answer",
          "the committee",
          "a good map");
  private static final List<List<String>> VERBS =
      words(
          "explains",
          "outlasts",
          "carries",
          "quietly improves",
          "depends on",
          "makes room for",
          "arrives before",
          "is measured against",
          "says little about",
          "keeps pace with",
          "rarely follows",
          "looks after");
  private static final List<List<String>> OBJECTS =
      words(
          "the shortest path.",
          "what was promised.",
          "a longer conversation.",
          "the weather in spring.",
          "the work of many hands.",
          "an open question.",
          "the first draft.",
          "three simple numbers.",
          "the far side of the bridge.",
          "what everybody already knew.",
          "the end of the story.",
          "a clear and even light.");

  private Prose() {}

  /** Returns complete sentences of at least {@code tokens} words. */
  static List<String> sentences(int tokens, SplittableRandom random) {
    List<String> words = new ArrayList<>(tokens + 16);
    while (words.size() < tokens) {
      for (List<List<String>> part : List.of(OPENINGS, SUBJECTS, VERBS, OBJECTS)) {
        words.addAll(part.get(random.nextInt(part.size())));
      }
    }
    words.set(0, words.getFirst().stripLeading());
    return words;
  }

  private static List<List<String>> words(String... phrases) {
    return Arrays.stream(phrases).map(Prose::words).toList();
  }

  private static List<String> words(String phrase) {
    return Arrays.stream(phrase.split(" ", -1)).map(" "::concat).toList();
  }
}
