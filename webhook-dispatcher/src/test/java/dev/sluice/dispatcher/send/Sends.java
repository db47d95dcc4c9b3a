package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  static FutureTask<Optional<AttemptOutcome>> start(Sender sender, String url) {
    FutureTask<Optional<AttemptOutcome>> task = new FutureTask<>(() -> sender.send(post(url)));
    Thread.ofVirtual().start(task);
    return task;
  }

  static Optional<AttemptOutcome> await(FutureTask<Optional<AttemptOutcome>> task) {
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Optional<AttemptOutcome> send(Sender sender, String url) {
    return await(start(sender, url));
  }

  static AttemptRequest post(String url) {
    return post("owner", url);
  }

  static AttemptRequest post(String owner, String url) {
    return new AttemptRequest(
        owner,
        URI.create(url),
        Map.of("Content-Type", "application/json"),
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  static AttemptOutcome delivered(Optional<AttemptOutcome> outcome) {
    assertThat(outcome.orElseThrow().failure()).isNull();
    return outcome.orElseThrow();
  }

  /** The response of a delivery. */
  static Response response(Optional<AttemptOutcome> outcome) {
    return requireNonNull(delivered(outcome).response());
  }

  static AttemptOutcome failed(Optional<AttemptOutcome> outcome) {
    assertThat(outcome.orElseThrow().failure()).isNotNull();
    return outcome.orElseThrow();
  }

  static FailureClass failure(Optional<AttemptOutcome> outcome) {
    return requireNonNull(failed(outcome).failure());
  }
}
