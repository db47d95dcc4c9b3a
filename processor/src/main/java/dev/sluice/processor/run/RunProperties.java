package dev.sluice.processor.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How jobs are run.
 *
 * @param permits jobs of this process that run at the same time; each costs a virtual thread, a
 *     connection to the provider and the memory of its request and answer
 * @param maxClaim jobs taken by one claim
 * @param pollEvery longest wait until a job that became due is noticed by a process with free
 *     permits; shorter asks the database more often
 * @param drainGrace how long running jobs may go on once the process is told to stop; then their
 *     calls are aborted and the jobs handed back
 * @param maxResultSize larger answers fail the job with {@code result_too_large}; together with the
 *     rest of the job the answer must fit into one record of the events topic
 * @param settleBatch outcomes that share one statement
 * @param stream whether answers are asked for piece by piece, so that progress and content can be
 *     watched; without it a running job shows neither
 */
@ConfigurationProperties(prefix = "sluice.run", ignoreUnknownFields = false)
public record RunProperties(
    @DefaultValue("256") int permits,
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
