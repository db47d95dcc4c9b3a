package dev.sluice.provider.call;

import dev.sluice.chat.ToolCall;
import dev.sluice.provider.Delta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tool calls of an answer from their pieces. Providers identify the call of a piece by
 * its index, by its id only, or send several calls with index 0. So a piece begins a call if its
 * index is new, or if it has a name and its id (or, without ids, its name) differs from that of the
 * call that it would continue. Not thread-safe.
 */
final class ToolCalls {

  /** Most calls of one answer; more count as malformed. */
  private static final int MAX = 1000;

  private static final String NO_ARGUMENTS = "{}";

  private static final class Call {
    private final int index;
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
    private final WholeCharacters characters = new WholeCharacters();
    private String substitute = NO_ARGUMENTS;

    Call(int index) {
      this.index = index;
    }
  }

  private final Consumer<Delta> sink;
  // By the index in the answer.
  private final SortedMap<Integer, Call> calls = new TreeMap<>();
  // By the provider's index.
  private final Map<Long, Call> current = new HashMap<>();
  private @Nullable Call last;

  ToolCalls(Consumer<Delta> sink) {
    this.sink = sink;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  void piece(@Nullable Long index, String id, String name, String arguments)
      throws UpstreamException {
    if (id.isEmpty() && name.isEmpty() && arguments.isEmpty()) {
      return;
    }
    Call call = index == null ? withId(id) : current.get(index);
    if (call == null || begins(call, id, name)) {
      call = add(index);
    }
    last = call;
    append(call, id, name, arguments);
  }

  void begin(@Nullable Long index, String id, String name, String substitute)
      throws UpstreamException {
    Call call = add(index);
    last = call;
    call.substitute = substitute.isBlank() ? NO_ARGUMENTS : substitute;
    append(call, id, name, "");
  }

  /** The call with this id, or the last one if the piece has no id. */
  private @Nullable Call withId(String id) {
    if (id.isEmpty()) {
      return last;
    }
    return calls.values().stream().filter(call -> call.id.equals(id)).findFirst().orElse(null);
  }

  private static boolean begins(Call call, String id, String name) {
    if (name.isEmpty()) {
      return false;
    }
    boolean otherId = !id.isEmpty() && !call.id.isEmpty() && !id.equals(call.id);
    boolean otherName = !call.name.isEmpty() && !name.equals(call.name);
    return otherId || (id.isEmpty() && otherName);
  }

  private Call add(@Nullable Long index) throws UpstreamException {
    if (calls.size() == MAX) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    Call call = new Call(index == null ? next() : free(index));
    calls.put(call.index, call);
    if (index != null) {
      current.put(index, call);
    }
    return call;
  }

  /** The provider's index, unless it is in use. */
  private int free(long index) {
    return index >= 0 && index < MAX && !calls.containsKey((int) index) ? (int) index : next();
  }

  private int next() {
    return calls.isEmpty() ? 0 : calls.lastKey() + 1;
  }

  private void append(Call call, String id, String name, String piece) {
    String newId = call.id.isEmpty() ? WholeCharacters.clean(id) : "";
    String newName = call.name.isEmpty() ? WholeCharacters.clean(name) : "";
    String arguments = call.characters.take(piece);
    call.id += newId;
    call.name += newName;
    call.arguments.append(arguments);
    if (!newId.isEmpty() || !newName.isEmpty() || !arguments.isEmpty()) {
      sink.accept(new Delta.ToolCallPart(call.index, orNull(newId), orNull(newName), arguments));
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /**
   * The calls in the order of their index. Passes on the rest of their arguments.
   *
   * @throws UpstreamException if a call has no name
   */
  List<ToolCall> finish() throws UpstreamException {
    for (Call call : calls.values()) {
      if (call.name.isEmpty()) {
        throw new UpstreamException(Failure.MALFORMED);
      }
      String rest = call.characters.rest();
      append(call, "", "", call.arguments.isEmpty() && rest.isEmpty() ? call.substitute : rest);
    }
    return calls.values().stream()
        .map(call ->
            // Some servers send no ids; callers need one for their results.
            ToolCall.function(
                call.id.isEmpty() ? "call_" + call.index : call.id,
                call.name,
                call.arguments.toString()))
        .toList();
  }
}
