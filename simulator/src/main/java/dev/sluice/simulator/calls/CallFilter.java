package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the query of {@code GET /_calls}: a call is shown if all conditions hold for it. */
final class CallFilter {

  private CallFilter() {}

  static Predicate<Call> of(Request request) throws Unacceptable {
    List<Predicate<Call>> conditions = new ArrayList<>();
    for (String name : request.parameters()) {
      conditions.add(condition(name, request.parameter(name).orElse("")));
    }
    return call -> conditions.stream().allMatch(condition -> condition.test(call));
  }

  private static Predicate<Call> condition(String name, String value) throws Unacceptable {
    return switch (name) {
      case "after" -> after(value);
      case "job_id" ->
          call -> call.received().sender().filter(it -> it.jobId().equals(value)).isPresent();
      case "contains" ->
          call ->
              call.received().ask().filter(it -> it.lastUserMessage().contains(value)).isPresent();
      case "model" ->
          call -> call.received().ask().filter(it -> it.model().equals(value)).isPresent();
      case "outcome" -> call -> call.outcome().equals(value);
      default ->
          throw new Unacceptable("Filters are after, job_id, contains, model and outcome", name);
    };
  }

  private static Predicate<Call> after(String value) throws Unacceptable {
    try {
      long sequence = Long.parseLong(value);
      return call -> call.sequence() > sequence;
    } catch (NumberFormatException e) {
      throw new Unacceptable("after must be the sequence number of a call", "after");
    }
  }
}
