package dev.sluice.api.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The response of {@code GET /status}. */
@Schema(name = "Status")
record SystemStatus(
    @Schema(
            description = "Whether anything is wrong.",
            allowableValues = {"healthy", "degraded"})
        String status,
    @Schema(description = "The state of each provider.") Map<String, ProviderState> providers,
    @Schema(description = "Numbers.") Metrics metrics) {

  /** Each exact up to 10 000, which stands for more. */
  record JobCounts(long pending, long processing) {}

  enum ProviderState {
    @JsonProperty("healthy")
    HEALTHY,
    @JsonProperty("unhealthy")
    UNHEALTHY
  }

  @Schema(name = "StatusMetrics")
  record Metrics(
      @Schema(description = "Of all processors, by this process.")
          @DecimalMin("0")
          @DecimalMax("100")
          @Nullable Double cpuPercent,
      @Schema(description = "Of the maximum heap.") @DecimalMin("0") @DecimalMax("100")
          double memoryPercent,
      @Schema(description = "In this process.") @PositiveOrZero int activeRequests,
      @Schema(description = "Of all tenants; exact up to 10 000.") @PositiveOrZero
          @Nullable Long jobsPending,
      @Schema(description = "Of all tenants; exact up to 10 000.") @PositiveOrZero
          @Nullable Long jobsProcessing) {

    static Metrics now(int activeRequests, @Nullable JobCounts jobs) {
      return new Metrics(
          cpu(),
          memory(),
          activeRequests,
          jobs == null ? null : jobs.pending(),
          jobs == null ? null : jobs.processing());
    }
  }

  private static @Nullable Double cpu() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double load = system == null ? -1 : system.getProcessCpuLoad();
    return load < 0 ? null : percent(load);
  }

  private static double memory() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return percent((double) heap.getUsed() / Math.max(heap.getMax(), heap.getCommitted()));
  }

  /** Rounded to one decimal. */
  private static double percent(double share) {
    return Math.round(Math.min(1, share) * 1000) / 10.0;
  }
}
