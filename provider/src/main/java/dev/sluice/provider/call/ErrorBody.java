package dev.sluice.provider.call;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads error objects: OpenAI's, Anthropic's and what compatible servers make of them. Their codes
 * are words or statuses, as numbers or as text.
 */
public final class ErrorBody {

  private static final int OK = 200;

  private final Set<String> reasons = new HashSet<>();
  private int status;
  private boolean saysSomething;

  private ErrorBody(int status) {
    this.status = status;
  }

  /**
   * What an error response says. The status decides where its body is no error object.
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
      // The body is no JSON, perhaps the page of a load balancer.
    }
    return new Failure.ErrorAnswer(status, error.reasons, retryAfter);
  }

  /**
   * Reads the member {@code error} of an answer or of an event in a stream, where the status of the
   * response says nothing.
   *
   * @throws UpstreamException where it is an error; null, an empty object and the like are none
   */
  public static void throwAny(JsonReader json) throws UpstreamException {
    ErrorBody error = new ErrorBody(OK);
    error.read(json);
    if (error.saysSomething) {
      throw new UpstreamException(new Failure.ErrorAnswer(error.status, error.reasons, null));
    }
  }

  private void read(JsonReader json) throws UpstreamException {
    saysSomething = !json.text().isEmpty();
    json.members(name -> {
      saysSomething = true;
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
