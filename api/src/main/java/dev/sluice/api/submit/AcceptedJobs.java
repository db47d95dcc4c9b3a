package dev.sluice.api.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The jobs that this process has lately accepted, as their submitters were shown them: until they
 * are stored, nobody else knows more of them than their ids. Kept for 10 min, in 16 MB at most;
 * what is forgotten is shown as at any other replica. Safe for all threads.
 */
@Component
public final class AcceptedJobs {

  private static final Duration KEPT_FOR = Duration.ofMinutes(10);
  private static final long MAX_BYTES = 16 << 20;

  /** An entry of the cache, the job, its ids, times and model. */
  private static final int BYTES_PER_JOB = 600;

  /** An entry of the map, and two strings. */
  private static final int BYTES_PER_PAIR = 150;

  private final Cache<JobId, Job> jobs =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher(AcceptedJobs::bytes)
          .expireAfterWrite(KEPT_FOR)
          .build();

  /** The job as it was accepted; empty where this process has not accepted it, or not lately. */
  public Optional<Job> find(JobId id) {
    return Optional.ofNullable(jobs.getIfPresent(id));
  }

  void add(Job job) {
    jobs.put(job.jobId(), job);
  }

  /** About what a job takes in memory, at two bytes a character. */
  private static int bytes(JobId id, Job job) {
    int bytes = BYTES_PER_JOB;
    for (Map.Entry<String, String> pair : job.metadata().entrySet()) {
      bytes += BYTES_PER_PAIR + 2 * (pair.getKey().length() + pair.getValue().length());
    }
    return bytes;
  }
}
