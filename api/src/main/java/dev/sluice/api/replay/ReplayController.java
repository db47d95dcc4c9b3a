package dev.sluice.api.replay;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.storage.Database;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.replay.Replay;
import dev.sluice.webhooks.replay.ReplayRange;
import dev.sluice.webhooks.replay.Replays;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts, reads and cancels replays of an endpoint's deliveries. */
@Tag(name = "Replays", description = "Send an endpoint's deliveries of a time range again.")
@Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
class ReplayController {

  private final Replays replays;
  private final Database database;
  private final Clock clock;

  ReplayController(Replays replays, Database database, Clock clock) {
    this.replays = replays;
    this.database = database;
    this.clock = clock;
  }

  @Schema(name = "ReplayList")
  record Listing(@Schema(description = "The replays.") List<Replay> items) {}

  @Operation(
      operationId = "replayWebhook",
      summary = "Replay a time range",
      description =
          "Queues each delivery that was created in the range and has one of the given"
              + " statuses once, oldest first, and slowly enough that new events are hardly"
              + " delayed. Continues after restarts. At most 5 run at a time. Deliveries of a"
              + " disabled endpoint are held until it is enabled.")
  @ApiResponse(
      responseCode = "202",
      description = "The replay is running.",
      headers = @Header(name = "Location", ref = "Location"))
  @Errors({ErrorCode.WEBHOOK_DELETED, ErrorCode.TOO_MANY_REPLAYS})
  @PostMapping(
      path = "/v1/webhooks/{id}/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Replay> create(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @RequestBody(required = true) ReplayRequest request) {
    ReplayRange range = request.range(clock.instant());
    EndpointId endpoint = PathIds.endpoint(id);
    Replay replay = database.call(() -> replays.create(caller.tenant(), endpoint, range));
    URI location =
        URI.create("/v1/webhooks/%s/replays/%s".formatted(replay.webhookId(), replay.replayId()));
    return revalidated(HttpStatus.ACCEPTED).location(location).body(replay);
  }

  @Operation(
      operationId = "listReplays",
      summary = "List an endpoint's replays",
      description = "The newest 50, also of a deleted endpoint.")
  @ApiResponse(responseCode = "200", description = "The replays.")
  @GetMapping(path = "/v1/webhooks/{id}/replays", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Listing> list(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return revalidated(HttpStatus.OK)
        .body(new Listing(database.call(() -> replays.newest(caller.tenant(), endpoint))));
  }

  @Operation(
      operationId = "getReplay",
      summary = "Get a replay",
      description =
          "It is `completed` once everything is queued; `delivered` and `failed` continue to"
              + " grow.")
  @ApiResponse(responseCode = "200", description = "The replay.")
  @Errors(ErrorCode.REPLAY_NOT_FOUND)
  @GetMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Replay> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    EndpointId endpoint = PathIds.endpoint(id);
    UUID replay = PathIds.read(replayId, RefusedException::replayNotFound);
    return revalidated(HttpStatus.OK)
        .body(database.call(() -> replays.find(caller.tenant(), endpoint, replay)));
  }

  @Operation(
      operationId = "cancelReplay",
      summary = "Cancel a replay",
      description =
          "Stops queueing; queued deliveries stay queued. A replay that has ended does not"
              + " change. Repeatable.")
  @ApiResponse(responseCode = "200", description = "The current state of the replay.")
  @Errors(ErrorCode.REPLAY_NOT_FOUND)
  @DeleteMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Replay> cancel(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    EndpointId endpoint = PathIds.endpoint(id);
    UUID replay = PathIds.read(replayId, RefusedException::replayNotFound);
    return revalidated(HttpStatus.OK)
        .body(database.call(() -> replays.cancel(caller.tenant(), endpoint, replay)));
  }

  private static BodyBuilder revalidated(HttpStatus status) {
    return ResponseEntity.status(status).cacheControl(CacheControl.noCache().cachePrivate());
  }
}
