package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderRouter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Admits chats, so many at a time and none while the process drains, and sees to it that those
 * under way have ended when the time for draining is up. Safe for all threads.
 */
@Component
final class ChatRuns implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChatRuns.class);

  private final ProviderRouter providers;
  private final ChatProperties properties;
  private final TokenBudget budget;
  private final ChatRetries retries;
  private final ChatLog chatLog;
  private final Semaphore places;
  private final Set<ChatRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile boolean drained;

  ChatRuns(
      ProviderRouter providers, ChatProperties properties, TokenBudget budget, ChatLog chatLog) {
    this.providers = providers;
    this.budget = budget;
    this.properties = properties;
    this.retries = new ChatRetries(properties.retries());
    this.chatLog = chatLog;
    this.places = new Semaphore(properties.maxConcurrent());
  }

  /**
   * Begins a chat at once or not at all.
   *
   * @throws ApiException 503 where there is no place for it, 429 where its caller has too few
   *     tokens left
   */
  ActiveChat begin(ChatOrder order) {
    if (draining) {
      throw new ApiException(ChatErrors.SHUTTING_DOWN);
    }
    if (!places.tryAcquire()) {
      chatLog.shed(order);
      throw new ApiException(ChatErrors.OVERLOADED);
    }
    ChatTokens tokens;
    try {
      tokens =
          new ChatTokens(
              budget.reserve(order.caller(), order.promptTokens(), order.request().maxTokens()));
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
    Deadline deadline = Deadline.in(properties.timeout());
    ChatLog.Entry entry = chatLog.begin(order, providers.providerName(order.request().model()));
    ChatRun run = ChatRun.start("chat", sink -> call(order, deadline, entry, sink));
    running.add(run);
    if (drained) {
      run.abort(ChatRun.Abort.SHUTTING_DOWN);
    }
    return new ActiveChat(
        run,
        deadline,
        entry,
        tokens,
        () -> {
          running.remove(run);
          places.release();
        });
  }

  private Outcome call(
      ChatOrder order, Deadline deadline, ChatLog.Entry entry, Consumer<Delta> sink) {
    ProviderCall call =
        new ProviderCall(order.request(), deadline, null, properties.permitPatience());
    AtomicBoolean begun = new AtomicBoolean();
    return retries.run(
        deadline,
        begun::get,
        () -> {
          entry.tried();
          return order.streamed()
              ? providers.stream(
                  call,
                  delta -> {
                    begun.set(true);
                    sink.accept(delta);
                  })
              : providers.complete(call);
        });
  }

  /** Runs before the server waits for its requests, and leaves that to it. */
  @EventListener(ContextClosedEvent.class)
  void drain() {
    draining = true;
    Thread.ofVirtual().name("chat-drain").start(this::endAfterDrain);
  }

  private void endAfterDrain() {
    try {
      TimeUnit.NANOSECONDS.sleep(properties.drain().toNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private void end() {
    drained = true;
    if (!running.isEmpty()) {
      log.info("ending {} chats that did not end while draining", running.size());
    }
    running.forEach(run -> run.abort(ChatRun.Abort.SHUTTING_DOWN));
  }

  /**
   * Ends what still runs, where the server did not wait for it, and waits for that: the providers'
   * clients are closed after this. At most 2 s; a call that is aborted ends within 1 s.
   */
  @Override
  public void close() {
    end();
    try {
      if (!places.tryAcquire(properties.maxConcurrent(), 2, TimeUnit.SECONDS)) {
        log.warn("{} chats have not ended", running.size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
