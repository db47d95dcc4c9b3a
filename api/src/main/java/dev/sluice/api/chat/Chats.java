package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.sse.ClientWatch;
import dev.sluice.api.http.sse.EventStream;
import dev.sluice.api.http.sse.EventStreams;
import dev.sluice.chat.ChatResult;
import dev.sluice.provider.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/**
 * Answers chats. When a client goes away its call at the provider ends within a second, whether or
 * not anything of an answer has been written. Safe for all threads.
 */
@Component
final class Chats {

  private final ChatRuns runs;
  private final ClientWatch clients;
  private final EventStreams streams;
  private final ChatProperties properties;

  Chats(ChatRuns runs, ClientWatch clients, EventStreams streams, ChatProperties properties) {
    this.runs = runs;
    this.clients = clients;
    this.streams = streams;
    this.properties = properties;
  }

  /**
   * The whole answer.
   *
   * @throws ApiException where there is none
   */
  ChatResult answer(ChatOrder order, HttpServletRequest request) {
    try (ActiveChat chat = runs.begin(order);
        var _ = clients.whileConnected(request, chat::clientGone)) {
      Outcome outcome = chat.end();
      if (outcome instanceof Outcome.Completed(ChatResult result)) {
        return result;
      }
      throw new ApiException(chat.failed(outcome));
    }
  }

  /**
   * The answer as a stream. A failure before its first byte is an ordinary error; one after it is a
   * frame, which no {@code [DONE]} follows. The first byte is a piece of the answer or, after a
   * silence of the keep-alive interval, a comment.
   *
   * @throws ApiException where nothing has been written
   */
  void stream(ChatOrder order, HttpServletRequest request, HttpServletResponse response) {
    try (ActiveChat chat = runs.begin(order);
        EventStream stream = streams.open(request, response, chat::clientGone)) {
      PieceWriter writer = new PieceWriter(stream);
      Outcome outcome =
          chat.end(
              properties.idleTimeout(),
              delta -> {
                writer.write(delta);
                chat.forwarded();
              });
      if (outcome instanceof Outcome.Completed(ChatResult result)) {
        writer.finish(order, result);
        return;
      }
      ApiError error = chat.failed(outcome);
      if (stream.closeUnlessBegun()) {
        throw new ApiException(error);
      }
      stream.send(ChatDocuments.error(error));
    }
  }
}
