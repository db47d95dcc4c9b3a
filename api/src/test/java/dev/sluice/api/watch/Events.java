package dev.sluice.api.watch;

import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import dev.sluice.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of a job's events; what it got so far can be asked for at any time. */
final class Events implements AutoCloseable {

  /** One event, as the standard's parser yields it. */
  record Event(String id, String type, JsonNode data) {}

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private volatile boolean ended;
  private volatile boolean over;

  private Events(HttpResponse<InputStream> response) {
    this.response = response;
  }

  /** Connects, and reads nothing until {@link #start}. */
  static Events unread(TestApi api, JobId id) throws Exception {
    return connect(api, id, null);
  }

  void start() {
    Thread.ofVirtual().start(this::read);
  }

  static Events of(TestApi api, JobId id) throws Exception {
    return of(api, id, null);
  }

  static Events of(TestApi api, JobId id, @Nullable String lastEventId) throws Exception {
    Events events = connect(api, id, lastEventId);
    events.start();
    return events;
  }

  private static Events connect(TestApi api, JobId id, @Nullable String lastEventId)
      throws Exception {
    HttpRequest.Builder request =
        api.request("/v1/jobs/" + id + "/events").header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new Events(HTTP.send(request.build(), BodyHandlers.ofInputStream()));
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = "";
      String type = "";
      String data = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty() && !data.isEmpty()) {
          events.add(new Event(id, type, Json.mapper().readTree(data)));
          data = "";
        } else if (line.startsWith(":")) {
          comments.add(line);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data += line.substring(6);
        }
      }
      ended = true;
    } catch (IOException _) {
      // Closed from here, or cut off.
    }
    over = true;
  }

  int status() {
    return response.statusCode();
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  List<Event> all() {
    return List.copyOf(events);
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  List<String> comments() {
    return List.copyOf(comments);
  }

  Event last() {
    return events.getLast();
  }

  /** The answer as far as it came, of the latest attempt. */
  String content() {
    return content(all());
  }

  static String content(List<Event> events) {
    StringBuilder content = new StringBuilder();
    int attempt = 0;
    for (Event event : events) {
      if (event.type().equals("content")) {
        if (event.data().path("attempt").asInt() > attempt) {
          attempt = event.data().path("attempt").asInt();
          content.setLength(0);
        }
        if (event.data().path("offset").asInt() != content.length()) {
          throw new IllegalStateException("an event does not follow on from the one before");
        }
        content.append(event.data().path("text").asString());
      }
    }
    return content.toString();
  }

  /** How far the answer has come; cheap. */
  static int length(List<Event> events) {
    return events.reversed().stream()
        .filter(event -> event.type().equals("content"))
        .map(Event::data)
        .map(data -> data.path("offset").asInt() + data.path("text").asString().length())
        .findFirst()
        .orElse(0);
  }

  boolean isOver() {
    return over;
  }

  /** Whether the server ended the response as HTTP says, instead of cutting it off. */
  boolean isEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
