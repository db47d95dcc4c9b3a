package dev.sluice.dispatcher.deliver;

import dev.sluice.egress.EgressProperties;
import dev.sluice.webhooks.delivery.DisableRule;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are delivered.
 *
 * @param egress where webhooks may lead; the same as api has
 * @param retryDelays the wait after each failed attempt but the last, before up to 20 % of jitter;
 *     their number plus one is the number of attempts
 * @param send one attempt
 * @param queue how deliveries are taken up and given back
 * @param disable when a failing endpoint is disabled
 */
@ConfigurationProperties(prefix = "sluice.webhook", ignoreUnknownFields = false)
public record WebhookProperties(
    @DefaultValue EgressProperties egress,
    @DefaultValue({"5s", "30s", "2m", "10m", "30m", "1h", "3h", "6h", "12h"})
        List<Duration> retryDelays,
    @DefaultValue Send send,
    @DefaultValue Queue queue,
    @DefaultValue DisableRule disable) {

  public WebhookProperties {
    retryDelays = List.copyOf(retryDelays);
    if (retryDelays.stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("sluice.webhook.retry-delays: no delay is negative");
    }
  }

  /**
   * One attempt.
   *
   * @param connectTimeout per address of a host
   * @param deadline for the whole attempt, reading the response included
   * @param permits attempts at the same time in this process; each may take a connection
   * @param permitsPerEndpoint of these, how many to one endpoint (to one host and port for the
   *     webhooks of jobs); deliveries beyond it wait as they are, so a slow endpoint takes this
   *     many permits and no more
   */
  public record Send(
      @DefaultValue("5s") Duration connectTimeout,
      @DefaultValue("30s") Duration deadline,
      @DefaultValue("1024") int permits,
      @DefaultValue("32") int permitsPerEndpoint) {

    public Send {
      if (!connectTimeout.isPositive() || deadline.compareTo(connectTimeout) < 0) {
        throw new IllegalArgumentException(
            "sluice.webhook.send: 0 < connect-timeout <= deadline must hold");
      }
      if (permitsPerEndpoint < 1 || permits < permitsPerEndpoint) {
        throw new IllegalArgumentException(
            "sluice.webhook.send: 1 <= permits-per-endpoint <= permits must hold");
      }
    }
  }

  /**
   * How deliveries are taken up and given back.
   *
   * @param pollEvery longest time between looking for due deliveries; bounds how late a retry is
   * @param reapEvery how often what dead dispatchers held is given back
   * @param sweepEvery how often deliveries follow what became of their endpoints: held, released or
   *     discarded
   * @param drainGrace at shutdown, how long attempts under way may take; the rest is handed back
   */
  public record Queue(
      @DefaultValue("500ms") Duration pollEvery,
      @DefaultValue("1s") Duration reapEvery,
      @DefaultValue("1s") Duration sweepEvery,
      @DefaultValue("20s") Duration drainGrace) {

    public Queue {
      if (!pollEvery.isPositive()
          || !reapEvery.isPositive()
          || !sweepEvery.isPositive()
          || drainGrace.isNegative()) {
        throw new IllegalArgumentException(
            "sluice.webhook.queue: intervals are positive, drain-grace is not negative");
      }
    }
  }
}
