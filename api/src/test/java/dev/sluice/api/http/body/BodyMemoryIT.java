package dev.sluice.api.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Large bodies share one bounded memory. */
class BodyMemoryIT {

  private static final int MEGABYTE = 1024 * 1024;
  private static final int ROOM = 8 * MEGABYTE;

  @Test
  void bodiesBeyondTheRoomAreRefusedUntilOthersAreDone() throws Exception {
    try (TestApi api = TestApi.start(Map.of("sluice.body.max-memory", "8MB"))) {
      BodyMemory memory = api.bean(BodyMemory.class);
      RawClient client = new RawClient(api);
      List<Socket> unfinished = new ArrayList<>();
      try {
        while (unfinished.size() < 2) {
          unfinished.add(beginBody(client));
        }
        await().until(() -> memory.free() <= 2);

        RawResponse refused = client.send(RawRequest.post("/v1/jobs", "{\"prompt\":\"a\"}"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().path("error").asString()).isEqualTo("service_unavailable");
        assertThat(refused.json().path("code").asString()).isEqualTo("overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        // Who has no body needs no room.
        assertThat(api.get("/v1/jobs/x").statusCode()).isEqualTo(404);
      } finally {
        for (Socket socket : unfinished) {
          socket.close();
        }
      }
      await().until(() -> memory.free() == ROOM);
      assertThat(client.send(RawRequest.post("/v1/jobs", "{\"prompt\":\"a\"}")).status())
          .isEqualTo(202);
      await().until(() -> memory.free() == ROOM);
    }
  }

  /** All but the last byte of the largest body that is read. */
  private static Socket beginBody(RawClient client) throws Exception {
    Socket socket = client.open();
    RawRequest request = RawRequest.post("/v1/jobs", "").with("Content-Length: " + 4 * MEGABYTE);
    socket.getOutputStream().write(RawClient.head(request));
    socket.getOutputStream().write(new byte[4 * MEGABYTE - 1]);
    return socket;
  }
}
