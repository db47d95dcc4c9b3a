package dev.sluice.api.chat;

import dev.sluice.api.http.sse.EventStream;
import dev.sluice.chat.ChatResult;
import dev.sluice.provider.Delta;

/** Writes the pieces of an answer as frames. For one thread. */
final class PieceWriter {

  private final EventStream stream;
  private final WholeCharacters characters = new WholeCharacters();

  PieceWriter(EventStream stream) {
    this.stream = stream;
  }

  /** Where the client has gone, this writes nothing; the run is being aborted then. */
  void write(Delta delta) {
    switch (delta) {
      case Delta.Content(String text) -> content(characters.take(text));
      case Delta.ToolCallPart part -> stream.send(ChatDocuments.toolCall(part));
    }
  }

  void finish(ChatOrder order, ChatResult result) {
    content(characters.rest());
    stream.send(ChatDocuments.finish(result));
    switch (order.version()) {
      case V1 -> {}
      case V2 -> stream.send(ChatDocuments.usage(result));
    }
    stream.send(ChatDocuments.DONE);
  }

  private void content(String text) {
    if (!text.isEmpty()) {
      stream.send(ChatDocuments.content(text));
    }
  }
}
