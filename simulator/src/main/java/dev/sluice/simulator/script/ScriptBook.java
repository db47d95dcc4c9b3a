package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.repeat.Fingerprint;
import dev.sluice.simulator.repeat.Occurrences;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Knows which script holds for a call and how far it has got. A directive in the request comes
 * before the posted scripts, and of those the one posted last comes first.
 *
 * <p>A directive's progress belongs to its conversation: the last user message, the model and the
 * job id where the caller sends one. A posted script has one progress for all calls that match.
 *
 * <p>Bounds: {@value #MAX_POSTED} posted scripts, more are refused; one million remembered
 * conversations, beyond which the oldest starts anew. Thread-safe.
 */
public final class ScriptBook {

  static final int MAX_POSTED = 1_000;
  private static final int REMEMBERED = 1_000_000;

  private volatile List<Posted> posted = List.of();
  private final Occurrences progress = new Occurrences(REMEMBERED);

  /** The step that a call must take now; taking it moves the script on. */
  public Optional<Turn> turn(Prompt prompt, String jobId) throws Unacceptable {
    Optional<Directive> directive = Directive.in(prompt);
    if (directive.isPresent()) {
      Fingerprint key = key(directive.get(), prompt, jobId);
      return Optional.of(turn(directive.get().script(), key));
    }
    return posted.stream()
        .filter(script -> script.match().holds(prompt))
        .findFirst()
        .map(script -> turn(script.script(), key(script.match())));
  }

  /** Replaces the script with an equal match, and starts it anew. */
  synchronized void post(Posted script) throws Unacceptable {
    List<Posted> kept =
        posted.stream().filter(other -> !other.match().equals(script.match())).toList();
    if (kept.size() == MAX_POSTED) {
      throw new Unacceptable("There are already " + MAX_POSTED + " scripts; DELETE /_script first");
    }
    progress.forget(key(script.match()));
    posted = Stream.concat(Stream.of(script), kept.stream()).toList();
  }

  List<Posted> posted() {
    return posted;
  }

  /** Forgets all posted scripts and the progress of every script. */
  synchronized void clear() {
    posted = List.of();
    progress.clear();
  }

  private Turn turn(Script script, Fingerprint key) {
    return new Turn(script.step(progress.next(key)), script.settings());
  }

  private static Fingerprint key(Directive directive, Prompt prompt, String jobId) {
    return directive
        .shared()
        .map(name -> Fingerprint.of("shared", name, directive.text()))
        .orElseGet(() -> {
          String message = prompt.conversation().lastUserMessage();
          return Fingerprint.of("own", directive.text(), prompt.model(), message, jobId);
        });
  }

  private static Fingerprint key(Posted.Match match) {
    return Fingerprint.of("posted", match.model().toString(), match.contains().toString());
  }

  /** What a script asks of one call. */
  public record Turn(Step step, Settings settings) {}
}
