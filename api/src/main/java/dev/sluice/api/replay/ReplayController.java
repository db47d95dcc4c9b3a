package dev.sluice.api.replay;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.webhooks.EndpointId;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
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

/** Replays are asked for, looked at and cancelled; those of a deleted endpoint can be looked at. */
@RestController
class ReplayController {

  private static final int ID_LENGTH = 36;

  private final Replays replays;
  private final JsonBody body;
  private final Clock clock;

  ReplayController(Replays replays, JsonBody body, Clock clock) {
    this.replays = replays;
    this.body = body;
    this.clock = clock;
  }

  private record Listing(List<ReplayView> items) {}

  @PostMapping(
      path = "/v1/webhooks/{id}/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    ReplayRequest wanted = ReplayRequest.read(body.read(request), clock.instant());
    ReplayView replay = replays.create(caller.tenant(), EndpointId.inPath(id), wanted);
    URI location =
        URI.create("/v1/webhooks/%s/replays/%s".formatted(replay.webhookId(), replay.replayId()));
    return json(ResponseEntity.accepted().location(location), replay);
  }

  @GetMapping(path = "/v1/webhooks/{id}/replays", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return json(
        ResponseEntity.ok(), new Listing(replays.newest(caller.tenant(), EndpointId.inPath(id))));
  }

  @GetMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    return json(
        ResponseEntity.ok(), replays.find(caller.tenant(), EndpointId.inPath(id), parse(replayId)));
  }

  @DeleteMapping(
      path = "/v1/webhooks/{id}/replays/{replay_id}",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> cancel(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @PathVariable("replay_id") String replayId) {
    return json(
        ResponseEntity.ok(),
        replays.cancel(caller.tenant(), EndpointId.inPath(id), parse(replayId)));
  }

  private static UUID parse(String id) {
    try {
      if (id.length() == ID_LENGTH) {
        return UUID.fromString(id);
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw Replays.unknown();
  }

  private static ResponseEntity<byte[]> json(BodyBuilder answer, Object body) {
    return answer
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
