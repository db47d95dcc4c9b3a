package dev.sluice.api.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.storage.Database;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.replay.Replay;
import dev.sluice.webhooks.replay.ReplayRange;
import dev.sluice.webhooks.replay.Replays;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Replays are requested, read and cancelled; those of a deleted endpoint can be read. */
@Tag(name = "Replays", description = "An endpoint's deliveries of a time range, sent once more.")
@Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
class ReplayController {

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Replays replays;
  private final Database database;
  private final JsonBody body;
  private final Clock clock;

  ReplayController(Replays replays, Database database, JsonBody body, Clock clock) {
    this.replays = replays;
    this.database = database;
    this.body = body;
    this.clock = clock;
  }

  @Schema(name = "ReplayList")
  private record Listing(@Schema(description = "The replays.") List<Replay> items) {}

  /** What {@link ReplayRequest} reads. */
  @Schema(name = "ReplayRequest")
  @JsonInclude(Include.NON_NULL)
  private record ReplayBody(
      @Schema(description = "The start of the range, inclusive.") Instant since,
      @Schema(description = "The end of the range, exclusive; by default now, and never later.")
          @Nullable Instant until,
      @Schema(
              description =
                  "The status of the deliveries, one or a list of 1 to 4; `failed` by default.",
              oneOf = {Replayable.class, Replayable[].class})
          @Nullable Object status) {}

  private enum Replayable {
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("held")
    HELD,
    @JsonProperty("discarded")
    DISCARDED,
    @JsonProperty("delivered")
    DELIVERED
  }

  @Operation(
      operationId = "replayWebhook",
      summary = "Send a time range once more",
      description =
          "Queues each delivery that was planned in the range and has one of the given"
              + " statuses, once, oldest first and slowly enough that new events are hardly"
              + " delayed. Continues after restarts. At most 5 run at a time. Deliveries of a"
              + " disabled endpoint are held until it is enabled.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = ReplayBody.class))))
  @ApiResponse(
      responseCode = "202",
      description = "It is running.",
      headers = @Header(name = "Location", ref = "Location"),
      content = @Content(schema = @Schema(implementation = Replay.class)))
  @Errors({ErrorCode.WEBHOOK_DELETED, ErrorCode.TOO_MANY_REPLAYS})
  @PostMapping(
      path = "/v1/webhooks/{id}/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    ReplayRange range = ReplayRequest.read(body.read(request), clock.instant());
    EndpointId endpoint = PathIds.endpoint(id);
    Replay replay = database.call(BOUND, () -> replays.create(caller.tenant(), endpoint, range));
    URI location =
        URI.create("/v1/webhooks/%s/replays/%s".formatted(replay.webhookId(), replay.replayId()));
    return json(ResponseEntity.accepted().location(location), replay);
  }

  @Operation(
      operationId = "listReplays",
      summary = "List an endpoint's replays",
      description = "The newest 50, also of a deleted endpoint.")
  @ApiResponse(
      responseCode = "200",
      description = "The replays.",
      content = @Content(schema = @Schema(implementation = Listing.class)))
  @GetMapping(path = "/v1/webhooks/{id}/replays", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return json(
        ResponseEntity.ok(),
        new Listing(database.call(BOUND, () -> replays.newest(caller.tenant(), endpoint))));
  }

  @Operation(
      operationId = "getReplay",
      summary = "Get a replay",
      description =
          "It is `completed` once all is queued; `delivered` and `failed` still grow" + " then.")
  @ApiResponse(
      responseCode = "200",
      description = "The replay.",
      content = @Content(schema = @Schema(implementation = Replay.class)))
  @Errors(ErrorCode.REPLAY_NOT_FOUND)
  @GetMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    EndpointId endpoint = PathIds.endpoint(id);
    UUID replay = PathIds.read(replayId, RefusedException::replayNotFound);
    return json(
        ResponseEntity.ok(),
        database.call(BOUND, () -> replays.find(caller.tenant(), endpoint, replay)));
  }

  @Operation(
      operationId = "cancelReplay",
      summary = "Cancel a replay",
      description =
          "It queues nothing more; what it has queued stays queued. One that has ended"
              + " stays as it is. Repeatable.")
  @ApiResponse(
      responseCode = "200",
      description = "The replay as it stands.",
      content = @Content(schema = @Schema(implementation = Replay.class)))
  @Errors(ErrorCode.REPLAY_NOT_FOUND)
  @DeleteMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> cancel(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    EndpointId endpoint = PathIds.endpoint(id);
    UUID replay = PathIds.read(replayId, RefusedException::replayNotFound);
    return json(
        ResponseEntity.ok(),
        database.call(BOUND, () -> replays.cancel(caller.tenant(), endpoint, replay)));
  }

  private static ResponseEntity<byte[]> json(BodyBuilder answer, Object body) {
    return answer
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
