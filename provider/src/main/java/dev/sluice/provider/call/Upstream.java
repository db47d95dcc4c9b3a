package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
 * Single exchanges with one provider, on the calling thread, without retries. Every failure is an
 * {@link UpstreamException}. Thread-safe.
 */
public final class Upstream implements AutoCloseable {

  /**
   * Where a provider is.
   *
   * @param apiKey empty for a server that needs none
   * @param maxInFlight concurrent calls, and idle connections that are kept
   * @param connectTimeout bounds a connect, and then each wait in the TLS handshake, as the call's
   *     deadline does
   */
  public record Settings(URI baseUrl, String apiKey, int maxInFlight, Duration connectTimeout) {

    @Override
    public String toString() {
      return "Settings[baseUrl=%s, maxInFlight=%d]".formatted(baseUrl, maxInFlight);
    }
  }

  private static final int MAX_MODELS = 1000;
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  // Servers that ask for no key often still want the header.
  private static final String NO_KEY = "none";
  private static final String DONE = "[DONE]";
  // How long a stream may take to end after its answer is complete, so that its connection is
  // reused.
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final Protocol protocol;
  private final RetryAdvice advice;
  private final ProviderHttp http;
  private final String basePath;
  private final Map<String, String> headers;

  public Upstream(Settings settings, Protocol protocol, RetryAdvice advice) {
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
   * #MAX_MODELS} of it.
   *
   * @throws UpstreamException also if the deadline passes
   */
  List<String> models(Deadline deadline) throws UpstreamException {
    List<String> ids = new ArrayList<>();
    boolean[] isList = {false};
    http.send(
        prepared(new HttpGet(basePath + protocol.modelsPath())),
        deadline,
        response ->
            JsonReader.documents(
                text(successful(response)), json -> isList[0] |= readModels(json, ids)));
    if (!isList[0]) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    return ids;
  }

  /** Whether the document is a list of models, which both protocols write alike. */
  private static boolean readModels(JsonReader json, List<String> ids) throws UpstreamException {
    boolean[] isList = {false};
    json.members(name -> {
      switch (name) {
        case "data" -> {
          isList[0] |= json.isArray();
          json.elements(() ->
              json.members(member -> {
                if (member.equals("id") && json.isString() && ids.size() < MAX_MODELS) {
                  ids.add(json.text());
                }
              }));
        }
        case "error" -> ErrorBody.throwAny(json);
        default -> {}
      }
    });
    return isList[0];
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
      throw new UpstreamException(Failure.MALFORMED);
    }
    return entity;
  }

  private static String errorText(HttpEntity entity) {
    try {
      return new String(entity.getContent().readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (IOException _) {
      // The status suffices.
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
      throw new UpstreamException(Failure.MALFORMED);
    }
  }

  private static String text(HttpEntity entity) throws IOException, UpstreamException {
    byte[] bytes = entity.getContent().readNBytes(JsonReader.MAX_BYTES + 1);
    if (bytes.length > JsonReader.MAX_BYTES) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Whether the provider ended the stream before its last byte. */
  private static boolean readEvents(
      HttpEntity entity, Protocol.AnswerReader reader, Deadline deadline)
      throws IOException, UpstreamException {
    ServerSentEvents events = new ServerSentEvents(entity.getContent());
    boolean[] last = {false};
    for (String data = events.next(); data != null; data = events.next()) {
      if (deadline.hasPassed()) {
        throw new UpstreamException(Failure.TRUNCATED);
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
