package dev.sluice.wire;

import java.time.Duration;

/**
 * The bounds and defaults of requests, for the readers of this package and the API's description.
 * Lengths of text count code points.
 */
public final class RequestBounds {

  public static final String DEFAULT_MODEL = "gpt-4o";
  public static final int MAX_MODEL = 128;

  /** Matches the whole name of a model. */
  public static final String MODEL_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:/-]*";

  public static final int MAX_PROMPT = 1_000_000;
  public static final int MAX_MESSAGES = 100;
  public static final int MAX_CONTENT = 100_000;
  public static final int MAX_CONTENT_PARTS = 100;
  public static final int MAX_TOOL_CALLS = 128;
  public static final int MAX_TOOL_CALL_ID = 256;

  public static final double MIN_TEMPERATURE = 0;
  public static final double MAX_TEMPERATURE = 2;
  public static final double DEFAULT_TEMPERATURE = 0.7;
  public static final double MIN_TOP_P = 0;
  public static final double MAX_TOP_P = 1;
  public static final int MAX_MAX_TOKENS = 128_000;
  public static final int DEFAULT_MAX_TOKENS = 1000;
  public static final int MAX_STOPS = 4;
  public static final int MAX_STOP = 100;
  public static final int MAX_USER_ID = 256;

  /** Length of an enum value that providers define, e.g. of {@code reasoning_effort}. */
  public static final int MAX_PROVIDER_WORD = 64;

  public static final int MAX_TOOLS = 128;
  public static final int MAX_NAME = 64;

  /** Matches the whole name of a function or schema. */
  public static final String NAME_PATTERN = "[A-Za-z0-9_-]+";

  public static final int MAX_DESCRIPTION = 4096;

  public static final int MAX_WEBHOOK_URL = 2048;
  public static final int MAX_WEBHOOK_SECRET = 512;

  public static final Duration MAX_RUN_AT_AHEAD = Duration.ofDays(30);
  public static final int MAX_TIMEOUT_SECONDS = 3600;
  public static final int DEFAULT_TIMEOUT_SECONDS = 600;
  public static final int MAX_EXPIRES_IN_SECONDS = 31 * 24 * 3600;
  public static final int MAX_MAX_ATTEMPTS = 10;
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  public static final int MAX_METADATA = 16;
  public static final int MAX_METADATA_KEY = 64;
  public static final int MAX_METADATA_VALUE = 512;

  private RequestBounds() {}
}
