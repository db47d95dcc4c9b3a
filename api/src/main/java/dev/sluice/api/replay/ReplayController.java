package dev.sluice.api.replay;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.PathIds;
import dev.sluice.api.stored.Database;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.replay.Replay;
import dev.sluice.webhooks.replay.ReplayRange;
import dev.sluice.webhooks.replay.Replays;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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

  private record Listing(List<Replay> items) {}

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

  @GetMapping(path = "/v1/webhooks/{id}/replays", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return json(
        ResponseEntity.ok(),
        new Listing(database.call(BOUND, () -> replays.newest(caller.tenant(), endpoint))));
  }

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
