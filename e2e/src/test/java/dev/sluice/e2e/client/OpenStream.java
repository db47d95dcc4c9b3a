package dev.sluice.e2e.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A response that is read as it arrives. Closing it early disconnects the client. */
public final class OpenStream implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  private OpenStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static OpenStream of(HttpClient http, HttpRequest request) {
    try {
      return new OpenStream(http.send(request, BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public int status() {
    return response.statusCode();
  }

  /** Waits for the next line that contains this text. */
  public String awaitLine(String part) {
    try {
      String line;
      do {
        line = lines.readLine();
        if (line == null) {
          throw new IllegalStateException("The stream ended without " + part);
        }
      } while (!line.contains(part));
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
