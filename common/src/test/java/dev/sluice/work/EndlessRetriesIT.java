package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Infra;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

class EndlessRetriesIT {

  private static final String TOPIC = Infra.shared().freshTopicPrefix() + "endless";

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("a database that is away"),
        // Spring Kafka would skip these.
        new ClassCastException("a bug"),
        new IllegalStateException(new NoSuchMethodException()),
        // And stop the container for this.
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverAListenerThrowsItsBatchIsDeliveredAgain(Throwable failure) {
    String topic = TOPIC + failure.getClass().getSimpleName() + failure.hashCode();
    new KafkaAdmin(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Infra.shared().bootstrapServers()))
        .createOrModifyTopics(TopicBuilder.name(topic).partitions(1).build());
    send(topic, "first");
    AtomicInteger calls = new AtomicInteger();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var container =
        container(
            topic,
            records ->
                EndlessRetries.guard(() -> {
                  if (calls.incrementAndGet() <= 2) {
                    throwAny(failure);
                  }
                  records.forEach(one -> handled.add(one.value()));
                }));
    try {
      await().until(() -> handled.contains("first"));
      send(topic, "second");
      await().until(() -> handled.contains("second"));
      assertThat(handled).containsExactly("first", "second");
      assertThat(calls.get()).isGreaterThan(2);
    } finally {
      container.stop();
    }
  }

  @Test
  void anInterruptIsKept() {
    try {
      EndlessRetries.guard(() -> {
        throw new InterruptedException();
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("interrupted");
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @SuppressWarnings("unchecked") // Any throwable as an unchecked one.
  private static <E extends Throwable> void throwAny(Throwable failure) throws E {
    throw (E) failure;
  }

  private static void send(String topic, String value) {
    var producers =
        new DefaultKafkaProducerFactory<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Infra.shared().bootstrapServers()),
            new StringSerializer(),
            new StringSerializer());
    new KafkaTemplate<>(producers).send(topic, value).join();
    producers.destroy();
  }

  private static KafkaMessageListenerContainer<String, String> container(
      String topic, Consumer<List<ConsumerRecord<String, String>>> listener) {
    ContainerProperties properties = new ContainerProperties(topic);
    properties.setGroupId(topic);
    properties.setMessageListener((BatchMessageListener<String, String>) listener::accept);
    var container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    Infra.shared().bootstrapServers(),
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest"),
                new StringDeserializer(),
                new StringDeserializer()),
            properties);
    container.setCommonErrorHandler(EndlessRetries.errorHandler());
    container.start();
    return container;
  }
}
