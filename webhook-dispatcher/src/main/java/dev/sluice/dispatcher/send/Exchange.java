package dev.sluice.dispatcher.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** One request and what came back of it so far. */
final class Exchange {

  private static final int MAX_READ_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 8 * 1024;

  /** The part of a response that is in once its head is. */
  private record Head(int status, Optional<Duration> retryAfter) {}

  private final CloseableHttpClient client;
  private final Clock clock;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private @Nullable Head head;
  private int total;
  private boolean readToTheEnd;

  Exchange(CloseableHttpClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  void run(Post post) throws IOException, HttpException {
    HttpPost request = new HttpPost(post.url());
    post.headers().forEach(request::setHeader);
    // Without a type of its own, as the headers say it.
    request.setEntity(new ByteArrayEntity(post.body(), null));
    try {
      ClassicHttpResponse response =
          client.executeOpen(RoutingSupport.determineHost(request), request, null);
      head = new Head(response.getCode(), retryAfter(response));
      readToTheEnd = read(response.getEntity());
    } finally {
      if (!readToTheEnd) {
        // Breaks the connection; closing the response would read what is left of it first.
        request.abort();
      }
    }
  }

  /** Whether the end was reached; keeps the beginning. */
  private boolean read(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return true;
    }
    InputStream content = entity.getContent();
    byte[] chunk = new byte[CHUNK_BYTES];
    int count;
    while ((count = content.read(chunk, 0, Math.min(CHUNK_BYTES, MAX_READ_BYTES - total))) > 0) {
      kept.write(chunk, 0, Math.min(count, Answer.MAX_KEPT_BYTES - kept.size()));
      total += count;
    }
    return count < 0;
  }

  private Optional<Duration> retryAfter(ClassicHttpResponse response) {
    int status = response.getCode();
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    boolean applies =
        status == HttpStatus.SC_TOO_MANY_REQUESTS || status == HttpStatus.SC_SERVICE_UNAVAILABLE;
    return applies && header != null
        ? RetryAfter.parse(header.getValue(), clock.instant())
        : Optional.empty();
  }

  /** How it ended where nothing went wrong. */
  Outcome outcome() {
    Head received = head;
    if (received == null) {
      throw new IllegalStateException("there is no status");
    }
    boolean cut = !readToTheEnd || total > kept.size();
    Answer answer = new Answer(received.status(), kept.toByteArray(), cut);
    return answer.isSuccess()
        ? new Outcome.Delivered(answer)
        : new Outcome.Failed(FailureClass.HTTP_STATUS, Optional.of(answer), received.retryAfter());
  }

  /** How it ended where something did. */
  Outcome outcomeAfter(Exception problem, boolean deadlinePassed) {
    if (head != null) {
      return outcome();
    }
    if (deadlinePassed) {
      return Outcome.Failed.without(FailureClass.TIMEOUT);
    }
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Aborted();
    }
    return Outcome.Failed.without(Classification.of(problem));
  }
}
