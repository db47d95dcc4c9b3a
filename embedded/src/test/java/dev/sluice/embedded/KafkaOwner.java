package dev.sluice.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A separate JVM that runs a broker and halts without closing it. */
final class KafkaOwner {
  private KafkaOwner() {}

  /** Runs a process that fills a topic with 0, 1, …, commits all offsets and halts. */
  static void fillAndHalt(Path directory, String topic, int records) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KafkaOwner.class.getName(),
            directory.toString(),
            topic,
            Integer.toString(records));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("owner.log").toFile())
            .start()
            .waitFor();
    if (status != 1) {
      throw new IllegalStateException("The owner exited with " + status);
    }
  }

  static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[2]);
    var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(Path.of(arguments[0]), 0));
    var client = new KafkaClient(kafka.bootstrapServers());
    client.createTopic(arguments[1]);
    client.send(
        arguments[1],
        IntStream.range(0, records).mapToObj(Integer::toString).toArray(String[]::new));
    if (client.read(arguments[1], records).size() == records) {
      // Like SIGKILL: no shutdown hook, no flush, no close.
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(2);
  }
}
