package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Exchange;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The calls received, oldest first, numbered from 1 without gaps. Keeps at most {@code maxEntries}
 * calls and {@code maxCharacters} of user messages in total; beyond either bound, the oldest calls
 * are dropped. Clearing the log does not reset the numbers. Thread-safe.
 */
public final class CallLog {

  private final int maxEntries;
  private final long maxCharacters;
  private final Clock clock;
  private final Deque<Call> calls = new ArrayDeque<>();
  private long lastSequence;
  private long characters;

  public CallLog(int maxEntries, long maxCharacters, Clock clock) {
    this.maxEntries = maxEntries;
    this.maxCharacters = maxCharacters;
    this.clock = clock;
  }

  /** Adds a call. The entry is updated as {@code exchange} proceeds. */
  public Call add(LoggedRequest received, Exchange exchange) {
    Call call = append(received);
    exchange.observe(call);
    return call;
  }

  synchronized Call append(LoggedRequest received) {
    Call call = new Call(++lastSequence, received, clock);
    calls.addLast(call);
    characters += received.characters();
    while (calls.size() > maxEntries || (characters > maxCharacters && calls.size() > 1)) {
      characters -= calls.removeFirst().received().characters();
    }
    return call;
  }

  synchronized List<Call> all() {
    return new ArrayList<>(calls);
  }

  synchronized void clear() {
    calls.clear();
    characters = 0;
  }
}
