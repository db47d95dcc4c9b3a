package dev.sluice.provider.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.LogLevel;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.Timeout;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListParams;
import com.google.errorprone.annotations.MustBeClosed;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.Emitter;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Upstream;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.provider.call.UpstreamSettings;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * Anthropic's messages through its SDK, which neither retries nor logs here. The SDK's synchronous
 * calls pass its HTTP client's dispatcher by, so its limit of calls per host, five by default, does
 * not apply; idle connections are kept for as many calls as may be in flight.
 */
public final class AnthropicUpstream implements Upstream {

  private final AnthropicClient client;
  private final UpstreamSettings settings;
  private final AnthropicRequests requests;
  private final AnthropicFailures failures;

  /**
   * @param settings the base URL is without {@code /v1}, as the SDK wants it
   * @param temperatureModels models that take a temperature; none is sent to others
   */
  public AnthropicUpstream(
      UpstreamSettings settings, List<ModelPattern> temperatureModels, RetryAdvice advice) {
    this.settings = settings;
    this.requests = new AnthropicRequests(temperatureModels);
    this.failures = new AnthropicFailures(advice);
    this.client =
        AnthropicOkHttpClient.builder()
            .baseUrl(settings.baseUrl().toString())
            .apiKey(settings.keyOrPlaceholder())
            .maxRetries(0)
            .logLevel(LogLevel.OFF)
            .maxIdleConnections(settings.maxInFlight())
            .keepAliveDuration(UpstreamSettings.KEEP_ALIVE)
            .build();
  }

  @Override
  public Outcome complete(ProviderCall call) throws UpstreamException, InterruptedException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), Emitter.NONE);
    try (HttpResponseFor<Message> response = send(call)) {
      AnthropicAnswers.read(response.parse(), answer);
    } catch (AnthropicException thrown) {
      throw failures.withinResponse(thrown);
    }
    return answer.outcome();
  }

  @Override
  public Outcome stream(ProviderCall call, Emitter emitter)
      throws UpstreamException, InterruptedException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), emitter);
    AnthropicStream stream = new AnthropicStream(answer);
    try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response = sendStreaming(call);
        StreamResponse<RawMessageStreamEvent> events = response.parse()) {
      for (Iterator<RawMessageStreamEvent> each = events.stream().iterator(); each.hasNext(); ) {
        stream.read(each.next());
      }
    } catch (AnthropicException thrown) {
      throw failures.withinResponse(thrown);
    }
    return answer.outcome();
  }

  @Override
  public List<String> models(Deadline deadline) throws UpstreamException {
    try {
      return client
          .models()
          .list(ModelListParams.builder().limit(MAX_MODELS).build(), options(deadline))
          .items()
          .stream()
          .map(ModelInfo::id)
          .limit(MAX_MODELS)
          .toList();
    } catch (AnthropicException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @MustBeClosed
  private HttpResponseFor<Message> send(ProviderCall call) throws UpstreamException {
    try {
      return client
          .messages()
          .withRawResponse()
          .create(requests.translate(call), options(call.deadline()));
    } catch (AnthropicException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  @MustBeClosed
  private HttpResponseFor<StreamResponse<RawMessageStreamEvent>> sendStreaming(ProviderCall call)
      throws UpstreamException {
    try {
      return client
          .messages()
          .withRawResponse()
          .createStreaming(requests.translate(call), options(call.deadline()));
    } catch (AnthropicException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  private RequestOptions options(Deadline deadline) {
    // An explicit bound also keeps the SDK from insisting on streams for long answers.
    Duration bound = settings.requestTimeout(deadline.remaining());
    return RequestOptions.builder()
        .timeout(
            Timeout.builder()
                .connect(settings.connectTimeout())
                .read(bound)
                .write(bound)
                .request(bound)
                .build())
        .build();
  }
}
