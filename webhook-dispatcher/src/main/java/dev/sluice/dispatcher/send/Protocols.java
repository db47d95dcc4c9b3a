package dev.sluice.dispatcher.send;

import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.http2.impl.nio.ClientH2StreamMultiplexerFactory;
import org.apache.hc.core5.http2.impl.nio.ClientH2UpgradeHandler;
import org.apache.hc.core5.http2.impl.nio.ClientHttp1UpgradeHandler;
import org.apache.hc.core5.http2.impl.nio.HttpProtocolNegotiator;
import org.apache.hc.core5.http2.protocol.H2RequestConnControl;
import org.apache.hc.core5.http2.protocol.H2RequestContent;
import org.apache.hc.core5.http2.protocol.H2RequestTargetHost;
import org.apache.hc.core5.http2.ssl.ApplicationProtocol;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOEventHandlerFactory;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ProtocolUpgradeHandler;

/**
 * HTTP/1.1 and HTTP/2, whichever TLS agrees on, with bounds for what comes in: heads of at most 64
 * KiB, those of HTTP/1.1 with at most 1000 headers, and the {@link Allowance} of a {@link
 * Counterpart} – the attachment of each connection – for all the rest.
 */
final class Protocols implements IOEventHandlerFactory {

  static final int MAX_HEAD_BYTES = 64 * 1024;
  // Each header takes memory beside its bytes.
  private static final int MAX_HEADERS = 1000;
  private static final int FRAME_BYTES = 16 * 1024;
  // What is never asked for beyond this has no need to be let in.
  private static final int WINDOW_BYTES = 2 * Exchange.MAX_READ_BYTES;

  private static final Http1Config HTTP_1 =
      Http1Config.custom()
          .setMaxLineLength(MAX_HEAD_BYTES)
          .setMaxHeaderCount(MAX_HEADERS)
          .setInitialWindowSize(WINDOW_BYTES)
          .build();
  private static final H2Config HTTP_2 =
      H2Config.custom()
          .setPushEnabled(false)
          .setMaxFrameSize(FRAME_BYTES)
          .setMaxHeaderListSize(MAX_HEAD_BYTES)
          .setMaxContinuations(MAX_HEAD_BYTES / FRAME_BYTES)
          .setInitialWindowSize(WINDOW_BYTES)
          .build();

  // Host, length and connection are the only headers that are not the caller's.
  private final HttpProcessor processor =
      new DefaultHttpProcessor(
          new H2RequestTargetHost(), new H2RequestContent(), new H2RequestConnControl());
  private final DefaultHttpResponseParserFactory parsers =
      new DefaultHttpResponseParserFactory(HTTP_1);

  @Override
  public IOEventHandler createHandler(ProtocolIOSession session, Object attachment) {
    Counterpart counterpart = (Counterpart) attachment;
    Allowance allowance = counterpart.allowance();
    allowance.of(session);
    ProtocolUpgradeHandler http1 =
        new ClientHttp1UpgradeHandler(
            new ClientHttp1StreamDuplexerFactory(
                processor,
                HTTP_1,
                CharCodingConfig.DEFAULT,
                new Framing(),
                () -> new BoundedParser(parsers.create(), counterpart),
                null,
                counterpart.turn()));
    ProtocolUpgradeHandler http2 =
        new ClientH2UpgradeHandler(
            new ClientH2StreamMultiplexerFactory(
                processor, null, HTTP_2, CharCodingConfig.DEFAULT, new WatchedFrames(counterpart)),
            null);
    session.registerProtocol(ApplicationProtocol.HTTP_1_1.id, counted(http1, allowance));
    session.registerProtocol(ApplicationProtocol.HTTP_2.id, counted(http2, allowance));
    return new HttpProtocolNegotiator(session, null);
  }

  private static ProtocolUpgradeHandler counted(ProtocolUpgradeHandler to, Allowance allowance) {
    return (session, callback) -> to.upgrade(new CountedSession(session, allowance), callback);
  }
}
