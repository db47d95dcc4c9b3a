package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Single exchanges with one provider, on the calling thread. It does not repeat anything, and
 * whatever goes wrong between the two ends is an {@link UpstreamException}. Safe for use by any
 * number of threads.
 */
public final class Upstream implements AutoCloseable {

  private static final int MAX_ERROR_BYTES = 64 * 1024;
  // Servers that ask for no key often still want the header.
  private static final String NO_KEY = "none";
  private static final String DONE = "[DONE]";
  // How long a stream whose answer is complete may take to end and leave its connection usable.
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final Protocol protocol;
  private final RetryAdvice advice;
  private final ProviderHttp http;
  private final String basePath;
  private final Map<String, String> headers;

  public Upstream(UpstreamSettings settings, Protocol protocol, RetryAdvice advice) {
    this.protocol = protocol;
    this.advice = advice;
    this.http = new ProviderHttp(settings);
    this.basePath = settings.baseUrl().getRawPath().replaceFirst("/+$", "");
    String key = settings.apiKey();
    this.headers = protocol.headers(key.isEmpty() ? NO_KEY : key);
  }

  Outcome complete(ProviderCall call) throws UpstreamException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), _ -> {});
    http.send(
        post(call, false),
        call.deadline(),
        response -> readWhole(successful(response), protocol.reader(answer)));
    return answer.outcome();
  }

  Outcome stream(ProviderCall call, Consumer<Delta> sink) throws UpstreamException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), sink);
    HttpPost request = post(call, true);
    http.send(
        request,
        call.deadline(),
        response -> {
          HttpEntity entity = successful(response);
          if (isJson(entity)) {
            // Some servers do not stream everything that they are asked to.
            readWhole(entity, protocol.reader(answer));
          } else if (readEvents(entity, protocol.reader(answer), call.deadline())) {
            drain(entity.getContent(), request);
          }
        });
    return answer.outcome();
  }

  /**
   * The models that the provider lists, in its order; the first page, and at most {@value
   * ModelList#MAX} of it.
   *
   * @throws UpstreamException also where the deadline passes first
   */
  List<String> models(Deadline deadline) throws UpstreamException {
    ModelList models = new ModelList();
    http.send(
        prepared(new HttpGet(basePath + protocol.modelsPath())),
        deadline,
        response -> JsonReader.documents(text(successful(response)), models::read));
    return models.ids();
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpPost post(ProviderCall call, boolean stream) throws UpstreamException {
    HttpPost request = prepared(new HttpPost(basePath + protocol.answersPath()));
    JobAttempt attempt = call.attempt();
    if (attempt != null) {
      attempt.headers().forEach(request::setHeader);
    }
    request.setEntity(
        new ByteArrayEntity(protocol.body(call.request(), stream), ContentType.APPLICATION_JSON));
    return request;
  }

  private <T extends HttpUriRequestBase> T prepared(T request) {
    headers.forEach(request::setHeader);
    return request;
  }

  private HttpEntity successful(ClassicHttpResponse response)
      throws IOException, UpstreamException {
    HttpEntity entity = response.getEntity();
    if (response.getCode() >= 300) {
      throw new UpstreamException(
          ErrorBody.read(
              response.getCode(),
              entity == null ? "" : errorText(entity),
              advice.read(name ->
                  Arrays.stream(response.getHeaders(name)).map(NameValuePair::getValue).toList())));
    }
    if (entity == null) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
    return entity;
  }

  private static String errorText(HttpEntity entity) {
    try {
      return new String(entity.getContent().readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (IOException _) {
      // The status says enough.
      return "";
    }
  }

  private static boolean isJson(HttpEntity entity) {
    return entity.getContentType() != null
        && entity.getContentType().startsWith(ContentType.APPLICATION_JSON.getMimeType());
  }

  private static void readWhole(HttpEntity entity, Protocol.AnswerReader reader)
      throws IOException, UpstreamException {
    int[] documents = {0};
    JsonReader.documents(
        text(entity),
        json -> {
          documents[0]++;
          reader.readWhole(json);
        });
    if (documents[0] != 1) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
  }

  private static String text(HttpEntity entity) throws IOException, UpstreamException {
    byte[] bytes = entity.getContent().readNBytes(JsonReader.MAX_BYTES + 1);
    if (bytes.length > JsonReader.MAX_BYTES) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Whether the stream said that it has ended; otherwise there is nothing left to read. */
  private static boolean readEvents(
      HttpEntity entity, Protocol.AnswerReader reader, Deadline deadline)
      throws IOException, UpstreamException {
    ServerSentEvents events = new ServerSentEvents(entity.getContent());
    boolean[] last = {false};
    for (String data = events.next(); data != null; data = events.next()) {
      if (deadline.hasPassed()) {
        throw new UpstreamException(Failure.Trouble.TRUNCATED);
      }
      if (data.strip().equals(DONE)) {
        return true;
      }
      JsonReader.documents(data, json -> last[0] |= reader.readEvent(json));
      if (last[0]) {
        return true;
      }
    }
    return false;
  }

  private void drain(InputStream in, HttpUriRequestBase request) {
    Future<?> abort = http.abortIn(END_PATIENCE, request);
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // The answer is complete; only the connection is lost.
    } finally {
      abort.cancel(false);
    }
  }
}
