package dev.sluice.e2e.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploads a batch of 10 000 jobs over its own connection. Responses are read while lines are
 * written.
 */
public final class BatchUpload implements AutoCloseable {
  private static final Pattern JOB_ID = Pattern.compile("\"job_id\":\"([^\"]+)\"");
  private static final int LINES = 10_000;

  private final Socket socket;
  private final BufferedReader response;
  private final Thread writer;
  private final List<String> jobIds = new ArrayList<>();

  BatchUpload(URI api, String key, String line) {
    try {
      socket = new Socket(api.getHost(), api.getPort());
      response =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writer = Thread.ofVirtual().start(() -> write(api, key, line));
  }

  private void write(URI api, String key, String line) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /v1/jobs/batch HTTP/1.1\r
          Host: %s\r
          Authorization: Bearer %s\r
          Content-Type: application/x-ndjson\r
          Transfer-Encoding: chunked\r
          \r
          """
              .formatted(api.getAuthority(), key)
              .getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < LINES; i++) {
        byte[] document =
            "{\"prompt\":\"%s %d\"}\n".formatted(line, i).getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(document.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(document);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // The api was killed; the responses show which jobs it accepted.
    }
  }

  /** Waits until {@code count} jobs are accepted and returns the ids of all accepted so far. */
  public List<String> awaitAccepted(int count) {
    while (jobIds.size() < count && readLine()) {}
    if (jobIds.size() < count) {
      throw new IllegalStateException("The response ended after %d jobs".formatted(jobIds.size()));
    }
    return List.copyOf(jobIds);
  }

  /** Reads the response to its end and returns the ids of all accepted jobs. */
  public List<String> readToEnd() {
    while (readLine()) {}
    return List.copyOf(jobIds);
  }

  private boolean readLine() {
    try {
      String line = response.readLine();
      if (line == null) {
        return false;
      }
      Matcher matcher = JOB_ID.matcher(line);
      if (matcher.find()) {
        jobIds.add(matcher.group(1));
      }
      return true;
    } catch (IOException _) {
      // Connection reset by a killed process.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      writer.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
