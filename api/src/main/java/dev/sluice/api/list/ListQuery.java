package dev.sluice.api.list;

import static dev.sluice.api.list.PageQuery.single;

import dev.sluice.job.JobStatus;
import dev.sluice.wire.InvalidFieldException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a listing was asked for. Parameters that mean nothing here are ignored; one that does may be
 * given once.
 */
record ListQuery(JobFilter filter, PageQuery page) {

  private static final String METADATA = "metadata.";
  private static final int MAX_METADATA = 16;

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

  /**
   * Reads the parameters.
   *
   * @throws InvalidFieldException where one is out of bounds
   */
  static ListQuery of(Map<String, String[]> parameters) {
    JobFilter filter =
        new JobFilter(
            single(parameters, "status").map(ListQuery::status).orElse(null),
            single(parameters, "model").map(ListQuery::model).orElse(null),
            TimeParameters.after(parameters, "created_after").orElse(null),
            TimeParameters.before(parameters, "created_before").orElse(null),
            metadata(parameters));
    return new ListQuery(filter, PageQuery.of(parameters));
  }

  private static JobStatus status(String value) {
    return JobStatus.ofWireName(value)
        .orElseThrow(() ->
            invalid("status", "must be one of pending, processing, completed, failed, cancelled."));
  }

  private static String model(String value) {
    if (!MODEL.matcher(value).matches()) {
      throw invalid("model", "must be a model's name.");
    }
    return value;
  }

  private static Map<String, String> metadata(Map<String, String[]> parameters) {
    Map<String, String> metadata = new HashMap<>();
    for (String name : parameters.keySet()) {
      if (name.startsWith(METADATA)) {
        String key = name.substring(METADATA.length());
        metadata.put(key, metadataValue(parameters, name, key));
      }
    }
    if (metadata.size() > MAX_METADATA) {
      throw invalid("metadata", "must have at most %d pairs.".formatted(MAX_METADATA));
    }
    return metadata;
  }

  private static String metadataValue(Map<String, String[]> parameters, String name, String key) {
    // An over-long or unprintable name is not repeated in the answer.
    if (!isText(key, 1, 64)) {
      throw invalid("metadata.", "must be followed by a key of 1 to 64 characters without NUL.");
    }
    String value = single(parameters, name).orElse("");
    if (!isText(value, 0, 512)) {
      throw invalid(name, "must have at most 512 characters, none of them NUL.");
    }
    return value;
  }

  private static boolean isText(String text, int min, int max) {
    int length = text.codePointCount(0, text.length());
    return length >= min && length <= max && text.indexOf('\0') < 0;
  }

  private static InvalidFieldException invalid(String name, String rule) {
    return new InvalidFieldException(name, name + " " + rule);
  }
}
