package dev.sluice.provider.call;

import dev.sluice.chat.ModelRequest;
import java.util.Map;

/** How a kind of server is spoken to over HTTP. Safe for use by any number of threads. */
public interface Protocol {

  /** Reads the JSON of one answer. For one thread. */
  interface AnswerReader {

    /** Reads an answer that has come whole. */
    void readWhole(JsonReader json) throws UpstreamException;

    /**
     * Reads an event of a streamed answer.
     *
     * @return whether it is the last
     */
    boolean readEvent(JsonReader json) throws UpstreamException;
  }

  /** Where answers are asked for, below the base URL. */
  String answersPath();

  /** Where models are listed, below the base URL. */
  String modelsPath();

  /** The headers that go with every request, credentials included. */
  Map<String, String> headers(String apiKey);

  /**
   * The body that asks for an answer.
   *
   * @throws UpstreamException where the request cannot be said in this protocol
   */
  byte[] body(ModelRequest request, boolean stream) throws UpstreamException;

  AnswerReader reader(AnswerBuilder answer);
}
