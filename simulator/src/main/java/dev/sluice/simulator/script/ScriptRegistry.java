package dev.sluice.simulator.script;

import dev.sluice.simulator.occurrence.Fingerprint;
import dev.sluice.simulator.occurrence.Occurrences;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Selects the script of a call and tracks its progress. A script in the request has priority over
 * administrators' scripts, and of those the one added last has priority.
 *
 * <p>The progress of a script in a request is kept per conversation: the last user message, the
 * model and the job id, if the caller sends one. All calls that match an administrator's script
 * share one progress.
 *
 * <p>Bounds: {@value #MAX_RULES} administrators' scripts, beyond which more are rejected; the
 * progress of one million scripts, beyond which the oldest is dropped. Thread-safe.
 */
public final class ScriptRegistry {

  static final int MAX_RULES = 1_000;
  private static final int MAX_PROGRESS_ENTRIES = 1_000_000;

  private volatile List<ScriptRule> rules = List.of();
  private final Occurrences progress = new Occurrences(MAX_PROGRESS_ENTRIES);

  /** Returns the next step for a call and advances its script. */
  public Optional<ScriptedStep> next(Prompt prompt, String jobId) throws InvalidRequestException {
    Optional<Directive> directive = Directive.in(prompt);
    if (directive.isPresent()) {
      Fingerprint key = key(directive.get(), prompt, jobId);
      return Optional.of(next(directive.get().script(), key));
    }
    return rules.stream()
        .filter(script -> script.match().matches(prompt))
        .findFirst()
        .map(script -> next(script.script(), key(script.match())));
  }

  /** Adds a script. Replaces the script with an equal match and resets its progress. */
  synchronized void put(ScriptRule script) throws InvalidRequestException {
    List<ScriptRule> kept =
        rules.stream().filter(other -> !other.match().equals(script.match())).toList();
    if (kept.size() == MAX_RULES) {
      throw new InvalidRequestException(
          "The limit of " + MAX_RULES + " scripts is reached; DELETE /_script first");
    }
    progress.forget(key(script.match()));
    rules = Stream.concat(Stream.of(script), kept.stream()).toList();
  }

  List<ScriptRule> rules() {
    return rules;
  }

  /** Deletes all administrators' scripts and the progress of every script. */
  synchronized void clear() {
    rules = List.of();
    progress.clear();
  }

  private ScriptedStep next(Script script, Fingerprint key) {
    return new ScriptedStep(script.step(progress.next(key)), script.settings());
  }

  private static Fingerprint key(Directive directive, Prompt prompt, String jobId) {
    return directive
        .shared()
        .map(name -> Fingerprint.of("shared", name, directive.text()))
        .orElseGet(() -> {
          String message = prompt.conversation().lastUserMessage();
          return Fingerprint.of("conversation", directive.text(), prompt.model(), message, jobId);
        });
  }

  private static Fingerprint key(ScriptRule.Match match) {
    return Fingerprint.of("rule", match.model().toString(), match.contains().toString());
  }

  /** The step of one call, and the settings of its script. */
  public record ScriptedStep(Step step, Settings settings) {}
}
