package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The query of {@code GET /_calls}; a call matches if it meets all conditions. */
final class CallFilter {

  private CallFilter() {}

  static Predicate<Call> of(Request request) throws InvalidRequestException {
    List<Predicate<Call>> conditions = new ArrayList<>();
    for (String name : request.parameters()) {
      conditions.add(condition(name, request.parameter(name).orElse("")));
    }
    return call -> conditions.stream().allMatch(condition -> condition.test(call));
  }

  private static Predicate<Call> condition(String name, String value)
      throws InvalidRequestException {
    return switch (name) {
      case "after" -> after(value);
      case "job_id" ->
          call -> call.received().jobAttempt().filter(it -> it.jobId().equals(value)).isPresent();
      case "contains" ->
          call ->
              call.received()
                  .details()
                  .filter(it -> it.lastUserMessage().contains(value))
                  .isPresent();
      case "model" ->
          call -> call.received().details().filter(it -> it.model().equals(value)).isPresent();
      case "outcome" -> call -> call.outcome().equals(value);
      default ->
          throw new InvalidRequestException(
              "Unknown filter; filters are after, job_id, contains, model and outcome", name);
    };
  }

  private static Predicate<Call> after(String value) throws InvalidRequestException {
    try {
      long sequence = Long.parseLong(value);
      return call -> call.sequence() > sequence;
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("after must be the sequence number of a call", "after");
    }
  }
}
