package dev.sluice.dispatcher.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.webhooks.delivery.FailureClass;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What tests of the sender have in common. */
final class Sends {

  private Sends() {}

  static Sender.Settings settings(boolean loopback, Duration deadline, String... addresses) {
    return new Sender.Settings(
        new EgressPolicy(
            new EgressProperties(
                loopback, true, List.of(addresses), List.of(), List.of("1-65535"))),
        deadline.dividedBy(2),
        deadline,
        256);
  }

  static FutureTask<Outcome> start(Sender sender, String url) {
    FutureTask<Outcome> task = new FutureTask<>(() -> sender.send(post(url)));
    Thread.ofVirtual().start(task);
    return task;
  }

  static Outcome await(FutureTask<Outcome> task) {
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Outcome send(Sender sender, String url) {
    return await(start(sender, url));
  }

  static WebhookRequest post(String url) {
    return post("owner", url);
  }

  static WebhookRequest post(String owner, String url) {
    return new WebhookRequest(
        owner,
        URI.create(url),
        Map.of("Content-Type", "application/json"),
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  static Outcome.Delivered delivered(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return (Outcome.Delivered) outcome;
  }

  static FailureClass failure(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).failure();
  }
}
