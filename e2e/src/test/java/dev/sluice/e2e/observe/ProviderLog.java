package dev.sluice.e2e.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Reads the simulator's call log. */
public final class ProviderLog {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI simulator;

  public ProviderLog(URI simulator) {
    this.simulator = simulator;
  }

  /**
   * A call.
   *
   * @param jobId from the caller's header; empty if absent
   * @param attempt from the caller's header; 0 if absent
   * @param outcome {@code open}, {@code completed}, {@code client_gone} or {@code cut}
   */
  public record Call(String jobId, int attempt, String outcome) {

    public boolean isOpen() {
      return outcome.equals("open");
    }
  }

  /** All calls whose last user message contains the text, oldest first. */
  public List<Call> containing(String text) {
    return lines("contains=" + URLEncoder.encode(text, StandardCharsets.UTF_8)).stream()
        .map(JsonMapper.shared()::readTree)
        .map(call ->
            new Call(
                call.path("job_id").asString(""),
                call.path("attempt").asInt(0),
                call.path("outcome").asString("")))
        .toList();
  }

  private List<String> lines(String query) {
    try {
      HttpRequest request = HttpRequest.newBuilder(simulator.resolve("/_calls?" + query)).build();
      return HTTP.send(request, BodyHandlers.ofLines()).body().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
