package dev.sluice.processor.run;

import dev.sluice.chat.ChatResult;
import dev.sluice.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * Writes an answer as the document that the job's row keeps and the API shows, bounded in size.
 *
 * @param maxSize of the document in UTF-8
 */
public record ResultDocument(DataSize maxSize) {

  /** The document; empty where it is too large. */
  Optional<String> write(ChatResult result) {
    String document = Json.mapper().writeValueAsString(result);
    // A model cut off in the middle of a surrogate pair leaves half of one, which is not Unicode:
    // it becomes a replacement character.
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return bytes.length > maxSize.toBytes()
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }
}
