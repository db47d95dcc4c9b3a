package dev.sluice.webhooks;

import dev.sluice.egress.EgressProperties;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Webhooks, of the api and the dispatcher.
 *
 * @param maxEndpoints how many endpoints a tenant may have, not counting deleted ones; more are
 *     refused with 409. Each event is matched against all endpoints of its tenant
 * @param egress which addresses webhooks may reach; api and dispatcher must have the same
 * @param retryDelays the delay after each failed attempt except the last, plus up to 20 % of
 *     jitter; the maximum number of attempts is their number plus one
 * @param send limits of attempts
 * @param queue how deliveries are claimed and released
 * @param disable when a failing endpoint is disabled
 * @param replay how fast replays proceed
 */
@ConfigurationProperties(prefix = "sluice.webhooks", ignoreUnknownFields = false)
public record WebhookProperties(
    @DefaultValue("100") int maxEndpoints,
    @DefaultValue EgressProperties egress,
    @DefaultValue({"5s", "30s", "2m", "10m", "30m", "1h", "3h", "6h", "12h"})
        List<Duration> retryDelays,
    @DefaultValue Send send,
    @DefaultValue Queue queue,
    @DefaultValue Disable disable,
    @DefaultValue Replay replay) {

  public WebhookProperties {
    retryDelays = List.copyOf(retryDelays);
    require(
        maxEndpoints >= 0 && maxEndpoints <= 10_000,
        "sluice.webhooks.max-endpoints must be 0 to 10000");
    require(
        retryDelays.stream().noneMatch(Duration::isNegative),
        "sluice.webhooks.retry-delays must not be negative");
  }

  /**
   * Limits of attempts.
   *
   * @param connectTimeout for each address of a host
   * @param deadline for the whole attempt, including reading the response
   * @param permits concurrent attempts of a dispatcher; each may use a connection
   * @param permitsPerEndpoint concurrent attempts to one endpoint, or to one host and port for the
   *     webhooks of jobs; further deliveries wait, so a slow endpoint uses no more permits
   */
  public record Send(
      @DefaultValue("5s") Duration connectTimeout,
      @DefaultValue("30s") Duration deadline,
      @DefaultValue("1024") int permits,
      @DefaultValue("32") int permitsPerEndpoint) {

    public Send {
      require(
          connectTimeout.isPositive() && deadline.compareTo(connectTimeout) >= 0,
          "sluice.webhooks.send: 0 < connect-timeout <= deadline must hold");
      require(
          permitsPerEndpoint >= 1 && permits >= permitsPerEndpoint,
          "sluice.webhooks.send: 1 <= permits-per-endpoint <= permits must hold");
    }
  }

  /**
   * How deliveries are claimed and released.
   *
   * @param pollEvery the maximum interval between scans for due deliveries; limits how late a retry
   *     can be
   * @param drainGrace at shutdown, how long running attempts may take; the others are handed back
   */
  public record Queue(
      @DefaultValue("500ms") Duration pollEvery, @DefaultValue("20s") Duration drainGrace) {

    public Queue {
      require(
          pollEvery.isPositive() && !drainGrace.isNegative(),
          "sluice.webhooks.queue: poll-every must be positive, drain-grace not negative");
    }
  }

  /**
   * When a failing endpoint is disabled: both limits must be reached. A success resets the count.
   *
   * @param afterFailures consecutive failed attempts, of any deliveries
   * @param after time since the first of them
   */
  public record Disable(
      @DefaultValue("100") int afterFailures, @DefaultValue("24h") Duration after) {

    public Disable {
      require(
          afterFailures >= 1 && !after.isNegative(),
          "sluice.webhooks.disable: after-failures must be positive, after not negative");
    }
  }

  /**
   * How fast replays proceed. The limits hold over all dispatchers.
   *
   * @param perSecond deliveries that a replay queues per second on average; at most a second's
   *     worth at once
   * @param maxDue a replay queues nothing while so many deliveries of its endpoint are due, so new
   *     events wait behind no more than these
   */
  public record Replay(@DefaultValue("200") int perSecond, @DefaultValue("100") int maxDue) {

    public Replay {
      require(
          perSecond >= 1 && maxDue >= 1, "sluice.webhooks.replay: every limit must be positive");
    }
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
