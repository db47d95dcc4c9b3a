package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path directory;

  private EmbeddedKafka start(int port) {
    return EmbeddedKafka.start(new EmbeddedKafka.Config(directory, port));
  }

  @Test
  void recordsAndClusterIdSurviveACleanRestart() throws Exception {
    int port;
    String cluster;
    try (var kafka = start(0);
        var client = new KafkaClient(kafka.bootstrapServers())) {
      port = kafka.port();
      cluster = client.clusterId();
      client.createTopic("kept");
      client.send("kept", "before");
    }
    try (var kafka = start(port);
        var client = new KafkaClient(kafka.bootstrapServers())) {
      assertThat(client.clusterId()).isEqualTo(cluster);
      client.send("kept", "after");
      assertThat(client.read("kept", 2)).containsExactly("before", "after");
    }
  }

  @Test
  void recordsAndCommittedOffsetsSurviveAKill() throws Exception {
    KafkaOwner.fillAndHalt(directory, "kept", 100);
    try (var kafka = start(0);
        var client = new KafkaClient(kafka.bootstrapServers())) {
      assertThat(client.read("kept", 100)).hasSize(100).endsWith("99");
      assertThat(client.committed("kept")).isEqualTo(100);
    }
  }

  @Test
  void recordOfEightMebibytesIsAccepted() throws Exception {
    try (var kafka = start(0);
        var client = new KafkaClient(kafka.bootstrapServers())) {
      client.createTopic("large");
      String value = "x".repeat(8 * 1024 * 1024);
      client.send("large", value);
      assertThat(client.read("large", 1)).containsExactly(value);
    }
  }

  @Test
  void topicsAreNotCreatedAutomatically() throws Exception {
    try (var kafka = start(0);
        var client = new KafkaClient(kafka.bootstrapServers())) {
      assertThat(client.topics()).doesNotContain("absent");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> client.describe("absent"))
          .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void portInUseIsReported() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(PortInUseException.class)
          .isThrownBy(() -> start(taken.getLocalPort()))
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void directoryIsUsedByOneBrokerUntilItIsClosed() {
    try (var _ = start(0)) {
      assertThatExceptionOfType(DirectoryInUseException.class).isThrownBy(() -> start(0));
    }
    start(0).close();
  }

  @Test
  void brokersStartInParallel() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(
              () -> EmbeddedKafka.start(new EmbeddedKafka.Config(directory.resolve("a"), 0)));
      var second =
          threads.submit(
              () -> EmbeddedKafka.start(new EmbeddedKafka.Config(directory.resolve("b"), 0)));
      try (var a = first.get();
          var b = second.get();
          var toA = new KafkaClient(a.bootstrapServers());
          var toB = new KafkaClient(b.bootstrapServers())) {
        assertThat(toA.clusterId()).isNotEqualTo(toB.clusterId());
      }
    }
  }
}
