package dev.sluice.dispatcher.send;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpComponentsHttpClientBuilder;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;

/**
 * Apache's client as Boot builds it, with the filter behind the resolver: the addresses that pass
 * are the ones connected to, for every connection, so an answer that changes between check and use
 * (DNS rebinding) changes nothing. Used bare, not under {@code RestClient}, whose responses are
 * read to their end on close, however much a stranger sends.
 */
final class WebhookClient {

  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue MAX_AGE = TimeValue.ofMinutes(5);
  // An endpoint may have closed meanwhile; finding out must not cost an attempt.
  private static final TimeValue CHECKED_AFTER_IDLE = TimeValue.ofMilliseconds(200);

  private WebhookClient() {}

  static CloseableHttpClient create(SendSettings settings, DnsResolver resolver) {
    Timeout silence = Timeout.of(settings.deadline());
    return new HttpComponentsHttpClientBuilder()
        .withDnsResolver(resolver)
        .withConnectionManagerCustomizer(manager -> bound(manager, settings))
        .withConnectionConfigCustomizer(connection ->
            connection
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .setSocketTimeout(silence)
                .setTimeToLive(MAX_AGE)
                .setValidateAfterInactivity(CHECKED_AFTER_IDLE))
        .withDefaultRequestConfigCustomizer(request ->
            request
                .setResponseTimeout(silence)
                .setConnectionRequestTimeout(silence)
                .setProtocolUpgradeEnabled(false)
                .setExpectContinueEnabled(false))
        .withCustomizer(WebhookClient::strip)
        .build(
            HttpClientSettings.defaults()
                .withRedirects(HttpRedirects.DONT_FOLLOW)
                .withCookieHandling(HttpCookieHandling.DISABLE)
                .withInetAddressFilter(settings.reachable()));
  }

  private static void bound(
      PoolingHttpClientConnectionManagerBuilder manager, SendSettings settings) {
    manager
        .setMaxConnTotal(settings.connections())
        .setMaxConnPerRoute(settings.connections())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .build());
  }

  /** Leaves out all that acts by itself: what happens in an attempt is what the log says. */
  private static void strip(HttpClientBuilder client) {
    client
        // A proxy of the environment would resolve names itself, past the filter.
        .setRoutePlanner(new DefaultRoutePlanner(null))
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .evictExpiredConnections()
        .evictIdleConnections(MAX_IDLE);
  }
}
