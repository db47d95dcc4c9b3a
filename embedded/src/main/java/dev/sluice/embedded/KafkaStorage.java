package dev.sluice.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/** Formats the log directory on first use, as {@code kafka-storage format} does. */
final class KafkaStorage {
  private KafkaStorage() {}

  static Path prepare(Path logDir) {
    // The formatter writes this file last, so without it no broker has ever run here.
    if (Files.exists(logDir.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return logDir;
    }
    try (PrintStream discarded =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Files.createDirectories(logDir);
      new Formatter()
          .setPrintStream(discarded)
          .setNodeId(KafkaSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(KafkaSettings.CONTROLLER)
          .addDirectory(logDir.toString())
          .setMetadataLogDirectory(logDir.toString())
          .run();
      return logDir;
    } catch (Exception e) {
      throw new InfraException(
          "Cannot format the Kafka log directory %s: %s".formatted(logDir, e), e);
    }
  }
}
