package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Outcome;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One line per chat; nothing of what was said. */
@Component
final class ChatLog {

  private static final Logger log = LoggerFactory.getLogger(ChatLog.class);

  void shed(ChatOrder order) {
    log.info(
        "chat id={} tenant={} model={} outcome={}",
        order.id(),
        order.caller().tenant(),
        order.request().model(),
        ChatErrors.OVERLOADED.code());
  }

  Entry begin(ChatOrder order, String provider) {
    return new Entry(order, provider);
  }

  /** For the handler's thread, apart from {@link #tried}. */
  static final class Entry {

    private static final long NEVER = -1;

    private final ChatOrder order;
    private final String provider;
    private final long begunAt = System.nanoTime();
    private final AtomicInteger tries = new AtomicInteger();
    private long firstPieceMillis = NEVER;
    private Usage usage = Usage.NONE;
    private String outcome = "broke";
    private int status = 500;

    private Entry(ChatOrder order, String provider) {
      this.order = order;
      this.provider = provider;
    }

    void tried() {
      tries.incrementAndGet();
    }

    void piece() {
      if (firstPieceMillis == NEVER) {
        firstPieceMillis = millis();
      }
    }

    void ended(Outcome end) {
      if (end instanceof Outcome.Completed(var result)) {
        usage = result.usage();
        outcome = "completed";
        status = 200;
      }
    }

    void failed(ApiError error) {
      outcome = error.code();
      status = error.status();
    }

    void write() {
      log.info(
          "chat id={} tenant={} version={} model={} provider={} stream={} outcome={} status={}"
              + " tries={} first_piece_ms={} duration_ms={} prompt_tokens={} completion_tokens={}",
          order.id(),
          order.caller().tenant(),
          order.version().name().toLowerCase(Locale.ROOT),
          order.request().model(),
          provider,
          order.streamed(),
          outcome,
          status,
          tries,
          firstPieceMillis,
          millis(),
          usage.promptTokens(),
          usage.completionTokens());
    }

    private long millis() {
      return (System.nanoTime() - begunAt) / 1_000_000;
    }
  }
}
