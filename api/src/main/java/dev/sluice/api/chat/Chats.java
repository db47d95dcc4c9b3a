package dev.sluice.api.chat;

import dev.sluice.api.chat.AbortableCall.Abort;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.sse.ClientWatch;
import dev.sluice.api.http.sse.EventStream;
import dev.sluice.api.http.sse.EventStreams;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.chat.ChatResult;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.work.RetryPolicy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Answers chats: a bounded number at a time, and none while the process drains. When a client goes
 * away, its call at the provider ends within a second. Thread-safe.
 */
@Component
final class Chats implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Chats.class);

  private static final long SILENCE_CHECK_MILLIS = 250;
  private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(200);
  private static final Duration RETRY_BASE = Duration.ofMillis(200);
  private static final Duration RETRY_CAP = Duration.ofSeconds(5);

  /** Connection trouble is retried within the provider's call and not again here. */
  private static final Set<String> RETRIED =
      Set.of(
          ProviderErrors.RATE_LIMITED.code(),
          ProviderErrors.OVERLOADED.code(),
          ProviderErrors.UNAVAILABLE.code());

  private final ProviderRouter providers;
  private final ClientWatch clients;
  private final EventStreams streams;
  private final TokenBudget budget;
  private final ChatProperties properties;
  private final RetryPolicy retries;
  private final Semaphore slots;
  private final Set<ActiveChat> running = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile boolean drained;

  Chats(
      ProviderRouter providers,
      ClientWatch clients,
      EventStreams streams,
      TokenBudget budget,
      ChatProperties properties) {
    this.providers = providers;
    this.clients = clients;
    this.streams = streams;
    this.budget = budget;
    this.properties = properties;
    this.retries =
        new RetryPolicy(
            properties.maxRetries(),
            RETRY_BASE,
            RETRY_CAP,
            () -> ThreadLocalRandom.current().nextLong());
    this.slots = new Semaphore(properties.maxConcurrent());
  }

  /**
   * The whole answer.
   *
   * @throws ApiException if there is none
   */
  ChatResult answer(Chat chat, HttpServletRequest request) {
    return admitted(
        chat,
        active -> {
          Outcome outcome;
          try (var _ = clients.whileConnected(request, () -> active.abort(Abort.CLIENT_GONE))) {
            outcome = active.run(sink -> call(chat, active, sink), _ -> {});
          }
          if (outcome instanceof Outcome.Completed(ChatResult result)) {
            return result;
          }
          throw new ApiException(active.error(outcome));
        });
  }

  /**
   * Streams the answer. A failure before the first byte is an ordinary error; a later one is a
   * frame that no {@code [DONE]} follows. The first byte is a piece of the answer or, after a
   * silence of the keep-alive interval, a comment.
   *
   * @throws ApiException if nothing has been written
   */
  void stream(Chat chat, HttpServletRequest request, HttpServletResponse response) {
    admitted(
        chat,
        active -> {
          try (EventStream stream =
              streams.open(request, response, () -> active.abort(Abort.CLIENT_GONE))) {
            Outcome outcome =
                active.run(
                    sink -> call(chat, active, sink),
                    delta -> stream.send(ChatDocuments.piece(delta)));
            if (outcome instanceof Outcome.Completed(ChatResult result)) {
              ChatDocuments.end(chat, result).forEach(stream::send);
              return true;
            }
            ApiError error = active.error(outcome);
            if (stream.closeUnlessBegun()) {
              throw new ApiException(error);
            }
            return stream.send(ChatDocuments.error(error));
          }
        });
  }

  /**
   * Runs a chat at once or not at all.
   *
   * @throws ApiException 503 if no slot is free, 429 if the caller has too few tokens left
   */
  private <T> T admitted(Chat chat, Function<ActiveChat, T> work) {
    if (draining) {
      throw new ApiException(ChatErrors.SHUTTING_DOWN);
    }
    if (!slots.tryAcquire()) {
      log.info(
          "chat id={} tenant={} model={} outcome={}",
          chat.id(),
          chat.caller().tenant(),
          chat.request().model(),
          ChatErrors.OVERLOADED.code());
      throw new ApiException(ChatErrors.OVERLOADED);
    }
    try {
      TokenBudget.Reservation reservation =
          budget.reserve(chat.caller(), chat.promptTokens(), chat.request().maxTokens());
      String provider = providers.providerName(chat.request().model());
      ActiveChat active =
          new ActiveChat(chat, provider, reservation, Deadline.in(properties.timeout()));
      running.add(active);
      if (drained) {
        active.abort(Abort.SHUTTING_DOWN);
      }
      try {
        return work.apply(active);
      } finally {
        running.remove(active);
        active.end();
      }
    } finally {
      slots.release();
    }
  }

  /**
   * Calls the provider. While no piece has arrived, a call that the provider refuses for the moment
   * is retried.
   */
  private Outcome call(Chat chat, ActiveChat active, Consumer<Delta> sink) {
    ProviderCall call =
        new ProviderCall(chat.request(), active.deadline(), null, properties.permitPatience());
    try {
      return retries.run(
          number -> {
            active.attempt(number);
            return chat.streamed() ? providers.stream(call, sink) : providers.complete(call);
          },
          outcome ->
              outcome instanceof Outcome.Retryable refused
                      && RETRIED.contains(refused.error().code())
                      && !active.hasPieces()
                  ? Optional.of(Optional.ofNullable(refused.retryAfter()).orElse(MIN_RETRY_DELAY))
                  : Optional.empty(),
          active.deadline()::remaining);
    } catch (InterruptedException _) {
      return new Outcome.Aborted();
    }
  }

  @Scheduled(fixedRate = SILENCE_CHECK_MILLIS)
  void abortSilent() {
    running.forEach(chat -> chat.abortIfSilent(properties.idleTimeout()));
  }

  /** Runs before the server waits for its requests, and leaves that to it. */
  @EventListener(ContextClosedEvent.class)
  void drain() {
    draining = true;
    Thread.ofVirtual().name("chat-drain").start(this::abortAfterDrain);
  }

  private void abortAfterDrain() {
    try {
      TimeUnit.NANOSECONDS.sleep(properties.drain().toNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    abortAll();
  }

  private void abortAll() {
    drained = true;
    if (!running.isEmpty()) {
      log.info("aborting {} chats that did not end while draining", running.size());
    }
    running.forEach(chat -> chat.abort(Abort.SHUTTING_DOWN));
  }

  /**
   * Aborts the chats that the server did not wait for and waits until they have ended, at most 2 s:
   * the providers' clients are closed after this.
   */
  @Override
  public void close() {
    abortAll();
    try {
      if (!slots.tryAcquire(properties.maxConcurrent(), 2, TimeUnit.SECONDS)) {
        log.warn("{} chats have not ended", running.size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
