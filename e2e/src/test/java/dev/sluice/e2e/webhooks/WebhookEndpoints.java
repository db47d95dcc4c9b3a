package dev.sluice.e2e.webhooks;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.TextResponse;
import java.net.URI;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Manages the webhook endpoints of one tenant over the API. */
record WebhookEndpoints(Client client) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  /** Registers an endpoint for completed jobs and returns its id. */
  String register(URI url) {
    return document(
            client.post(
                "/v1/webhooks", "{\"url\":\"%s\",\"events\":[\"job.completed\"]}".formatted(url)),
            CREATED)
        .path("id")
        .asString();
  }

  /** Starts a replay and returns the path of its status. */
  String replay(String endpoint, String request) {
    JsonNode replay =
        document(client.post("/v1/webhooks/" + endpoint + "/replay", request), ACCEPTED);
    return "/v1/webhooks/%s/replays/%s".formatted(endpoint, replay.path("replay_id").asString());
  }

  JsonNode read(String path) {
    return MAPPER.readTree(client.get(path).body());
  }

  private static JsonNode document(TextResponse response, int status) {
    if (response.status() != status) {
      throw new IllegalStateException("Unexpected status: " + response);
    }
    return MAPPER.readTree(response.body());
  }
}
