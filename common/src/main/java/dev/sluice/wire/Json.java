package dev.sluice.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON dialect of Sluice: {@code snake_case}, RFC 3339 timestamps in UTC. Reading refuses
 * duplicate keys and anything after the document; nesting is bounded at 64 levels, a number at 64
 * digits and a string at {@link #MAX_STRING_LENGTH} characters.
 */
public final class Json {

  /** Longest string read, in characters; larger than any body that is let in. */
  public static final int MAX_STRING_LENGTH = 8 * 1024 * 1024;

  private static final int MAX_DEPTH = 64;
  // A record holds a request that was itself let in at MAX_DEPTH, and some levels around it.
  private static final int MAX_RECORD_DEPTH = MAX_DEPTH + 8;
  private static final int MAX_NUMBER_LENGTH = 64;

  private static final JsonMapper MAPPER = mapper(MAX_DEPTH);
  private static final JsonMapper RECORD_MAPPER = mapper(MAX_RECORD_DEPTH);

  private Json() {}

  private static JsonMapper mapper(int maxDepth) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_STRING_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
        .build();
  }

  /** Reads what Sluice itself has written around a request: a few levels deeper than a request. */
  static JsonMapper recordMapper() {
    return RECORD_MAPPER;
  }

  /** The shared mapper; immutable and safe for all threads. */
  public static JsonMapper mapper() {
    return MAPPER;
  }
}
