package dev.sluice.provider.call;

import static dev.sluice.provider.Chats.call;
import static dev.sluice.provider.Chats.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GuardedCallsIT {

  private static final String COMPLETION =
      "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}";
  private static final String PIECE =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}";

  @Test
  void interruptClosesTheConnectionWithinASecond() throws Exception {
    try (Peer peer = Peer.that(Script.silence())) {
      Running running = Running.of(call -> openAi(peer).complete(call));
      await().until(() -> peer.requests().size() == 1);

      running.thread().interrupt();

      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
      assertThat(running.outcome().get()).isEqualTo(new Outcome.Aborted());
    }
  }

  @Test
  void interruptClosesTheConnectionOfAStreamWithinASecond() throws Exception {
    try (Peer peer = Peer.that(Script.eventsThenSilence(PIECE))) {
      List<Delta> pieces = new CopyOnWriteArrayList<>();
      Running running = Running.of(call -> openAi(peer).stream(call, pieces::add));
      await().until(() -> pieces.size() == 1);

      running.thread().interrupt();

      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
      assertThat(running.outcome().get()).isEqualTo(new Outcome.Aborted());
    }
  }

  @Test
  void anthropicCallIsAbortedToo() throws Exception {
    try (Peer peer = Peer.that(Script.silence())) {
      Provider provider = GuardedProviders.anthropic(peer.url(""));
      Running running = Running.of(provider::complete);
      await().until(() -> peer.requests().size() == 1);

      running.thread().interrupt();

      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
      assertThat(running.outcome().get()).isEqualTo(new Outcome.Aborted());
    }
  }

  @Test
  void deadlineEndsASilentCallAndClosesItsConnection() throws Exception {
    try (Peer peer = Peer.that(Script.silence())) {
      ProviderCall call = call(hello("m"), Duration.ofMillis(300));

      assertThat(openAi(peer).complete(call)).isEqualTo(new Outcome.DeadlinePassed());

      assertThat(call.deadline().hasPassed()).isTrue();
      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
    }
  }

  @Test
  void callWithoutPatienceDoesNotQueueForAPermit() throws Exception {
    try (Peer peer = Peer.that(Script.silence())) {
      Provider provider = GuardedProviders.openAi(peer.url("/v1"), 1, new SimpleMeterRegistry());
      Running running = Running.of(provider::complete);
      await().until(() -> peer.requests().size() == 1);
      ProviderCall call =
          new ProviderCall(
              hello("m"), Deadline.in(Duration.ofSeconds(20)), null, Duration.ofMillis(50));

      long start = System.nanoTime();
      assertThat(provider.complete(call))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.BUSY, null));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));

      running.thread().interrupt();
      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
    }
  }

  @Test
  void deadlineEndsASilentStream() throws Exception {
    try (Peer peer = Peer.that(Script.eventsThenSilence(PIECE))) {
      List<Delta> pieces = new ArrayList<>();

      assertThat(openAi(peer).stream(call(hello("m"), Duration.ofMillis(500)), pieces::add))
          .isEqualTo(new Outcome.DeadlinePassed());
      assertThat(pieces).hasSize(1);
      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
    }
  }

  @Test
  void sinkThatThrowsClosesTheConnection() throws Exception {
    try (Peer peer = Peer.that(Script.eventsThenSilence(PIECE))) {
      IllegalStateException gone = new IllegalStateException("the client went away");

      assertThatThrownBy(() ->
              openAi(peer).stream(
                  call(hello("m")),
                  _ -> {
                    throw gone;
                  }))
          .isSameAs(gone);
      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
    }
  }

  @Test
  void firstPieceArrivesBeforeTheSecondIsSent() throws Exception {
    try (Peer peer = Peer.that(Script.eventsThenSilence(PIECE))) {
      List<Delta> pieces = new CopyOnWriteArrayList<>();
      Running running = Running.of(call -> openAi(peer).stream(call, pieces::add));

      await().until(() -> pieces.equals(List.of(new Delta.Content("Hi"))));
      running.thread().interrupt();
    }
  }

  @Test
  void resetBeforeAnyByteIsRepeatedWithinTheCall() throws Exception {
    try (Peer peer = Peer.that(Script.reset(), Script.reset(), Script.answer(200, COMPLETION))) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();

      assertThat(GuardedProviders.openAi(peer.url("/v1"), 1, registry).complete(call(hello("m"))))
          .isInstanceOf(Outcome.Completed.class);

      assertThat(peer.requests()).hasSize(3);
      assertThat(registry.counter("sluice.provider.quick.retries", "provider", "openai").count())
          .isEqualTo(2);
      assertThat(
              registry
                  .timer("sluice.provider.calls", "provider", "openai", "outcome", "completed")
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void resetsAreRepeatedTwiceAndNotMore() throws Exception {
    try (Peer peer = Peer.that(Script.reset())) {
      assertThat(openAi(peer).complete(call(hello("m"))))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.CONNECTION, null));
      assertThat(peer.requests()).hasSize(3);
    }
  }

  @Test
  void refusedConnectionIsRetryable() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + free + "/v1");

    assertThat(GuardedProviders.openAi(nobody).complete(call(hello("m"))))
        .isEqualTo(new Outcome.Retryable(ProviderErrors.CONNECTION, null));
  }

  @Test
  void tlsTroubleIsRetryableAndNotRepeated() throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, COMPLETION))) {
      URI tls = URI.create(peer.url("/v1").toString().replace("http:", "https:"));

      assertThat(GuardedProviders.openAi(tls).complete(call(hello("m"))))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.CONNECTION, null));
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void waitingForAPermitEndsWithTheDeadlineAndWithAnAbort() throws Exception {
    try (Peer peer = Peer.that(Script.silence())) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      Provider provider = GuardedProviders.openAi(peer.url("/v1"), 1, registry);
      Running holder = Running.of(provider::complete);
      await().until(() -> peer.requests().size() == 1);
      assertThat(registry.get("sluice.provider.in.flight").gauge().value()).isEqualTo(1);

      assertThat(provider.complete(call(hello("m"), Duration.ofMillis(100))))
          .isEqualTo(new Outcome.DeadlinePassed());
      Running waiter = Running.of(provider::complete);
      waiter.thread().interrupt();
      assertThat(waiter.outcome().get()).isEqualTo(new Outcome.Aborted());

      holder.thread().interrupt();
      await().until(() -> registry.get("sluice.provider.in.flight").gauge().value() == 0);
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void twoHundredCallsAreInFlightAtOnceAndTheirConnectionsAreKept() throws Exception {
    int calls = 200;
    CompletableFuture<Void> release = new CompletableFuture<>();
    Script held =
        socket -> {
          release.join();
          Script.answer(200, COMPLETION).play(socket);
        };
    try (Peer peer = Peer.that(held);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Provider provider =
          GuardedProviders.openAi(peer.url("/v1"), calls, new SimpleMeterRegistry());
      List<Future<Outcome>> first = submit(threads, provider, calls);
      await().until(() -> peer.requests().size() == calls);
      release.complete(null);
      assertAllCompleted(first);
      assertAllCompleted(submit(threads, provider, calls));
      assertThat(peer.connections()).isEqualTo(calls);
    }
  }

  private static List<Future<Outcome>> submit(
      ExecutorService threads, Provider provider, int calls) {
    List<Future<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      outcomes.add(threads.submit(() -> provider.complete(call(hello("m")))));
    }
    return outcomes;
  }

  private static void assertAllCompleted(List<Future<Outcome>> outcomes) throws Exception {
    for (Future<Outcome> outcome : outcomes) {
      assertThat(outcome.get()).isInstanceOf(Outcome.Completed.class);
    }
  }

  private static Provider openAi(Peer peer) {
    return GuardedProviders.openAi(peer.url("/v1"));
  }

  /** A call on a virtual thread of its own. */
  private record Running(Thread thread, CompletableFuture<Outcome> outcome) {

    static Running of(Function<ProviderCall, Outcome> request) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Runnable body = () -> outcome.complete(request.apply(call(hello("m"))));
      return new Running(Thread.ofVirtual().start(body), outcome);
    }
  }
}
