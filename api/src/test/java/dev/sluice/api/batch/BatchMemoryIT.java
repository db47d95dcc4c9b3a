package dev.sluice.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Looks at the heap, which is that of everything in this JVM. */
@Isolated
class BatchMemoryIT {

  private static final int LONG = 4_000;

  @Test
  void whoReadsNothingCostsLittleMemory() throws Exception {
    String line = "{\"prompt\":\"" + "x".repeat(6_000) + "\"}\n";
    try (TestApi api = TestApi.start(Map.of());
        RawBatch batch = new RawBatch(api)) {
      batch.send(line);
      batch.answer();
      long usedBefore = usedHeap();
      long acceptedBefore = BatchIT.accepted(api);
      for (int i = 1; i < LONG; i++) {
        batch.send(line);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(BatchIT.accepted(api) - acceptedBefore).isEqualTo(LONG - 1));
      // 24 MB went through.
      assertThat(usedHeap() - usedBefore).isLessThan(10_000_000);
      batch.end();
      for (int i = 1; i < LONG; i++) {
        assertThat(batch.answer()).startsWith("{\"index\":" + i + ",\"job_id\":");
      }
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    return IntStream.range(0, 3)
        .mapToLong(_ -> {
          memory.gc();
          return memory.getHeapMemoryUsage().getUsed();
        })
        .min()
        .orElseThrow();
  }
}
