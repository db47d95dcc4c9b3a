package dev.sluice.embedded;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.Map;

/** Settings of a single node: no replication, small internal topics, little memory. */
final class KafkaSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final int MIB = 1024 * 1024;

  /** Sluice's largest record (8 MiB), plus room for batch overhead and headers. */
  private static final int MAX_BATCH_BYTES = 9 * MIB;

  private KafkaSettings() {}

  static Map<String, String> singleNode(Path logDir, int port, int controllerPort) {
    return Map.ofEntries(
        entry("process.roles", "broker,controller"),
        entry("node.id", Integer.toString(NODE_ID)),
        entry(
            "controller.quorum.voters",
            "%d@%s:%d".formatted(NODE_ID, Ports.LOOPBACK, controllerPort)),
        entry("controller.listener.names", CONTROLLER),
        entry(
            "listeners",
            "PLAINTEXT://%1$s:%2$d,%3$s://%1$s:%4$d"
                .formatted(Ports.LOOPBACK, port, CONTROLLER, controllerPort)),
        entry("advertised.listeners", "PLAINTEXT://%s:%d".formatted(Ports.LOOPBACK, port)),
        entry(
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER)),
        entry("inter.broker.listener.name", "PLAINTEXT"),
        entry("log.dirs", logDir.toString()),
        entry("auto.create.topics.enable", "false"),
        entry("default.replication.factor", "1"),
        entry("min.insync.replicas", "1"),
        entry("message.max.bytes", Integer.toString(MAX_BATCH_BYTES)),
        entry("replica.fetch.max.bytes", Integer.toString(MAX_BATCH_BYTES)),
        // A broker that is starved for the session timeout (9 s by default) is fenced until its
        // next
        // heartbeat. A shorter timeout would only speed up a restart after a kill, because the
        // broker
        // can register once its previous session has expired.
        entry("broker.heartbeat.interval.ms", "500"),
        // A group with one member need not wait for others.
        entry("group.initial.rebalance.delay.ms", "0"),
        // Lets tests reassign a dead consumer's partitions within seconds.
        entry("group.min.session.timeout.ms", "1000"),
        entry("offsets.topic.replication.factor", "1"),
        entry("offsets.topic.num.partitions", "4"),
        entry("transaction.state.log.replication.factor", "1"),
        entry("transaction.state.log.min.isr", "1"),
        entry("transaction.state.log.num.partitions", "4"),
        entry("share.coordinator.state.topic.replication.factor", "1"),
        entry("share.coordinator.state.topic.min.isr", "1"),
        entry("share.coordinator.state.topic.num.partitions", "2"),
        // The default is 128 MiB of heap; the compacted topics are small here.
        entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 * MIB)),
        entry("log.segment.bytes", Integer.toString(64 * MIB)),
        entry("log.index.size.max.bytes", Integer.toString(MIB)),
        entry("num.network.threads", "2"),
        entry("num.io.threads", "4"),
        entry("num.recovery.threads.per.data.dir", "2"));
  }
}
