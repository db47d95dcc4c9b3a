package dev.sluice.api.errors;

/** The answer for a job that the caller does not have: another tenant's, invented or malformed. */
public final class UnknownJob {

  private static final ApiError ERROR = ApiError.of(404, "job_not_found", "Job not found");

  private UnknownJob() {}

  public static ApiException exception() {
    return new ApiException(ERROR);
  }
}
