package dev.sluice.api.batch;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.BodyMedia;
import dev.sluice.api.submit.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BatchController {

  static final String NDJSON = "application/x-ndjson";

  private final Batches batches;

  BatchController(Batches batches) {
    this.batches = batches;
  }

  @PostMapping(path = "/v1/jobs/batch", consumes = NDJSON)
  void submit(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    BodyMedia.requirePlainUtf8(request);
    batches.run(
        caller,
        IdempotencyKey.of(request),
        request.getContentLengthLong(),
        request.getInputStream(),
        response);
  }
}
