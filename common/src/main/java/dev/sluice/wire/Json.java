package dev.sluice.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sluice's JSON: {@code snake_case}, RFC 3339 timestamps in UTC. Reading refuses duplicate keys and
 * anything after the document; nesting, numbers, keys and strings are bounded.
 */
public final class Json {

  /** Longest string, in characters; longer than any accepted body. */
  public static final int MAX_STRING_LENGTH = 8 * 1024 * 1024;

  /**
   * Most tokens (a bracket, a key, a value) of a request. Not applied to records, which have a few
   * more.
   */
  public static final int MAX_REQUEST_TOKENS = 100_000;

  /** Deepest nesting of a document, in levels. */
  public static final int MAX_DEPTH = 64;

  /** Longest number, in digits. */
  public static final int MAX_NUMBER_LENGTH = 64;

  /** Longest key of a request, in characters. */
  public static final int MAX_NAME_LENGTH = 50_000;

  private static final int DECODED_AT_ONCE = 8192;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_NUMBER_LENGTH)
          // The parser counts its buffer: up to three bytes a character, and it doubles.
          .maxNameLength(8 * MAX_NAME_LENGTH)
          .maxStringLength(MAX_STRING_LENGTH)
          .build();

  private static final JsonMapper MAPPER = mapper(BOUNDS);
  private static final JsonMapper REQUEST_MAPPER =
      mapper(BOUNDS.rebuild().maxTokenCount(MAX_REQUEST_TOKENS).build());
  // A record has a few levels around an accepted request.
  private static final JsonMapper RECORD_MAPPER =
      mapper(BOUNDS.rebuild().maxNestingDepth(MAX_DEPTH + 8).build());

  private Json() {}

  private static JsonMapper mapper(StreamReadConstraints bounds) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(bounds)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // JSON is UTF-8 (RFC 8259, 8.1), without a byte order mark.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
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

  /** For requests of clients, with at most {@link #MAX_REQUEST_TOKENS} tokens. */
  public static JsonMapper requestMapper() {
    return REQUEST_MAPPER;
  }

  /** For records. */
  static JsonMapper recordMapper() {
    return RECORD_MAPPER;
  }

  /** For everything else. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** Whether the bytes are well-formed UTF-8; Jackson's decoder accepts some that are not. */
  public static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output = CharBuffer.allocate(Math.min(bytes.length + 1, DECODED_AT_ONCE));
    CoderResult result;
    do {
      output.clear();
      result = decoder.decode(input, output, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
