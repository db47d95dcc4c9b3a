package dev.sluice.provider.call;

import dev.sluice.chat.ModelRequest;
import java.util.Map;

/** A provider's protocol over HTTP. Thread-safe. */
public interface Protocol {

  /** Reads the JSON of one answer. Not thread-safe. */
  interface AnswerReader {

    /** Reads a whole answer. */
    void readWhole(JsonReader json) throws UpstreamException;

    /**
     * Reads an event of a streamed answer.
     *
     * @return whether it is the last
     */
    boolean readEvent(JsonReader json) throws UpstreamException;
  }

  /** Below the base URL. */
  String answersPath();

  /** Below the base URL. */
  String modelsPath();

  /** The headers of every request, credentials included. */
  Map<String, String> headers(String apiKey);

  /**
   * The body of a request for an answer.
   *
   * @throws UpstreamException if the request cannot be expressed in this protocol
   */
  byte[] body(ModelRequest request, boolean stream) throws UpstreamException;

  AnswerReader reader(AnswerBuilder answer);
}
