package dev.sluice.wire;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * A record of {@code jobs.content.v1}: a piece of the answer that an attempt is generating, keyed
 * by job id. Published only while the job is watched, from the beginning of the answer for every
 * new watcher, so pieces repeat and overlap. Pieces may be lost; the job's result is complete.
 *
 * @param attempt a later attempt begins again at offset 0
 * @param offset characters (UTF-16 code units) of the answer before this piece
 */
public record JobContent(JobId jobId, int attempt, int offset, String text) {

  public JobContent {
    requireNonNull(jobId);
    requireNonNull(text);
    if (attempt < 1 || offset < 0) {
      throw new IllegalArgumentException("attempts count from 1 and offsets from 0");
    }
  }

  /** The offset of the next piece. */
  public int end() {
    return offset + text.length();
  }

  /** The record's value: UTF-8 JSON. */
  public byte[] toBytes() {
    return Json.mapper().writeValueAsBytes(this);
  }

  /** Reads a record's value; empty when it is not one. */
  public static Optional<JobContent> read(byte[] value) {
    try {
      return Optional.ofNullable(Json.recordMapper().readValue(value, JobContent.class));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /** Never shows the text. */
  @Override
  public String toString() {
    return "JobContent[" + jobId + ", attempt=" + attempt + ", offset=" + offset + "]";
  }
}
