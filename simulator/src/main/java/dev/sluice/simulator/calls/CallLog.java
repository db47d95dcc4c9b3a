package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Exchange;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The calls received, oldest first, numbered from 1 without gaps. It keeps at most {@code
 * maxEntries} calls with {@code maxCharacters} of user messages together; beyond either bound the
 * oldest are dropped. Clearing it does not reset the numbers. Thread-safe.
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

  /** Adds a call that is served over {@code exchange}; the entry follows what becomes of it. */
  public Call add(Received received, Exchange exchange) {
    Call call = append(received);
    exchange.observe(call);
    return call;
  }

  synchronized Call append(Received received) {
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
