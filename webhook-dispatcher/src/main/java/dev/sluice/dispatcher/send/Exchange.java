package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import dev.sluice.egress.Destination;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.impl.DefaultH2RequestConverter;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * One request and what came back of it so far: the I/O threads fill it, the caller waits for its
 * end and may stop waiting whenever it likes.
 */
final class Exchange implements AsyncClientExchangeHandler {

  static final int MAX_READ_BYTES = 64 * 1024;

  /** What a connection has to see to. */
  @FunctionalInterface
  interface Preparation {

    /**
     * Prepares.
     *
     * @throws IOException where the request must not be sent
     */
    void run() throws IOException;
  }

  /** The part of a response that is in once its head is. */
  record Head(int status, Optional<String> retryAfter, long atNanos) {}

  private final HttpRequest request;
  private final AsyncEntityProducer entity;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int bodyBytes;
  private final long startedNanos = System.nanoTime();
  private volatile Preparation beforeSending = () -> {};
  private volatile boolean begun;
  private volatile long begunNanos;
  private volatile long failedNanos;
  private volatile boolean answering;
  private volatile @Nullable Head head;
  private int total;

  Exchange(Post post, Destination destination) {
    String path = post.url().getRawPath();
    String query = post.url().getRawQuery();
    BasicHttpRequest message =
        new BasicHttpRequest(
            Method.POST.name(),
            (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    message.setScheme(destination.scheme());
    message.setAuthority(new URIAuthority(destination.host(), post.url().getPort()));
    post.headers().forEach(message::addHeader);
    this.request = message;
    // Without a type of its own, as the headers say it.
    this.bodyBytes = post.body().length;
    this.entity = new BasicAsyncEntityProducer(post.body(), null);
  }

  /**
   * Whether the client would send it. What it refuses on its way out would end an HTTP/2 connection
   * for all who share it.
   */
  boolean isSendable() {
    try {
      DefaultH2RequestConverter.INSTANCE.convert(request);
      return true;
    } catch (HttpException _) {
      return false;
    }
  }

  int bodyBytes() {
    return bodyBytes;
  }

  /** What is done on the connection's I/O thread immediately before the request is sent. */
  void beforeSending(Preparation action) {
    beforeSending = action;
  }

  /**
   * Done when nothing more is read: true where the response came to its end, false where the bound
   * was reached; exceptionally where the transport failed, with a {@link
   * RequestNotExecutedException} where nothing of the request had been sent.
   */
  CompletableFuture<Boolean> ended() {
    return ended;
  }

  Optional<Head> head() {
    return Optional.ofNullable(head);
  }

  long startedNanos() {
    return startedNanos;
  }

  /** Something of an answer is in. */
  void answering() {
    answering = true;
  }

  /**
   * Whether it failed before anything of an answer was in, and so soon after it began to go out.
   */
  boolean failedWithin(Duration time) {
    return ended.isCompletedExceptionally()
        && !answering
        && failedNanos - begunNanos <= time.toNanos();
  }

  /** The answer as far as it is in. */
  synchronized Answer answer() {
    boolean complete = ended.isDone() && !ended.isCompletedExceptionally() && ended.join();
    return new Answer(
        requireNonNull(head).status(), kept.toByteArray(), !complete || total > kept.size());
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    beforeSending.run();
    begunNanos = System.nanoTime();
    begun = true;
    channel.sendRequest(request, entity, context);
  }

  @Override
  public int available() {
    return entity.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    entity.produce(channel);
  }

  @Override
  public void consumeInformation(HttpResponse response, HttpContext context) throws HttpException {
    answering();
    if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
      throw new ProtocolException("nobody asked for another protocol");
    }
  }

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails details, HttpContext context) {
    answering();
    Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    head =
        new Head(
            response.getCode(),
            Optional.ofNullable(retryAfter).map(Header::getValue),
            System.nanoTime());
    if (details == null) {
      ended.complete(true);
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) {
    // The first window is more than is ever read.
  }

  /** Keeps the beginning; beyond the bound, refuses the rest. */
  @Override
  public void consume(ByteBuffer data) throws IOException {
    if (keep(data)) {
      ended.complete(false);
      throw new HttpStreamResetException("enough has been read");
    }
  }

  private synchronized boolean keep(ByteBuffer data) {
    total += data.remaining();
    byte[] chunk = new byte[Math.min(data.remaining(), Answer.MAX_KEPT_BYTES - kept.size())];
    data.get(chunk);
    kept.writeBytes(chunk);
    data.position(data.limit());
    return total > MAX_READ_BYTES;
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    ended.complete(true);
  }

  @Override
  public void failed(Exception cause) {
    if (!ended.isDone()) {
      failedNanos = System.nanoTime();
    }
    ended.completeExceptionally(begun ? cause : neverSent(cause));
  }

  private static Exception neverSent(Exception cause) {
    if (cause instanceof RequestNotExecutedException) {
      return cause;
    }
    Exception neverSent = new RequestNotExecutedException();
    neverSent.initCause(cause);
    return neverSent;
  }

  @Override
  public void cancel() {
    failed(new HttpStreamResetException("cancelled"));
  }

  @Override
  public void releaseResources() {
    // Where nothing else has ended it, nothing ever will.
    cancel();
  }

  /** When the wait of a {@code Retry-After} counts from here on. */
  Optional<Duration> retryAfter(Instant now) {
    return head()
        .filter(it ->
            it.status() == HttpStatus.SC_TOO_MANY_REQUESTS
                || it.status() == HttpStatus.SC_SERVICE_UNAVAILABLE)
        .flatMap(Head::retryAfter)
        .flatMap(value -> RetryAfter.parse(value, now));
  }
}
