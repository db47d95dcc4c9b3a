package dev.sluice.provider.openai;

import com.google.errorprone.annotations.MustBeClosed;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.Emitter;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Upstream;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.provider.call.UpstreamSettings;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * OpenAI's chat completions through its SDK, which neither retries nor logs here. The SDK's
 * synchronous calls pass its HTTP client's dispatcher by, so its limit of calls per host, five by
 * default, does not apply; idle connections are kept for as many calls as may be in flight.
 */
public final class OpenAiUpstream implements Upstream {

  private final OpenAIClient client;
  private final UpstreamSettings settings;
  private final OpenAiRequests requests;
  private final OpenAiFailures failures;

  /**
   * @param settings the base URL ends in {@code /v1}, as the SDK wants it
   */
  public OpenAiUpstream(UpstreamSettings settings, OpenAiDialect dialect, RetryAdvice advice) {
    this.settings = settings;
    this.requests = new OpenAiRequests(dialect);
    this.failures = new OpenAiFailures(advice);
    this.client =
        OpenAIOkHttpClient.builder()
            .baseUrl(settings.baseUrl().toString())
            .apiKey(settings.keyOrPlaceholder())
            .maxRetries(0)
            .logLevel(LogLevel.OFF)
            .followRedirects(false)
            .maxIdleConnections(settings.maxInFlight())
            .keepAliveDuration(UpstreamSettings.KEEP_ALIVE)
            .build();
  }

  @Override
  public Outcome complete(ProviderCall call) throws UpstreamException, InterruptedException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), Emitter.NONE);
    try (HttpResponseFor<ChatCompletion> response = send(call)) {
      OpenAiAnswers.read(response.parse(), answer);
    } catch (OpenAIException thrown) {
      throw failures.withinResponse(thrown);
    }
    return answer.outcome();
  }

  @Override
  public Outcome stream(ProviderCall call, Emitter emitter)
      throws UpstreamException, InterruptedException {
    AnswerBuilder answer = new AnswerBuilder(call.request().model(), emitter);
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response = sendStreaming(call);
        StreamResponse<ChatCompletionChunk> chunks = response.parse()) {
      for (Iterator<ChatCompletionChunk> each = chunks.stream().iterator(); each.hasNext(); ) {
        OpenAiAnswers.read(each.next(), answer);
      }
    } catch (OpenAIException thrown) {
      throw failures.withinResponse(thrown);
    }
    return answer.outcome();
  }

  @Override
  public List<String> models(Deadline deadline) throws UpstreamException {
    try {
      return client.models().list(options(deadline)).items().stream()
          .map(Model::id)
          .limit(MAX_MODELS)
          .toList();
    } catch (OpenAIException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @MustBeClosed
  private HttpResponseFor<ChatCompletion> send(ProviderCall call) throws UpstreamException {
    ChatCompletionCreateParams params = requests.translate(call).build();
    try {
      return client.chat().completions().withRawResponse().create(params, options(call.deadline()));
    } catch (OpenAIException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  @MustBeClosed
  private HttpResponseFor<StreamResponse<ChatCompletionChunk>> sendStreaming(ProviderCall call)
      throws UpstreamException {
    ChatCompletionCreateParams params =
        requests
            .translate(call)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try {
      return client
          .chat()
          .completions()
          .withRawResponse()
          .createStreaming(params, options(call.deadline()));
    } catch (OpenAIException thrown) {
      throw failures.beforeResponse(thrown);
    }
  }

  private RequestOptions options(Deadline deadline) {
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
