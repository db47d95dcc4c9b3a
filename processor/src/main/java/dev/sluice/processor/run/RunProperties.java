package dev.sluice.processor.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How jobs are run.
 *
 * @param permits concurrent jobs of this process; each takes a virtual thread, a connection to the
 *     provider and memory for its request and answer
 * @param maxClaim jobs per claim
 * @param pollEvery how often a process with free permits claims, unless it is woken
 * @param drainGrace how long running jobs may continue after a stop; then their calls are aborted
 *     and the jobs handed back
 * @param maxResultSize larger answers fail the job with {@code result_too_large}; the answer and
 *     the rest of the job must fit into one record of the events topic
 * @param settleBatch outcomes per statement
 * @param stream whether answers are requested as streams; without it a running job shows neither
 *     progress nor content
 */
@ConfigurationProperties(prefix = "sluice.run", ignoreUnknownFields = false)
public record RunProperties(
    @DefaultValue("512") int permits,
    @DefaultValue("200") int maxClaim,
    @DefaultValue("200ms") Duration pollEvery,
    @DefaultValue("20s") Duration drainGrace,
    @DefaultValue("4MB") DataSize maxResultSize,
    @DefaultValue("200") int settleBatch,
    @DefaultValue("true") boolean stream) {

  private static final DataSize LARGEST_RESULT = DataSize.ofMegabytes(6);

  public RunProperties {
    if (permits < 1 || maxClaim < 1 || settleBatch < 1) {
      throw new IllegalArgumentException("sluice.run: permits and batches are at least 1");
    }
    if (maxResultSize.compareTo(LARGEST_RESULT) > 0) {
      throw new IllegalArgumentException(
          "sluice.run.max-result-size is at most " + LARGEST_RESULT + ": a record holds 8 MB");
    }
  }
}
