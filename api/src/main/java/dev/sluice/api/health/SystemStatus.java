package dev.sluice.api.health;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How this process and what it stands on are doing.
 *
 * @param status {@code healthy}, or {@code degraded} where a provider, the broker or the database
 *     is away or the process drains
 * @param providers {@code healthy} or {@code unhealthy} by name; those that are configured
 */
record SystemStatus(String status, Map<String, String> providers, Metrics metrics) {

  /**
   * @param cpuPercent of all processors, by this process; null where the platform does not say
   * @param memoryPercent of the greatest heap
   * @param activeRequests this one included
   * @param jobsPending exact up to 10 000; null while the database is away
   * @param jobsProcessing likewise
   */
  record Metrics(
      @Nullable Double cpuPercent,
      double memoryPercent,
      int activeRequests,
      @Nullable Long jobsPending,
      @Nullable Long jobsProcessing) {

    static Metrics now(int activeRequests, JobCounts.@Nullable Counts jobs) {
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

  /** With one decimal. */
  private static double percent(double share) {
    return Math.round(Math.min(1, share) * 1000) / 10.0;
  }
}
