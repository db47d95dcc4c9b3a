package dev.sluice.api.webhooks;

import dev.sluice.wire.Json;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What is answered, as JSON. */
final class Answers {

  private Answers() {}

  static ResponseEntity<byte[]> of(ResponseEntity.BodyBuilder answer, Object body) {
    return answer
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
