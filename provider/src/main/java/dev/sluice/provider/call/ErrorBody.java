package dev.sluice.provider.call;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads error objects of OpenAI, Anthropic and compatible servers. Their codes are words or
 * statuses, the latter as numbers or text.
 */
public final class ErrorBody {

  private static final int OK = 200;

  private final Set<String> reasons = new HashSet<>();
  private int status;
  private boolean isError;

  private ErrorBody(int status) {
    this.status = status;
  }

  /**
   * The failure of an error response, whose body may be no error object.
   *
   * @param status of the response; a code in the body does not override it
   */
  static Failure read(int status, String body, @Nullable Duration retryAfter) {
    ErrorBody error = new ErrorBody(status);
    try {
      JsonReader.documents(
          body,
          json ->
              json.members(name -> {
                if (name.equals("error")) {
                  error.read(json);
                }
              }));
    } catch (UpstreamException _) {
      // Not JSON, perhaps the page of a load balancer.
    }
    return Failure.of(status, error.reasons, retryAfter);
  }

  /**
   * Reads the member {@code error} of an answer or of an event, after a response with status 200.
   *
   * @throws UpstreamException if it is an error; null, an empty object and the like are not
   */
  public static void throwAny(JsonReader json) throws UpstreamException {
    ErrorBody error = new ErrorBody(OK);
    error.read(json);
    if (error.isError) {
      throw new UpstreamException(Failure.of(error.status, error.reasons, null));
    }
  }

  private void read(JsonReader json) throws UpstreamException {
    isError = !json.text().isEmpty();
    json.members(name -> {
      isError = true;
      switch (name) {
        case "code", "type", "status" -> reason(json);
        default -> {}
      }
    });
  }

  private void reason(JsonReader json) {
    Long number = json.number();
    String word = json.text().toLowerCase(Locale.ROOT);
    if (number == null && word.matches("[45]\\d\\d")) {
      number = Long.valueOf(word);
    }
    if (number == null) {
      reasons.add(word);
    } else if (status == OK && number >= 400 && number < 600) {
      status = number.intValue();
    }
  }
}
