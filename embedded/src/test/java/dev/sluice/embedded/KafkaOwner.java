package dev.sluice.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A JVM of its own that runs a broker and dies with it, without closing anything. */
final class KafkaOwner {
  private KafkaOwner() {}

  /**
   * Leaves a topic with the values 0, 1, … and all of them read by the group, by a process that
   * halts after that.
   */
  static void fillAndDie(Path folder, String topic, int records) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            KafkaOwner.class.getName(),
            folder.toString(),
            topic,
            Integer.toString(records));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("owner.log").toFile())
            .start()
            .waitFor();
    if (status != 1) {
      throw new IllegalStateException("The owner ended with " + status);
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
      // As a kill: no shutdown hook, no flush, no close.
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(2);
  }
}
