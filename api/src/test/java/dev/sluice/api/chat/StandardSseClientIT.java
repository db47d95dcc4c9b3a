package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.wire.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our streams through a client of somebody else's. */
@ResourceLock(value = ChatApi.LOCK, mode = ResourceAccessMode.READ)
class StandardSseClientIT {

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5"})
  void streamIsUnderstoodByAStandardClient(String model) throws Exception {
    ChatApi api = ChatApi.shared();
    Recording recording = new Recording();
    OkHttpClient client = new OkHttpClient();
    Request request =
        new Request.Builder()
            .url("http://127.0.0.1:" + api.api.port() + "/v2/chat")
            .header("X-API-Key", TestApi.ADMIN_KEY)
            .post(
                RequestBody.create(
                    chat(model, "Grüße 🙂", "\"stream\":true"), MediaType.get("application/json")))
            .build();

    EventSources.createFactory(client).newEventSource(request, recording);
    recording.closed.get(30, SECONDS);

    assertThat(recording.data.getLast()).isEqualTo("[DONE]");
    assertThat(recording.data.subList(0, recording.data.size() - 1))
        .hasSizeGreaterThan(5)
        .allSatisfy(document -> assertThat(Json.mapper().readTree(document).isObject()).isTrue());
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static final class Recording extends EventSourceListener {
    private final List<String> data = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void onEvent(
        EventSource source, @Nullable String id, @Nullable String type, String document) {
      data.add(document);
    }

    @Override
    public void onClosed(EventSource source) {
      closed.complete(true);
    }

    @Override
    public void onFailure(
        EventSource source, @Nullable Throwable thrown, @Nullable Response response) {
      closed.completeExceptionally(
          thrown == null ? new IllegalStateException("" + response) : thrown);
    }
  }
}
