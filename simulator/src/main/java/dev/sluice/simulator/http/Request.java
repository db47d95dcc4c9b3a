package dev.sluice.simulator.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import java.util.Set;

/** An HTTP request, fully received. */
public final class Request {

  private final String method;
  private final QueryStringDecoder uri;
  private final HttpHeaders headers;
  private final byte[] body;

  Request(FullHttpRequest message) {
    this.method = message.method().name();
    this.uri = new QueryStringDecoder(message.uri());
    this.headers = message.headers();
    this.body = ByteBufUtil.getBytes(message.content());
  }

  public String method() {
    return method;
  }

  public String path() {
    return uri.path();
  }

  public Set<String> parameters() {
    return uri.parameters().keySet();
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(uri.parameters().get(name)).map(values -> values.getFirst());
  }

  /** The first value of a header; names are case-insensitive. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Not a copy; must not be modified. */
  public byte[] body() {
    return body;
  }
}
