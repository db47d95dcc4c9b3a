package dev.sluice.dispatcher.send;

import java.net.URI;
import java.util.Map;

/**
 * What one attempt sends.
 *
 * @param owner on whose behalf: connections are not shared by owners, and what one of them may take
 *     of ours is bounded
 * @param headers all of ours, in this order; the client adds host, length and connection
 * @param body sent as it is
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record Post(String owner, URI url, Map<String, String> headers, byte[] body) {

  /** Never shows the query, the headers or the body. */
  @Override
  public String toString() {
    return "Post[" + url.getHost() + "]";
  }
}
